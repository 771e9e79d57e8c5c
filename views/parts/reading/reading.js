// The reading of what is on the canvas, made here, in the browser. In: a network's weights, the picture the server knows,
// and the pen. Out: the film, the answer and, to the server, the row and unit that were clicked. The last file of its
// module: the engine, the canvas's package, the film and the other files of this folder stand before it.

const readings = new WeakMap(); // shadow root -> Reading
const networks = new Map(); // address -> Promise of a network; an address carries the checksum of the weights
const LATER = 650; // milliseconds after the pen was lifted until the film replays: many digits take a second stroke
const ALIKE = 0.06; // by so much may any pixel of one drawing differ as the server and the browser prepare it
const OPENING_SPEED = 0.5;
const NOT_ARRIVED = "The network's weights did not reach this browser: the server has read this picture.";

/** @param {{ data: any, parentElement: ShadowRoot, setStateValue: (name: string, value: unknown) => void }} component as Streamlit calls it */
export default function ({ data, parentElement, setStateValue }) {
  let reading = readings.get(parentElement);
  if (!reading) {
    reading = new Reading(parentElement);
    readings.set(parentElement, reading);
  }
  reading.show(data, setStateValue);
  return () => {
    reading.close();
    readings.delete(parentElement);
  };
}

class Reading {
  /** @type {any} as views/parts/reading/__init__.py makes it */
  data;
  /** @type {any} null until the weights have arrived */
  network = null;
  /** @type {Float32Array} (28, 28) what is read */
  image;
  /** @type {any} of the image */
  trace;
  /** @type {Station[]} */
  stations;
  /** @type {string[]} */
  sentences;
  isOurs = false; // whether the image was made here, of the canvas
  isKnown = false; // whether the server has seen it, too
  isLive = false; // whether the pen is down

  /** @param {ShadowRoot} root */
  constructor(root) {
    this.film = new Film(root);
    this.film.onMoment = () => this.publish();
    this.stopPen = () => {};
    this.onChange = () => this.takeChange();
    addEventListener("canvas-changed", this.onChange);
    // Whoever takes the film in hand before it replays has it as they left it.
    for (const type of ["keydown", "pointerdown"]) root.addEventListener(type, () => clearTimeout(this.later));
    this.onAsked = ({ detail }) => this.turnOrChoose(detail);
    addEventListener("row-by-row-choice", /** @type {any} */ (this.onAsked));
  }

  show(data, send) {
    const before = this.data;
    this.data = data;
    this.send = send;
    this.film.onChoice = (choice) => send("choice", choice);
    this.film.at("view").onchange = (event) => this.turnTo(event.target.value, send);
    if (before?.network !== data.network) this.fetch(data.network);
    const isNew = !before || before.image !== data.image;
    const given = decodeBytes(data.image);
    const isEcho = isNew && data.drawn && this.isOurs && areAlike(this.image, given);
    const isTaken = isNew && !isEcho && !this.isLive && !this.isLate(given);
    if (isTaken) {
      clearTimeout(this.later);
      this.image = given;
      this.isOurs = false;
    }
    this.isKnown ||= isEcho || isTaken || !this.isOurs; // whether the server's words are of this picture
    this.refresh();
    if (!before) this.begin();
    else if (isTaken) this.replay();
    this.watchPen();
  }

  // Whether the server's word is of an earlier stroke: the canvas holds another drawing by now.
  isLate(given) {
    const drawing = this.data.drawn && this.isOurs && pixels(this.host);
    return Boolean(drawing) && !areAlike(imageOf(drawing), given);
  }

  // Weights come once over HTTP; until they are there, or where they do not come, the server's beliefs stand in.
  async fetch(address) {
    this.network = null;
    if (!networks.has(address)) networks.set(address, download(address));
    try {
      const network = await networks.get(address);
      if (this.data.network !== address) return;
      Object.assign(this, { network, problem: "" });
    } catch {
      networks.delete(address);
      this.problem = NOT_ARRIVED;
    }
    this.refresh();
  }

  // ---- what is shown -------------------------------------------------------------------------------------------

  refresh() {
    this.trace = this.network ? read(this.network, this.image) : this.told();
    const stations = stationsOf(this.trace.beliefs, this.image, this.data.believed);
    this.stations = stations;
    this.sentences = told(stations, this.trace.noDigit);
    this.film.show(this.shown());
    this.offerViews();
    this.publish();
  }

  // The server's reading, without the states.
  told() {
    const { beliefs, digit, unsure, noDigit } = this.data;
    return { beliefs: decode(beliefs), digit, unsure, noDigit, layers: [] };
  }

  /** @returns {FilmData} */
  shown() {
    const { data, trace, image } = this;
    const isAll = data.view !== null && data.view < trace.layers.length;
    const layer = trace.layers[isAll ? data.view : trace.layers.length - 1];
    const few = isAll ? null : this.few();
    const panels = [imagePanel(image), beliefPanel(trace.beliefs, data.reads)];
    if (isAll) panels.push(...unitPanels(layer, data.words));
    else if (few) panels.push(few);
    else if (data.isRecurrent && !this.network && !this.problem) panels.push(waitingPanel());
    return {
      key: data.key,
      layout: isAll ? "all" : "few",
      panels,
      palette: data.palette,
      terms: data.terms,
      note: [this.problem, data.note].filter(Boolean).join(" "),
      lanes: [{ name: data.name, decidedAfter: 0, decision: "" }],
      layer: trace.layers.length > 1 ? data.ordinals[trace.layers.indexOf(layer)] : "",
      chosen: layer ? this.choice(layer) : null,
      states: layer,
    };
  }

