// The panels beneath the first screen. In: the moments that a reading tells of, and what is known of its network. Out: why,
// inside one unit, what if; each only while it is in sight. The last file of its module.

const FIRST = 60; // milliseconds that the answer has to come to the screen, before another core is kept busy with why
const NOTHING_KNOWN = { units: null, images: null }; // of the units, from all test images
const shown = new WeakMap(); // shadow root -> Explain

/** @param {{ data: any, parentElement: ShadowRoot, setStateValue: (name: string, value: unknown) => void }} component as Streamlit calls it */
export default function ({ data, parentElement, setStateValue }) {
  const explain = shown.get(parentElement) ?? new Explain(parentElement);
  shown.set(parentElement, explain);
  explain.know(data, () => setStateValue("sight", true));
  return () => {
    explain.close();
    shown.delete(parentElement);
  };
}

class Explain {
  /** @param {ShadowRoot} root */
  constructor(root) {
    /** @type {At} */
    this.at = (name) => root.querySelector(`[data-at="${name}"]`);
    this.asker = new Asker();
    /** @type {Pick<Known, "units" | "images">} */
    this.ofUnits = NOTHING_KNOWN;
    this.hasAsked = false; // for what all test images say
    this.send = () => {};
    /** @type {Float32Array[]} (28, 28) each */
    this.examples = [];
    const part = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-part="${name}"]`));
    this.whatIf = new WhatIf(part("whatif"), this.at);
    this.why = new Why(part("why"), this.at, (question) => this.asker.ask(question));
    this.parts = [this.why, new InsideUnit(part("inside"), this.at), this.whatIf];
    this.inSight = new Set();
    this.sight = new IntersectionObserver((entries) => this.see(entries), { rootMargin: "120px" });
    this.parts.forEach((each) => this.sight.observe(each.part));
    this.closing = new AbortController();
    const { signal } = this.closing;
    addEventListener("row-by-row", () => this.refresh(), { signal });
    const lookInside = ({ detail }) => /** @type {InsideUnit} */ (this.parts[1]).lookFrom(detail);
    addEventListener("row-by-row-look", /** @type {any} */ (lookInside), { signal });
  }

  /** @param {any} data @param {() => void} send asks for what all test images say */
  know(data, send) {
    this.send = send;
    const isOther = data.units !== this.address;
    this.known = { ...data, examples: this.examples, ...(isOther ? NOTHING_KNOWN : this.ofUnits) };
    if (data.examples && !this.examples.length) this.fetchExamples(data.examples);
    if (isOther) this.fetchUnits(data);
    this.asker.use(data.worker);
    const { style } = this.at("explain");
    for (const name of ["accent", "positive", "negative", "ground", "line", "gate"]) {
      style.setProperty(`--${name}`, data.palette[name]);
    }
    this.refresh();
  }

  // A drawing of each digit, to go on with another one in the middle of a reading; without them there is none to choose.
  async fetchExamples(address) {
    const images = await jsonAt(address);
    if (images) this.examples.push(...images.map((image) => Float32Array.from(bytesOf(image), (ink) => ink / 255)));
    this.refresh();
  }

  // What all test images say of each unit; the panels do without where it is not known.
  async fetchUnits({ units, atlas }) {
    this.address = units;
    this.ofUnits = NOTHING_KNOWN;
    if (!units) return;
    const [layers, images] = await Promise.all([
      jsonAt(units),
      atlas?.address ? atlasAt(atlas.address).catch(() => null) : null,
    ]);
    if (this.address !== units || !layers) return;
    const unpacked = layers.map((layer) => ({ ...layer, courses: new Int8Array(bytesOf(layer.courses).buffer) }));
    this.ofUnits = { units: unpacked, images };
    this.known = { ...this.known, ...this.ofUnits };
    this.refresh();
  }

  see(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.inSight.add(target);
      else this.inSight.delete(target);
    }
    if (!this.inSight.has(this.whatIf.part)) this.whatIf.close();
    // The first part can do without; it is in sight as the page opens.
    if (this.parts.slice(1).some(({ part }) => this.inSight.has(part))) this.askForMore();
    this.refresh();
  }

  // What all test images say is looked up by the server once the panels are in sight.
  askForMore() {
    if (!this.hasAsked) this.send();
    this.hasAsked = true;
  }

  // At most once a frame, however often a moment is told. While the pen is down the frames belong to the reading.
  refresh() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      const moment = /** @type {any} */ (globalThis).rowByRow;
      if (!moment?.network || !this.known || this.closing.signal.aborted) return;
      if (moment.isLive) {
        this.why.wait();
        return;
      }
      for (const each of this.parts) if (this.inSight.has(each.part)) each.show(moment, this.known);
    });
  }

  close() {
    this.closing.abort();
    this.sight.disconnect();
    this.asker.close();
    this.whatIf.close();
  }
}

// One question at a time; of those that come meanwhile the last. Where there is no worker the page answers itself.
class Asker {
  /** @type {{ question: any, answer: (found: any) => void } | null} */
  waiting = null;
  busy = false;
  /** @type {Worker | null} */
  worker = null;
  /** @type {string | null} of the worker's script */
  address = null;
  /** @type {any} that the worker knows */
  network = null;
  /** @type {number | undefined} the timer of the next question */
  later;

  /** @param {string | null} address of the worker's script */
  use(address) {
    if (address === this.address) return;
    this.close();
    this.address = address;
    this.worker = address ? new Worker(address) : null;
  }

  /** @param {any} question @returns {Promise<any>} */
  ask(question) {
    return new Promise((answer) => {
      this.waiting = { question, answer };
      if (!this.busy) this.later ??= setTimeout(() => this.next(), FIRST);
    });
  }

  next() {
    this.later = undefined;
    if (!this.waiting) return;
    const { question, answer } = this.waiting;
    Object.assign(this, { waiting: null, busy: true });
    const done = (found) => {
      this.busy = false;
      answer(found);
      this.next();
    };
    if (!this.worker) {
      setTimeout(() => done(explained(question)));
      return;
    }
    this.worker.onmessage = ({ data }) => done(data);
    const isNew = question.network !== this.network;
    this.network = question.network;
    this.worker.postMessage({ ...question, network: isNew ? question.network : null });
  }

  close() {
    clearTimeout(this.later);
    this.worker?.terminate();
    Object.assign(this, { worker: null, network: null, busy: false, later: undefined });
  }
}

/** @param {{ network: any, image: Float32Array, digit: number, against: number }} question */
const explained = ({ network, image, digit, against }) => ({
  attribution: integratedGradients(network, image, digit, against),
  rows: rowOcclusion(network, image),
});

/** @param {string} base64 */
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
