// Files that come from outside the page. In: what the browser tells of pasting and dragging. Out: the file that was pasted
// anywhere, or dropped on the canvas.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

class Arrivals {
  isOwn = false; // whether a piece of the page itself is dragged: a picture of it would count as a file
  closing = new AbortController();

  /**
   * @param {() => Element | null} canvas where files can be dropped
   * @param {(isOver: boolean) => void} hint told whether a file is dragged over the page
   * @param {(file: File) => void} take given each file that has come
   */
  constructor(canvas, hint, take) {
    this.canvas = canvas;
    this.hint = hint;
    this.take = take;
    const on = (type, act, capture = false) =>
      document.addEventListener(type, act, { capture, signal: this.closing.signal });
    on("pointerdown", () => (this.isOwn = false), true);
    on("drag", () => (this.isOwn = true), true); // "dragstart" comes with each stroke: the canvas is draggable
    on("dragend", () => (this.isOwn = false), true);
    on("dragenter", (event) => this.pass(event));
    on("dragover", (event) => this.pass(event));
    on("dragleave", (event) => event.relatedTarget ?? this.hint(false)); // it has left the window
    on("drop", () => this.hint(false), true);
    on("drop", (event) => this.drop(event));
    on("paste", (event) => this.paste(event));
  }

  // Whatever file is dragged, the browser shall not open it in the page's place.
  pass(event) {
    if (!this.brings(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = this.isOnCanvas(event) ? "copy" : "none";
    this.hint(true);
  }

  drop(event) {
    if (!this.brings(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file && this.isOnCanvas(event)) this.take(file);
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const file = event.clipboardData?.files[0];
    if (!file || event.defaultPrevented || isTypedIn(event.composedPath()[0])) return;
    event.preventDefault();
    this.take(file);
  }

  /** Whether a file comes from outside, and nothing else on the page has a place for it. */
  brings(event) {
    return !this.isOwn && !event.defaultPrevented && event.dataTransfer?.types.includes("Files");
  }

  isOnCanvas(event) {
    return this.canvas()?.contains(event.target) ?? false;
  }

  close() {
    this.closing.abort();
  }
}

/**
 * Puts a file into a chooser of Streamlit's as soon as it is there, as a hand would.
 * @param {File} file
 * @param {string} chooser its CSS class
 * @returns {() => void} gives it up
 */
function handOver(file, chooser) {
  const look = () => {
    const input = /** @type {HTMLInputElement | null} */ (document.querySelector(`.${chooser} input[type="file"]`));
    if (!input) return;
    changes.disconnect();
    const hand = new DataTransfer();
    hand.items.add(file);
    input.files = hand.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const changes = new MutationObserver(look);
  changes.observe(document.body, { childList: true, subtree: true });
  look();
  return () => changes.disconnect();
}
