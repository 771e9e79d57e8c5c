// What was found in a picture. In: the picture, the frames of its digits with what each is read as, and the chosen one. Out:
// the frame that was clicked, or one that was drawn by hand.

const LEAST = 8; // pixels that a frame drawn by hand is wide and high at least
const shown = new WeakMap(); // shadow root -> Found

/** @param {{ data: any, parentElement: ShadowRoot, setTriggerValue: (name: string, value: unknown) => void }} component as Streamlit calls it */
export default function ({ data, parentElement, setTriggerValue }) {
  const found = shown.get(parentElement) ?? new Found(parentElement);
  shown.set(parentElement, found);
  found.show(data, setTriggerValue);
}

class Found {
  /** @type {(name: string, value: unknown) => void} */
  send;
  /** @type {{ x: number, y: number } | null} where a frame was begun, as shares of the picture */
  begun = null;

  /** @param {ShadowRoot} root */
  constructor(root) {
    /** @type {(name: string) => any} the element of found.html that is called so */
    this.at = (name) => root.querySelector(`[data-at="${name}"]`);
    this.frame = document.createElement("i");
    const sheet = this.at("sheet");
    sheet.onpointerdown = (event) => this.begin(event);
    sheet.onpointermove = (event) => this.drag(event);
    sheet.onpointerup = (event) => this.end(event);
    sheet.onpointercancel = () => this.stop();
  }

  show(data, send) {
    this.send = send;
    const { accent, ground } = data.palette;
    this.at("found").style.setProperty("--accent", accent);
    this.at("found").style.setProperty("--ground", ground);
    const picture = this.at("picture");
    if (picture.getAttribute("src") !== data.picture) picture.src = data.picture;
    picture.alt = `Your picture, with ${data.frames.length} framed`;
    this.at("told").textContent = data.told;
    this.at("sheet").replaceChildren(
      picture,
      ...data.frames.map((frame, k) => this.button(frame, k === data.chosen, k)),
    );
  }

  button({ box, digit, words }, isChosen, place) {
    const button = document.createElement("button");
    const label = document.createElement("b");
    label.textContent = digit;
    button.append(label);
    button.type = "button";
    button.setAttribute("aria-label", words);
    button.setAttribute("aria-pressed", String(isChosen));
    lay(button, box);
    button.onpointerdown = (event) => event.stopPropagation();
    button.onclick = () => this.send("choice", place);
    return button;
  }

  // ---- a frame by hand ----

  begin(event) {
    if (event.button) return;
    this.begun = this.place(event);
    this.at("sheet").setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.begun) return;
    lay(this.frame, this.box(event));
    this.at("sheet").append(this.frame);
  }

  end(event) {
    if (!this.begun) return;
    const [left, top, right, bottom] = this.box(event);
    const { width, height } = this.at("picture").getBoundingClientRect();
    if ((right - left) * width >= LEAST && (bottom - top) * height >= LEAST)
      this.send("frame", [left, top, right, bottom]);
    this.stop();
  }

  stop() {
    this.begun = null;
    this.frame.remove();
  }

  place({ clientX, clientY }) {
    const box = this.at("picture").getBoundingClientRect();
    const within = (share) => Math.min(1, Math.max(0, share));
    return { x: within((clientX - box.left) / box.width), y: within((clientY - box.top) / box.height) };
  }

  box(event) {
    const [from, to] = [this.begun ?? this.place(event), this.place(event)];
    return [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.max(from.x, to.x), Math.max(from.y, to.y)];
  }
}

/** @type {(element: HTMLElement, box: number[]) => void} box of left, top, right and bottom, as shares */
function lay(element, [left, top, right, bottom]) {
  Object.assign(element.style, {
    left: `${100 * left}%`,
    top: `${100 * top}%`,
    width: `${100 * (right - left)}%`,
    height: `${100 * (bottom - top)}%`,
  });
}
