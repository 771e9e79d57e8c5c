// The package streamlit-drawable-canvas, as far as anything here knows its inside. It draws in an open shadow root and
// promises nothing of what is in there, so its classes, its icons and its habits stand in this file alone. Other files
// call `CanvasWatch`, `dress`, `leaveToItself`, `pixels` and `onPen`; a canvas that is not as expected they get as null.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

// A button is known by its icon: its name is English, and the order is that of one version.
const PARTS = {
  box: ".dc-container", // as large as the drawing; the canvases lie in it
  lower: ".canvas-container > .lower-canvas", // the finished strokes
  upper: ".canvas-container > .upper-canvas", // the stroke under the pen; a frame of selection while objects are moved
  undo: '.dc-toolbar button:has(path[d^="M9 14 4 9"])',
  redo: '.dc-toolbar button:has(path[d^="M15 14l5-5"])',
  send: '.dc-toolbar button:has(path[d^="M7 11l5-5"])', // tells the server at once what it else tells after a pause
};
const MOVING_OBJECTS = '.dc-toolbar [aria-pressed="true"]'; // its toolbar's edit button, pressed
const WITHIN = 4000; // milliseconds in which the canvas is there once its place is; the package's script loads meanwhile
const PAUSE = 50; // milliseconds from one look to the next until then: that a shadow root was attached nobody tells

// The ink is white, and what is seen is its difference from the ground, so that a drawing is dark on light and light on
// dark without redrawing. The toolbar that is hidden here would be seen only under a hovering mouse.
const LOOK = `
  .dc-toolbar { display: none !important; }
  .dc-container { isolation: isolate; background: var(--st-background-color); }
  .canvas-container { mix-blend-mode: difference; }
  .dc-canvas { outline: none !important; }
  .dc-container::after {
    content: ""; position: absolute; inset: 0; z-index: 20; pointer-events: none;
    border: 1px solid var(--st-border-color); border-radius: 6px;
  }
`;
// For a canvas that is not as expected: its ink is seen on any ground, and its toolbar also where no mouse hovers.
const PLAIN_LOOK = `
  :host { isolation: isolate; background: var(--st-background-color); margin-top: 2.65rem; }
  canvas { mix-blend-mode: difference; }
  .dc-toolbar { opacity: 1 !important; top: -2.65rem !important; }
`;

/**
 * What is called of the package's inside.
 * @typedef {object} Inside
 * @property {ShadowRoot} root
 * @property {HTMLElement} box
 * @property {HTMLCanvasElement} lower
 * @property {HTMLCanvasElement} upper
 * @property {HTMLButtonElement} undo
 * @property {HTMLButtonElement} redo
 * @property {HTMLButtonElement} send
 */

/** @type {WeakMap<Element, Inside>} what was found in a host last */
const insides = new WeakMap();

/** @type {CanvasRenderingContext2D | null} where layers are put together; one for all, since each reading is whole */
let easel = null;

/**
 * The shadow roots of an element and of all in it.
 * @param {Element} host
 * @returns {ShadowRoot[]}
 */
function shadowsOf(host) {
  return [host, ...host.querySelectorAll("*")].flatMap((element) => element.shadowRoot ?? []);
}

/**
 * The canvas in an element; null where there is none, or one that lacks a part.
 * @param {Element} host the element that the canvas lies in
 * @returns {Inside | null}
 */
function insideOf(host) {
  const known = insides.get(host);
  if (known && isThere(known) && host.contains(known.root.host)) return known;
  const found = shadowsOf(host).map(partsOf).find(isWhole) ?? null;
  if (found) insides.set(host, found);
  return found;
}

/** @param {ShadowRoot} root */
function partsOf(root) {
  const parts = Object.entries(PARTS).map(([name, selector]) => [name, root.querySelector(selector)]);
  return /** @type {Inside} */ ({ root, ...Object.fromEntries(parts) });
}

/** @param {Inside} inside */
const isWhole = (inside) => Object.values(inside).every(Boolean);

/** @param {Inside} inside */
const isThere = (inside) => Object.values(inside).every((part) => part.isConnected);

/**
 * Gives a canvas that is as expected the look of the page.
 * @param {Inside} inside
 * @param {string} more rules of the caller's own
 */
const dress = ({ root }, more) => dressRoot(root, LOOK + more);

/**
 * Lets a canvas that is not as expected serve by itself, with its own toolbar.
 * @param {Element} host the element that the canvas lies in
 */
function leaveToItself(host) {
  const roots = shadowsOf(host).filter((root) => root.querySelector("canvas"));
  roots.forEach((root) => dressRoot(root, PLAIN_LOOK));
}

/** @param {ShadowRoot} root @param {string} rules */
function dressRoot(root, rules) {
  const name = "look-of-the-page";
  const style = root.querySelector(`.${name}`) ?? root.appendChild(document.createElement("style"));
  style.className = name;
  if (style.textContent !== rules) style.textContent = rules; // for whoever watches, only a change is one
}

