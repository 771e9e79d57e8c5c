// From a thing on the page to what explains it, or back. In: where to start, and what to come to. Out: the page scrolls there
// while a frame grows from the one to the other, so that the eye does not lose what it followed.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const FLIGHT = 650; // milliseconds

/**
 * @param {Element} from
 * @param {Element} to what it is about; it may still move
 * @returns {Promise<void>} when it is there
 */
async function zoom(from, to) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  to.scrollIntoView({ block: isIn(to) ? "nearest" : "center", behavior: isStill ? "instant" : "smooth" });
  if (isStill) return;
  const frame = document.body.appendChild(document.createElement("div"));
  frame.className = "zoom";
  const still = {
    position: "fixed",
    left: "0",
    top: "0",
    zIndex: "1000",
    pointerEvents: "none",
    boxSizing: "border-box",
  };
  Object.assign(frame.style, still, {
    border: `2px solid ${getComputedStyle(to).getPropertyValue("--accent")}`,
    borderRadius: "6px",
  });
  const begun = performance.now();
  for (let share = 0; share < 1; ) {
    share = Math.min(1, (performance.now() - begun) / FLIGHT);
    const [x, y, width, height] = between(from, to, share * share * (3 - 2 * share));
    Object.assign(frame.style, { transform: `translate(${x}px, ${y}px)`, width: `${width}px`, height: `${height}px` });
    await new Promise(requestAnimationFrame);
  }
  if (!isIn(to)) to.scrollIntoView({ block: "center", behavior: "smooth" }); // what came into sight moved it
  await frame.animate([{ opacity: 1 }, { opacity: 0 }], FLIGHT / 2).finished;
  frame.remove();
}

/** Whether all of it is in sight. @param {Element} element */
function isIn(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

/** The frame on its way: left, top, width, height. @param {Element} from @param {Element} to @param {number} share of the way */
function between(from, to, share) {
  const [a, b] = [from, to].map((each) => each.getBoundingClientRect());
  return ["x", "y", "width", "height"].map((side) => a[side] + (b[side] - a[side]) * share);
}
