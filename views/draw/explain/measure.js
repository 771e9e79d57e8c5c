// What a hold costs. In: a network, its holds, all test images. Out: how many of them are still read rightly, counted by a
// worker a few at a time, and told while it counts.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/** How many test images were read, and how many of these rightly. @typedef {{ right: number, read: number }} Count */
/** What is measured. @typedef {{ network: any, holds: Hold[], key: string, count: Count }} Subject */

const A_FEW = 20; // images a message; the engine takes four at a time
// From one image to the next that is read. Coprime to 10,000, and near its golden section: wherever the count is stopped,
// what it has read lies spread over the test images, whose halves, of different writers, are not equally hard.
const STRIDE = 6181;
const Z_95 = 1.959964; // a normal variable lies within so many standard deviations in 95 % of cases
const READS =
  "Your browser reads all test images with this hold, and counts those that it reads rightly. Changes of the image play no part.";
const MISSING = "The test images cannot be read here.";

/** The test images to be read after so many others, by their numbers. @type {(read: number, all: number) => number[]} */
const nextOf = (read, all) =>
  Array.from({ length: Math.min(A_FEW, all - read) }, (_, k) => ((read + k) * STRIDE) % all);

/**
 * 95 % interval for a share of `right` among `read` (Wilson 1927). The mirror of `wilson` in evaluation/metrics.py.
 * @param {Count} count
 * @returns {[number, number]}
 */
function wilson({ right, read }) {
  const share = right / read;
  const centre = share + Z_95 ** 2 / (2 * read);
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / read + Z_95 ** 2 / (4 * read ** 2));
  const scale = 1 + Z_95 ** 2 / read;
  return [
    Math.max(0, Math.min(share, (centre - spread) / scale)),
    Math.min(1, Math.max(share, (centre + spread) / scale)),
  ];
}

/**
 * What was counted, in words.
 * @param {Count} count of at least one image
 * @param {number} all test images
 * @param {string} accuracy of the network as it is; empty where it is not known
 */
function countTold(count, all, accuracy) {
  const [right, read] = [count.right, count.read].map((number) => number.toLocaleString("en"));
  const [low, high] = wilson(count).map((share) => (100 * share).toFixed(1));
  const asItIs = accuracy ? `; as it is ${accuracy} of all` : "";
  return (
    `${count.read < all ? "So far" : "So held,"} it reads ${right} of ${count.read < all ? "" : "all "}${read} test images rightly: ` +
    `${percent(count.right / count.read, 1)} (95 % interval ${low} to ${high} %)${asItIs}.`
  );
}

/**
 * Images of the atlas, as a network takes them: their ink is the opacity, which comes as exact bytes.
 * @param {CanvasImageSource} atlas
 * @param {number[]} indexes of the images
 * @param {number} across images in a line of the atlas
 * @returns {Float32Array} (count, 28, 28) in [0, 1]
 */
function imagesFrom(atlas, indexes, across) {
  const canvas = make("canvas", { width: SIDE, height: SIDE * indexes.length });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  indexes.forEach((index, k) => {
    const [left, top] = [(index % across) * SIDE, Math.floor(index / across) * SIDE];
    pen.drawImage(atlas, left, top, SIDE, SIDE, 0, k * SIDE, SIDE, SIDE);
  });
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return Float32Array.from({ length: data.length / 4 }, (_, k) => data[4 * k + 3] / 255);
}

class Measurement {
  /** @type {Subject | null} null: there is nothing to measure */
  subject = null;
  /** @type {WeakMap<any, Map<string, Count>>} by network and holds: what was counted */
  counts = new WeakMap();
  isWanted = false; // the counting goes on
  isReading = false; // a loop of messages is under way
  hasFailed = false;
  all = 0; // test images; 0 until they are here
  /** @type {Worker | null} while it is wanted */
  worker = null;
  /** @type {any} the network that the worker knows */
  sent = null;
  /** @type {(answer: any) => void} what waits for the worker */
  answer = () => {};

  /** @param {At} at */
  constructor(at) {
    this.at = at;
    this.at("measure").onclick = () => this.press();
  }