/**
 * The drawing with the stroke that is under the pen; a few milliseconds.
 * @param {Element} host the element that the canvas lies in
 * @returns {ImageData | null} RGBA, as large as the canvas; null without a canvas, and while objects are moved about on
 *   it, since their handles are painted among the strokes
 */
function pixels(host) {
  const inside = insideOf(host);
  if (!inside || inside.root.querySelector(MOVING_OBJECTS)) return null;
  const { lower, upper } = inside;
  const { width, height } = lower;
  easel ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!easel || !width || !height) return null;
  if (easel.canvas.width !== width || easel.canvas.height !== height) Object.assign(easel.canvas, { width, height });
  easel.clearRect(0, 0, width, height);
  easel.drawImage(lower, 0, 0);
  easel.drawImage(upper, 0, 0); // neither a cursor nor a brush is painted there, only the stroke
  return easel.getImageData(0, 0, width, height);
}

/**
 * Follows the pen on a canvas, also on one that takes the other's place in the host later.
 * @param {Element} host the element that the canvas lies in
 * @param {(phase: "down" | "move" | "up") => void} callback "down" at once; then "move" in the next frame, and in each
 *   frame before which the pen has moved; "up" once `pixels` has the stroke as it stays. No frame is asked for while
 *   the pen is up.
 * @returns {() => void} stops it
 */
function onPen(host, callback) {
  const stop = new AbortController();
  const always = { capture: true, signal: stop.signal };
  let phase = "up"; // or "down", or "lifted": the package still has to take the stroke in
  let frame = 0;

  const rise = () => {
    frame = 0;
    phase = "up";
    callback("up");
  };
  const move = () => {
    frame = 0;
    callback("move");
  };
  const press = (event) => {
    if (event.button !== 0 || !event.isPrimary || !event.composedPath().some(isUpper)) return;
    cancelAnimationFrame(frame);
    if (phase === "lifted") rise();
    phase = "down";
    callback("down");
    frame = requestAnimationFrame(move);
  };
  const drag = () => {
    if (phase === "down" && !frame) frame = requestAnimationFrame(move);
  };
  const lift = (event) => {
    if (phase !== "down" || !event.isPrimary) return;
    cancelAnimationFrame(frame);
    phase = "lifted";
    // It paints the finished stroke in the frame after the one in which it takes it off the upper canvas.
    frame = requestAnimationFrame(() => (frame = requestAnimationFrame(rise)));
  };
  host.addEventListener("pointerdown", press, always);
  addEventListener("pointermove", drag, always);
  ["pointerup", "pointercancel"].forEach((type) => addEventListener(type, lift, always));
  return () => {
    cancelAnimationFrame(frame);
    stop.abort();
  };
}

/** @param {EventTarget} target */
const isUpper = (target) => target instanceof Element && target.matches(PARTS.upper);

/**
 * Tells which canvas stands in a place of the page. Streamlit may put another in its stead at any run, or take it away and
 * leave the place empty, since it also cleans up after a message that a later one overtook.
 */
class CanvasWatch {
  /** @type {Inside | null} */
  inside = null;
  timer = 0; // of the next look; 0: none
  deadline = 0; // until when the canvas is expected; 0: its place is not there either

  /**
   * @param {string} place the CSS class of the element that the canvas lies in
   * @param {(inside: Inside | null, host: Element) => void} tell called with each canvas that is found; with null when
   *   none was in time, and again when something there has changed since. One that comes later is told of, too.
   * @param {() => void} lose called when the canvas that was found is no longer there, while its place is
   */
  constructor(place, tell, lose) {
    this.place = place;
    this.tell = tell;
    this.lose = lose;
    this.changes = new MutationObserver(() => this.look());
    this.observe(document.body);
    this.look();
  }

  /** @param {Node} node */
  observe(node) {
    this.changes.observe(node, { childList: true, subtree: true });
  }

  look() {
    if (this.inside && isThere(this.inside)) return;
    const host = document.querySelector(`.${this.place}`);
    if (this.inside && host) this.lose();
    const inside = host && insideOf(host);
    if (inside) this.find(inside, host);
    else this.wait(host);
  }

  /** @param {Inside} inside @param {Element} host */
  find(inside, host) {
    clearTimeout(this.timer);
    Object.assign(this, { inside, timer: 0, deadline: 0 });
    this.observe(inside.root);
    this.tell(inside, host);
  }

  // Looks again and again until the time is up, and after that only when something changes.
  /** @param {Element | null} host */
  wait(host) {
    this.inside = null;
    clearTimeout(this.timer);
    this.timer = 0;
    if (!host) {
      this.deadline = 0;
      return;
    }
    shadowsOf(host).forEach((root) => this.observe(root));
    this.deadline ||= performance.now() + WITHIN;
    if (performance.now() < this.deadline) this.timer = setTimeout(() => this.look(), PAUSE);
    else this.tell(null, host);
  }

  close() {
    clearTimeout(this.timer);
    this.changes.disconnect();
  }
}