  // The units that argued most; null where the network has none, or its head is no chain of dense layers.
  few() {
    const { trace, network } = this;
    const layer = trace.layers[trace.layers.length - 1];
    if (!layer) return null;
    const head = headOf(network);
    const belief = trace.beliefs.subarray(trace.beliefs.length - 10);
    const [digit, against] = [...belief.keys()].sort((a, b) => belief[b] - belief[a]);
    const units = layer.h.length / ROWS;
    const votes = votesOf(head, layer.h, units, digit, against);
    const lead = leadOf(head, layer.h.subarray(layer.h.length - units), digit, against);
    return votesPanel(votes, units, digit, against, lead, isPlain(head));
  }

  // The row and unit that the viewer chose; where none was chosen, the largest turn and the loudest unit, or in an earlier
  // layer the one that moved most: those that the server takes, too.
  choice(layer) {
    const units = layer.h.length / ROWS;
    const { row, unit } = this.data.chosen;
    const few = layer === this.trace.layers[this.trace.layers.length - 1] ? this.few() : null;
    const loud = few?.strips?.reduce((a, b) => (vote(few, b) > vote(few, a) ? b : a)) ?? mostMoved(layer.h, units);
    return { row: row ?? turnOf(this.trace.beliefs), unit: unit !== null && unit < units ? unit : loud };
  }

  offerViews() {
    const select = this.film.at("view");
    const { layers } = this.trace;
    const names = layers.map((_, k) => (layers.length > 1 ? `all units of the ${this.data.ordinals[k]}` : "all units"));
    const wanted = ["the units that argued most", ...names].join("|");
    if (select.dataset.offered !== wanted) {
      select.replaceChildren(...wanted.split("|").map((name, k) => new Option(name, String(k - 1))));
      select.dataset.offered = wanted;
    }
    select.value = String(this.data.view ?? -1);
    select.parentElement.hidden = !this.data.isRecurrent || Boolean(this.problem);
    this.film.at("sorting").hidden = this.data.view === null;
  }

  turnTo(value, send) {
    this.data = { ...this.data, view: Number(value) < 0 ? null : Number(value) };
    this.refresh();
    send("view", this.data.view);
  }

  // What another panel asks for: a row, a unit, or the layer that the unit is of.
  turnOrChoose({ row, unit, layer }) {
    const { film } = this;
    const units = (film.data.states?.h.length ?? 0) / ROWS;
    if (layer !== undefined && this.trace.layers[layer] !== film.data.states) this.turnTo(layer, this.send);
    if (row !== undefined) film.player.moveTo(row);
    const isThere = unit === undefined || (Number.isInteger(unit) && unit >= 0 && unit < units);
    if (film.chosen && isThere) film.choose(row ?? film.chosen.row, unit ?? film.chosen.unit);
  }

  // Tells the answer's place what to show, and the story which of its sentences is being told.
  publish() {
    const { film, trace, stations, sentences } = this;
    if (!trace || !stations) return;
    const moment = momentOf(this);
    tell(moment);
    const isSilent = moment.isBlank || trace.beliefs.length === 10;
    const now = stations.findLastIndex((station) => station.from <= moment.row);
    tellStory(film.at("story"), isSilent ? [] : sentences, now);
  }

  // ---- playing -------------------------------------------------------------------------------------------------

  // The first picture plays by itself once it is in sight; after another page the film stands as it was left.
  begin() {
    if (this.film.wasShown) return;
    this.sight = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      this.sight?.disconnect();
      this.replay(this.data.opening ? OPENING_SPEED : undefined);
    });
    this.sight.observe(this.film.at("stage"));
  }

  replay(speed) {
    const { player } = this.film;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || this.trace.beliefs.length === 10) player.moveTo(ROWS);
    else player.replay(speed);
  }

  // ---- the pen -------------------------------------------------------------------------------------------------

  watchPen() {
    const host = document.querySelector(`.${this.data.canvas}`);
    if (!host || host === this.host) return;
    this.host = host;
    this.stopPen();
    this.stopPen = onPen(host, (phase) => this.pen(phase));
  }

  pen(phase) {
    clearTimeout(this.later);
    this.sight?.disconnect();
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
    const drawing = this.network && pixels(this.host);
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
    removeEventListener("row-by-row-choice", /** @type {any} */ (this.onAsked));
    this.sight?.disconnect();
    this.stopPen();
    this.film.close();
  }
}

/** @param {string} base64 of bytes, in steps of 1 / 255 @returns {Float32Array} */
const decodeBytes = (base64) => Float32Array.from(atob(base64), (letter) => letter.charCodeAt(0) / 255);

/** @type {(panel: Panel, unit: number) => number} */
const vote = ({ values, width }, unit) => Math.abs(values[values.length - width + unit]);

/** @type {(a: Float32Array, b: Float32Array) => boolean} */
const areAlike = (a, b) => a.every((ink, k) => Math.abs(ink - b[k]) < ALIKE);