  /** @param {any} network @param {Hold[]} holds none: nothing is offered @param {Known} known */
  show(network, holds, known) {
    this.known = known;
    const key = JSON.stringify(holds);
    const isOffered = holds.length > 0 && Boolean(known.worker && known.labels && known.atlas?.address);
    if (!isOffered || this.subject?.key !== key || this.subject.network !== network) {
      this.isWanted = false;
      const count = this.counts.get(network)?.get(key) ?? { right: 0, read: 0 };
      this.subject = isOffered ? { network, holds, key, count } : null;
    }
    this.tell();
  }

  press() {
    this.isWanted = !this.isWanted;
    if (this.isWanted) this.run();
    this.tell();
  }

  /** A few images after others, until it is stopped or has read all; another subject's come next where it is changed. */
  async run() {
    if (this.isReading) return;
    Object.assign(this, { isReading: true, hasFailed: false });
    const images = await this.testImages();
    this.hasFailed = !images;
    this.all = images?.digits.length ?? 0;
    while (this.isWanted && this.subject && !this.hasFailed && this.subject.count.read < this.all) {
      await this.readSome(this.subject, images);
      this.tell();
    }
    Object.assign(this, { isReading: false, isWanted: false });
    this.tell();
  }

  /** The picture of all test images and their digits; null where they do not arrive. */
  async testImages() {
    const { atlas, labels } = /** @type {any} */ (this.known);
    const [picture, digits] = await Promise.all([atlasAt(atlas.address).catch(() => null), jsonAt(labels)]);
    return picture && digits ? { picture, across: atlas.across, digits: Uint8Array.from(digits, Number) } : null;
  }

  /** @param {Subject} subject @param {any} images */
  async readSome(subject, { picture, across, digits }) {
    const indexes = nextOf(subject.count.read, digits.length);
    const answers = await this.ask(subject, imagesFrom(picture, indexes, across), indexes.length);
    if (!answers) return;
    const right = answers.filter((digit, k) => digit === digits[indexes[k]]).length;
    this.note(subject, right, indexes.length);
  }

  /** @param {Subject} subject @param {number} right @param {number} read */
  note({ network, key, count }, right, read) {
    count.right += right;
    count.read += read;
    const known = this.counts.get(network) ?? new Map();
    this.counts.set(network, known.set(key, count));
  }

  /** The digits that the worker reads; null where it is let go meanwhile, or cannot. @returns {Promise<Uint8Array | null>} */
  ask({ network, holds }, images, count) {
    return new Promise((answer) => {
      this.answer = answer;
      if (!this.worker) {
        this.worker = new Worker(/** @type {any} */ (this.known).worker);
        this.worker.onmessage = ({ data }) => this.answer(data);
        this.worker.onerror = () => {
          this.hasFailed = true;
          this.close();
        };
      }
      this.worker.postMessage({ network: network === this.sent ? null : network, images, count, holds });
      this.sent = network;
    });
  }

  tell() {
    const { subject, all } = this;
    const count = subject?.count ?? { right: 0, read: 0 };
    const isWhole = all > 0 && count.read === all;
    const isReading = this.isWanted && !isWhole;
    const state = isWhole ? "whole" : isReading ? "reading" : count.read ? "stopped" : "offered";
    this.at("measured").dataset.state = subject ? state : "none";
    this.at("measured").ariaBusy = String(this.isReading); // until the last answer has come, also once it was stopped
    write(this.at("measure"), isReading ? "Stop" : count.read ? "Go on" : "Try it on all test images");
    Object.assign(this.at("measure-progress"), { max: all || 1, value: count.read });
    const told = this.at("measured-told");
    told.setAttribute("aria-live", isReading ? "off" : "polite"); // heard once it rests
    write(told, this.hasFailed ? MISSING : count.read ? countTold(count, all, this.known?.accuracy ?? "") : READS);
  }

  /** What is read stays known, and can go on. */
  close() {
    this.worker?.terminate();
    Object.assign(this, { worker: null, sent: null, isWanted: false });
    this.answer(null);
  }
}
