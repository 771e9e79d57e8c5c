// The canvas's companion. It shows undo, redo and clear, always in sight, which the keyboard knows too, and lays the
// picture that is not drawn by hand beneath the ink, where the first stroke replaces it at once. Where the canvas is
// not as `package.js` expects, it gives way to the canvas's own toolbar.

const BENEATH = `
  .beneath { position: absolute; inset: 0; pointer-events: none; }
  .beneath img { width: 100%; height: 100%; object-fit: contain; mix-blend-mode: difference; opacity: 0.42; }
  .beneath span {
    position: absolute; inset: 9px 12px auto; color: var(--st-primary-color);
    font: 600 14px/1.4 var(--st-font, system-ui, sans-serif);
  }
  .beneath[data-invites] span::after { content: ": now you!"; }
  .beneath[data-invites] img { opacity: 0.2; transition: opacity 0.6s; }
  .drop {
    position: absolute; inset: 10px; z-index: 21; display: grid; place-items: center; pointer-events: none;
    color: var(--st-primary-color); background: color-mix(in srgb, var(--st-background-color) 85%, transparent);
    border: 2px dashed; border-radius: 6px; font: 600 16px/1.4 var(--st-font, system-ui, sans-serif);
  }
  .drop[hidden], .beneath[hidden], .beneath img:not([src]) { display: none; }
`;
const INVITATION = "✎ Draw here";
const DROP = "Drop a picture here";
const TAKEN = 80; // milliseconds in which the canvas has painted a step of its history
const ON_MAC = /mac|iphone|ipad/i.test(navigator.platform);
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
  /** @type {Inside | null} the canvas that is in the page now */
  canvas = null;
  /** @type {CanvasWatch | null} */
  canvases = null;
  isDrawing = false; // whether the pen is down, or a stroke not taken in yet
  letPenGo = () => {};
  /** @type {PenByKeys | null} */
  pen = null; // under the keys
  beneath = pictureBeneath();
  drop = Object.assign(document.createElement("div"), { className: "drop", hidden: true, textContent: DROP });
  offers = 0; // files offered to the server so far
  /** @type {File | null} the last of them, until it is handed over */
  offered = null;
  stopHanding = () => {};

  /** @param {ShadowRoot} root */
  constructor(root) {
    this.bar = /** @type {HTMLElement} */ (root.querySelector(".tools"));
    const names = ["undo", "redo", "clear"];
    this.buttons = Object.fromEntries(names.map((name) => [name, root.querySelector(`[data-at="${name}"]`)]));
    this.watch = new MutationObserver(() => this.reflect());
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
    // Once the page's first picture was read, it is the viewer's turn.
    this.onMoment = (event) => this.beneath.toggleAttribute("data-invites", event.detail.invites);
    addEventListener("row-by-row", this.onMoment);
    this.arrivals = new Arrivals(
      () => document.querySelector(`.${this.data.canvas}`),
      (isOver) => (this.drop.hidden = !isOver),
      (file) => this.offer(file),
    );
  }

  show(data, setTriggerValue, setStateValue) {
    this.data = data;
    // The server is told of the last stroke first: an undo is to bring it back, too.
    this.buttons.clear.onclick = () => {
      if (!this.canvas?.undo.disabled) this.canvas?.send.click();
      setTriggerValue("clear", true);
    };
    this.buttons.redo.onclick = () => this.step("redo");
    // The canvas has forgotten what was cleared; the server has not.
    this.buttons.undo.onclick = () => {
      if (this.canvas?.undo.disabled && data.cleared) setTriggerValue("restore", true);
      else this.step("undo");
    };
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    if (data.kept.placings) this.keep();
    if (this.canvases?.place !== data.canvas) {
      this.canvases?.close();
      this.canvases = new CanvasWatch(
        data.canvas,
        (inside, host) => this.take(inside, host),
        () => this.setTriggerValue("lost", true),
      );
    }
    this.reflect();
    if (this.offered && data.awaited?.number === this.offers) {
      this.stopHanding = handOver(this.offered, data.awaited.chooser);
      this.offered = null;
    }
  }

  // A file is described first: the server says what is wrong with it, or puts a chooser there for it.
  /** @param {File} file */
  offer(file) {
    this.stopHanding();
    this.offered = file;
    this.offers += 1;
    this.setTriggerValue("offered", { number: this.offers, name: file.name, kind: file.type, size: file.size });
  }

  // One step of the canvas's own history; whoever reads the canvas hears of it once the canvas has taken it.
  step(name) {
    this.canvas?.[name].click();
    setTimeout(() => dispatchEvent(new Event("canvas-changed")), TAKEN);
  }

  // Says from what the canvas started to whichever server asks: one that was started anew has forgotten it. Of the
  // picture that the page opened with it says so only once it is drawn on, since each word costs a run.
  keep() {
    const kept = JSON.stringify(this.data.kept);
    if (kept === this.kept) return;
    this.kept = kept;
    this.setStateValue("kept", this.data.kept);
  }

  // Serves the canvas that stands in the page now. It is another one whenever Streamlit has put it there anew, with
  // buttons of its own: those of the one before say nothing any more.
  /** @param {Inside | null} inside null: there is none that can be served @param {Element} host */
  take(inside, host) {
    this.leave();
    this.canvas = inside;
    this.bar.hidden = !inside;
    if (!inside) {
      leaveToItself(host);
      return;
    }
    dress(inside, BENEATH);
    inside.box.prepend(this.beneath);
    inside.box.append(this.drop);
    const changes = { attributes: true, attributeFilter: ["disabled"] };
    [inside.undo, inside.redo].forEach((button) => this.watch.observe(button, changes));
    this.pen = new PenByKeys(inside);
    this.letPenGo = onPen(host, (phase) => this.follow(phase));
    this.reflect();
  }

  leave() {
    this.letPenGo();
    this.pen?.close();
    this.watch.disconnect();
    this.isDrawing = false;
  }

  // The pen is down: what is not drawn by hand gives way, until it is lifted and the canvas has the stroke.
  /** @param {"down" | "move" | "up"} phase */
  follow(phase) {
    if (phase === "move") return;
    this.isDrawing = phase === "down";
    this.reflect();
    if (this.isDrawing) this.keep();
  }

  // The keys press the buttons, but not while the pen is down: the canvas would lose the stroke.
  /** @param {KeyboardEvent} event */
  press(event) {
    const name = buttonOf(event, ON_MAC);
    if (!name || !this.canvas || event.defaultPrevented) return;
    event.preventDefault();
    if (!this.isDrawing) this.buttons[name].click();
  }

  // The buttons are enabled when the canvas's own are, and Undo also after Clear; the picture is in sight as long as
  // there is no stroke.
  reflect() {
    if (!this.canvas) return;
    const { undo, redo } = this.canvas;
    this.buttons.undo.disabled = undo.disabled && !this.data.cleared;
    this.buttons.redo.disabled = redo.disabled;
    const { picture, drawn } = this.data;
    const image = /** @type {HTMLImageElement} */ (this.beneath.querySelector("img"));
    if (!picture) image.removeAttribute("src");
    else if (image.getAttribute("src") !== picture) image.src = picture;
    this.beneath.hidden = drawn || this.isDrawing || !undo.disabled;
  }

  close() {
    this.leave();
    this.canvases?.close();
    document.removeEventListener("keydown", this.onKey);
    removeEventListener("row-by-row", this.onMoment);
    this.arrivals.close();
    this.stopHanding();
  }
}

/** @returns {HTMLElement} the picture that is not drawn by hand, with the invitation to draw */
function pictureBeneath() {
  const beneath = Object.assign(document.createElement("div"), { className: "beneath" });
  const words = Object.assign(document.createElement("span"), { textContent: INVITATION });
  beneath.append(Object.assign(document.createElement("img"), { alt: "" }), words);
  return beneath;
}
