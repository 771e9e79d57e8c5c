// Undo, redo and clear, always in sight. The canvas has its own toolbar, but shows it only under a hovering mouse:
// these buttons press that toolbar's, which stays hidden. They also give the canvas its look: white ink whose
// difference from the ground is what is seen, so that a drawing is dark on light and light on dark without redrawing.

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
const tools = new WeakMap(); // shadow root -> what undoes the wiring

export default function ({ parentElement, data, setTriggerValue }) {
  const buttons = Object.fromEntries(
    ["undo", "redo", "clear"].map((name) => [name, parentElement.querySelector(`[data-at="${name}"]`)]),
  );
  buttons.clear.onclick = () => setTriggerValue("clear", true);
  if (!tools.has(parentElement)) tools.set(parentElement, wire(data.canvas, buttons));
  return () => {
    tools.get(parentElement)?.();
    tools.delete(parentElement);
  };
}

// Waits for the canvas, dresses it, and keeps the buttons enabled just when the canvas's own are.
function wire(canvasClass, buttons) {
  let frame;
  const watch = new MutationObserver(() => reflect());
  let reflect = () => {};
  const find = () => {
    const root = [...document.querySelectorAll(`.${canvasClass} *`)]
      .map((element) => element.shadowRoot)
      .find((shadow) => shadow?.querySelector(".dc-toolbar"));
    if (!root) {
      frame = requestAnimationFrame(find);
      return;
    }
    root.append(Object.assign(document.createElement("style"), { textContent: LOOK }));
    const own = { undo: root.querySelector('[aria-label="Undo"]'), redo: root.querySelector('[aria-label="Redo"]') };
    reflect = () => Object.keys(own).forEach((name) => (buttons[name].disabled = own[name].disabled));
    Object.keys(own).forEach((name) => {
      buttons[name].onclick = () => own[name].click();
      watch.observe(own[name], { attributes: true, attributeFilter: ["disabled"] });
    });
    reflect();
  };
  find();
  return () => {
    cancelAnimationFrame(frame);
    watch.disconnect();
  };
}
