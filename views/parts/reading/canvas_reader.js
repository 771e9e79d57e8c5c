// What lies on the canvas, for whoever reads it. In: the picture that the server knows, and the pen. Out: the image to read,
// each as soon as it is there. Joined behind the engine, the canvas's package and the film, before those who read.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const networks = new Map(); // address -> Promise of a network; an address carries the checksum of the weights
const LATER = 650; // milliseconds after the pen was lifted until the film replays: many digits take a second stroke
const ALIKE = 0.06; // by so much may any pixel of one drawing differ as the server and the browser prepare it
const NOT_ARRIVED = "The network's weights did not reach this browser: the server has read this picture.";

/** What all have in common that read the canvas and show a film of it. Who builds on it refreshes, and says when it can. */
class CanvasReader {
  /** @type {any} of the server: the picture, whether it was drawn, and how often a picture was placed on the canvas */
  data;
  /** @type {Float32Array} (28, 28) what is read */
  image;
  isOurs = false; // whether the image was made here, of the canvas
  isKnown = false; // whether the server has seen it, too
  isLive = false; // whether the pen is down

  /** @param {ShadowRoot} root of the film */
  constructor(root) {
    this.film = new Film(root);
    this.stopPen = () => {};
    this.onChange = () => this.takeChange();
    addEventListener("canvas-changed", this.onChange);
    // Whoever takes the film in hand before it replays has it as they left it.
    for (const type of ["keydown", "pointerdown"]) root.addEventListener(type, () => clearTimeout(this.later));
  }

  /** Whether there is a network here to read with. */
  canRead() {
    return false;
  }

  /** Whether there is something to replay. */
  hasRows() {
    return true;
  }

  /** Reads the image and shows what came of it. */
  refresh() {}

  /**
   * Takes the server's word on the picture, unless the canvas holds another one by now.
   * @param {any} data
   * @returns {boolean} whether the image is another one now
   */
  accept(data) {
    // A drawing that the server never told of leaves its image the same: Clear may overtake it, or another picture.
    const isReplaced = this.isOurs && this.data.placings !== data.placings;
    const isNew = this.data?.image !== data.image || isReplaced;
    this.data = data;
    const given = decodeBytes(data.image);
    const isEcho = isNew && data.drawn && this.isOurs && areAlike(this.image, given);
    const isTaken = isNew && !isEcho && !this.isLive && !this.isLate(given);
    if (isTaken) {
      clearTimeout(this.later);
      this.image = given;
      this.isOurs = false;
    }
    this.isKnown ||= isEcho || isTaken || !this.isOurs; // whether the server's words are of this picture
    return isTaken;
  }

  // Whether the server's word is of an earlier stroke: the canvas holds another drawing by now.
  isLate(given) {
    const drawing = this.data.drawn && this.isOurs && pixels(this.host);
    return Boolean(drawing) && !areAlike(imageOf(drawing), given);
  }

  replay(speed) {
    const { player } = this.film;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || !this.hasRows()) player.moveTo(ROWS);
    else player.replay(speed);
  }

  watchPen() {
    const host = document.querySelector(`.${this.data.canvas}`);
    if (!host || host === this.host) return;
    this.host = host;
    this.stopPen();
    this.stopPen = onPen(host, (phase) => this.pen(phase));
  }

  pen(phase) {
    clearTimeout(this.later);
    this.isLive = phase !== "up";
    if (phase === "down") this.film.player.moveTo(ROWS);
    else if (this.readCanvas() && phase === "up") this.later = setTimeout(() => this.replay(), LATER);
  }

  // The canvas has changed without the pen: an undone stroke needs no server, nor does the picture that it uncovers.
  takeChange() {
    clearTimeout(this.later);
    if (this.readCanvas()) this.replay();
    else if (!this.data.drawn) {
      Object.assign(this, { image: decodeBytes(this.data.image), isOurs: false, isKnown: true });
      this.refresh();
      this.replay();
    }
  }

  // Reads what is on the canvas; false where nothing is, or the weights have not arrived.
  readCanvas() {
    const drawing = this.canRead() && pixels(this.host);
    if (!drawing) return false;
    const image = imageOf(drawing).map((ink) => Math.round(255 * ink) / 255); // the steps that a link and the server keep
    if (!image.some((ink) => ink > 0)) return false;
    Object.assign(this, { image, isOurs: true, isKnown: false });
    this.refresh();
    return true;
  }

  close() {
    clearTimeout(this.later);
    removeEventListener("canvas-changed", this.onChange);
    this.stopPen();
    this.film.close();
  }
}

/** A network, whose weights come once over HTTP; null where they do not. @param {string} address @returns {Promise<any>} */
async function networkAt(address) {
  if (!networks.has(address)) networks.set(address, download(address));
  try {
    return await networks.get(address);
  } catch {
    networks.delete(address);
    return null;
  }
}

/** @param {string} base64 of bytes, in steps of 1 / 255 @returns {Float32Array} */
const decodeBytes = (base64) => Float32Array.from(atob(base64), (letter) => letter.charCodeAt(0) / 255);

/** @type {(a: Float32Array, b: Float32Array) => boolean} */
const areAlike = (a, b) => a.every((ink, k) => Math.abs(ink - b[k]) < ALIKE);
