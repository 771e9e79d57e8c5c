// The canvas's companion. It shows undo, redo and clear, always in sight; gives the canvas its look: white ink whose
// difference from the ground is what is seen, so that a drawing is dark on light and light on dark without redrawing;
// and lays the picture that is not drawn by hand beneath the ink, where the first stroke replaces it at once.
//
// The canvas has a toolbar of its own, but shows it only under a hovering mouse: these buttons press that toolbar's.

const LOOK = `
  .dc-toolbar { display: none !important; }
  .dc-container { isolation: isolate; background: var(--st-background-color); }
  .canvas-container { mix-blend-mode: difference; }
  .dc-canvas { outline: none !important; }
  .dc-container::after {
    content: ""; position: absolute; inset: 0; z-index: 20; pointer-events: none;
    border: 1px solid var(--st-border-color); border-radius: 6px;
  }
  .beneath { position: absolute; inset: 0; pointer-events: none; }
  .beneath img { width: 100%; height: 100%; object-fit: contain; mix-blend-mode: difference; opacity: 0.42; }
  .beneath span {
    position: absolute; inset: 9px 12px auto; color: var(--st-primary-color);
    font: 600 14px/1.4 var(--st-font, system-ui, sans-serif);
  }
  .beneath[hidden], .beneath img:not([src]) { display: none; }
`;
const INVITATION = "✎ Draw here";
const companions = new WeakMap(); // shadow root -> Companion

/** @param {{ data: any, parentElement: ShadowRoot, setTriggerValue: (name: string, value: unknown) => void, setStateValue: (name: string, value: unknown) => void }} component as Streamlit calls it */
export default function ({ parentElement, data, setTriggerValue, setStateValue }) {
  let companion = companions.get(parentElement);
  if (!companion) {
    companion = new Companion(parentElement);
    companions.set(parentElement, companion);
  }
  companion.show(data, setTriggerValue, setStateValue);
  return () => {
    companion.close();
    companions.delete(parentElement);
  };
}

class Companion {
  /** @type {any} as views/parts/canvas/widget.py makes it */
  data;
  /** @type {{ undo: HTMLButtonElement, redo: HTMLButtonElement }} the canvas's own */
  own;
  /** @type {HTMLElement} the picture that is not drawn by hand, or the invitation */
  beneath;
  frame = 0; // the animation frame that is asked for

  /** @param {ShadowRoot} root */
  constructor(root) {
    const names = ["undo", "redo", "clear"];
    this.buttons = Object.fromEntries(names.map((name) => [name, root.querySelector(`[data-at="${name}"]`)]));
    this.watch = new MutationObserver(() => this.reflect());
    this.drawing = false; // whether the pen is down
    /** @type {any} */
    this.canvas = null; // the shadow root of the canvas
  }

  show(data, setTriggerValue, setStateValue) {
    this.data = data;
    this.buttons.clear.onclick = () => setTriggerValue("clear", true);
    this.setStateValue = setStateValue;
    if (data.kept.placings) this.keep();
    if (this.canvas?.host.isConnected) this.reflect();
    else this.find();
  }

  // Says from what the canvas started to whichever server asks: one that was started anew has forgotten it. Of the
  // picture that the page opened with it says so only once it is drawn on, since each word costs a run.
  keep() {
    const kept = JSON.stringify(this.data.kept);
    if (kept === this.kept) return;
    this.kept = kept;
    this.setStateValue("kept", this.data.kept);
  }

  // Waits for the canvas and dresses it.
  find() {
    cancelAnimationFrame(this.frame);
    this.canvas = [...document.querySelectorAll(`.${this.data.canvas} *`)]
      .map((element) => element.shadowRoot)
      .find((shadow) => shadow?.querySelector(".dc-toolbar"));
    if (this.canvas) this.wire();
    else this.frame = requestAnimationFrame(() => this.find());
  }

  wire() {
    const box = this.canvas.querySelector(".dc-container");
    this.canvas.append(Object.assign(document.createElement("style"), { textContent: LOOK }));
    this.beneath = Object.assign(document.createElement("div"), { className: "beneath" });
    this.beneath.append(
      document.createElement("img"),
      Object.assign(document.createElement("span"), { textContent: INVITATION }),
    );
    box.prepend(this.beneath);
    box.addEventListener("pointerdown", (event) => event.button === 0 && this.begin(), { capture: true });
    this.own = {
      undo: this.canvas.querySelector('[aria-label="Undo"]'),
      redo: this.canvas.querySelector('[aria-label="Redo"]'),
    };
    this.watch.disconnect();
    Object.entries(this.own).forEach(([name, button]) => {
      this.buttons[name].onclick = () => button.click();
      this.watch.observe(button, { attributes: true, attributeFilter: ["disabled"] });
    });
    this.reflect();
  }

  // The pen is down: what is not drawn by hand gives way. When it is lifted, the canvas still has to take the stroke in.
  begin() {
    this.drawing = true;
    this.reflect();
    this.keep();
    const lifted = () => {
      this.drawing = false;
      this.reflect();
    };
    const end = () => requestAnimationFrame(() => requestAnimationFrame(lifted));
    ["pointerup", "pointercancel"].forEach((type) => addEventListener(type, end, { capture: true, once: true }));
  }

  // The buttons are enabled just when the canvas's own are; the picture is in sight as long as there is no stroke.
  reflect() {
    Object.keys(this.own).forEach((name) => (this.buttons[name].disabled = this.own[name].disabled));
    const { picture, drawn } = this.data;
    const image = /** @type {HTMLImageElement} */ (this.beneath.querySelector("img"));
    if (!picture) image.removeAttribute("src");
    else if (image.getAttribute("src") !== picture) image.src = picture;
    this.beneath.hidden = drawn || this.drawing || !this.own.undo.disabled;
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.watch.disconnect();
  }
}
