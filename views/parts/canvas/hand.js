// The pen under the keys. In: a canvas that has the focus, and what is pressed. Out: the events of a mouse that draws so.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const FAR = 10; // pixels of the canvas that an arrow key moves the pen
const NEAR = 3; // with Shift
const TOLD =
  "Drawing canvas. The arrow keys move the pen, with Shift in small steps; the space bar puts it down and lifts it.";
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const EVENTS = {
  down: ["pointerdown", "mousedown"],
  move: ["pointermove", "mousemove"],
  up: ["pointerup", "mouseup"],
};

class PenByKeys {
  /** @param {Inside} inside */
  constructor({ upper, box }) {
    this.upper = upper;
    this.isDown = false;
    const { width, height } = upper.getBoundingClientRect();
    this.size = { width, height };
    [this.x, this.y] = [width / 2, height / 2];
    this.mark = document.createElement("i");
    this.mark.hidden = true;
    this.mark.className = "pen";
    this.mark.style.cssText =
      "position: absolute; z-index: 21; width: 16px; height: 16px; margin: -8px; border-radius: 50%; pointer-events: none;" +
      "box-sizing: border-box; border: 2px solid var(--st-primary-color, currentColor);";
    box.append(this.mark);
    Object.assign(upper, { tabIndex: 0, role: "application", ariaLabel: TOLD });
    this.closing = new AbortController();
    const on = (type, act) => upper.addEventListener(type, act, { signal: this.closing.signal });
    on("keydown", (event) => this.press(event));
    on("focus", () => upper.matches(":focus-visible") && this.show()); // who came by a click has a pen of their own
    on("pointerdown", (event) => (this.mark.hidden ||= event.isTrusted));
    on("blur", () => this.rest());
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) this.go(way, event.shiftKey ? NEAR : FAR);
    else if (event.key === " ") this.turn();
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.show();
  }

  go([right, down], far) {
    const within = (place, most) => Math.min(most - 1, Math.max(1, place));
    this.x = within(this.x + far * right, this.size.width);
    this.y = within(this.y + far * down, this.size.height);
    if (this.isDown) this.tell("move");
  }

  turn() {
    this.isDown = !this.isDown;
    this.tell(this.isDown ? "down" : "up");
  }

  /** @param {"down" | "move" | "up"} phase */
  tell(phase) {
    const box = this.upper.getBoundingClientRect();
    const at = { clientX: box.left + this.x, clientY: box.top + this.y, button: 0, buttons: Number(phase !== "up") };
    const more = { bubbles: true, composed: true, cancelable: true, isPrimary: true, view: window };
    const [pointer, mouse] = EVENTS[phase];
    this.upper.dispatchEvent(new PointerEvent(pointer, { ...at, ...more }));
    this.upper.dispatchEvent(new MouseEvent(mouse, { ...at, ...more }));
  }

  show() {
    this.mark.hidden = false;
    Object.assign(this.mark.style, {
      left: `${this.x}px`,
      top: `${this.y}px`,
      background: this.isDown ? "var(--st-primary-color, currentColor)" : "none",
    });
  }

  rest() {
    if (this.isDown) this.turn();
    this.mark.hidden = true;
  }

  close() {
    this.closing.abort();
    this.mark.remove();
  }
}
