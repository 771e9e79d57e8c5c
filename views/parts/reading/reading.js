// The reading of what is on the canvas, made here, in the browser. In: a network's weights, the picture the server knows,
// and the pen. Out: the film, the answer and, to the server, the row and unit that were clicked. The last file of its
// module: the engine, the canvas's package, the film and the other files of this folder stand before it.

const readings = new WeakMap(); // shadow root -> Reading
const OPENING_SPEED = 0.5;

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

class Reading extends CanvasReader {
  problem = ""; // why the server's readings stand in
  /** @type {any} null until the weights have arrived */
  network = null;
  /** @type {any} of the image */
  trace;
  /** @type {Station[]} */
  stations;
  /** @type {string[]} */
  sentences;

  /** @param {ShadowRoot} root */
  constructor(root) {
    super(root);
    this.film.onMoment = () => this.publish();
    this.onAsked = ({ detail }) => this.turnOrChoose(detail);
    addEventListener("row-by-row-choice", /** @type {any} */ (this.onAsked));
    this.film.onLook = (from) => dispatchEvent(new CustomEvent("row-by-row-look", { detail: from }));
    this.onBack = ({ detail }) => this.comeBack(detail);
    addEventListener("row-by-row-back", /** @type {any} */ (this.onBack));
  }

  canRead() {
    return Boolean(this.network);
  }

  hasRows() {
    return this.trace.beliefs.length > 10;
  }

  show(data, send) {
    const before = this.data;
    this.send = send;
    this.film.onChoice = (choice) => send("choice", choice);
    this.film.at("view").onchange = (event) => this.turnTo(event.target.value, send);
    const isTaken = this.accept(data);
    if (before?.network !== data.network) this.fetch(data.network);
    this.refresh();
    if (!before) this.begin();
    else if (isTaken) this.replay();
    this.watchPen();
  }

  // Weights come once over HTTP; until they are there, or where they do not come, the server's beliefs stand in.
  async fetch(address) {
    this.network = null;
    const network = await networkAt(address);
    if (this.data.network !== address) return;
    Object.assign(this, { network, problem: network ? "" : NOT_ARRIVED });
    this.refresh();
  }

  // ---- what is shown -------------------------------------------------------------------------------------------

  refresh() {
    this.trace = this.network ? read(this.network, this.image) : this.told();
    const stations = stationsOf(this.trace.beliefs, this.image, this.data.believed);
    this.stations = stations;
    this.sentences = told(stations, this.trace.noDigit);
    this.film.show(this.shown()); // which publishes it
    this.offerViews();
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
    const few = layer && layer === trace.layers[trace.layers.length - 1] ? this.few(layer) : null;
    const panels = [imagePanel(image), beliefPanel(trace.beliefs, data.reads)];
    if (isAll) panels.push(...unitPanels(layer, WORDS));
    else if (few) panels.push(few);
    else if (data.isRecurrent && !this.network && !this.problem) panels.push(waitingPanel());
    return {
      key: data.key,
      layout: isAll ? "all" : "few",
      panels,
      palette: data.palette,
      terms: TERMS,
      note: [this.problem, data.note].filter(Boolean).join(" "),
      lanes: [{ name: data.name, decidedAfter: 0, decision: "" }],
      layer: trace.layers.length > 1 ? ORDINALS[trace.layers.indexOf(layer)] : "",
      chosen: layer ? this.choice(layer, few) : null,
      states: layer,
    };
  }

  // The units of the last layer that argued most.
  few(layer) {
    const { trace, network } = this;
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
  choice(layer, few) {
    const units = layer.h.length / ROWS;
    const { row, unit } = this.data.chosen;
    const loud = few?.strips?.reduce((a, b) => (vote(few, b) > vote(few, a) ? b : a)) ?? mostMoved(layer.h, units);
    return { row: row ?? turnOf(this.trace.beliefs), unit: unit !== null && unit < units ? unit : loud };
  }

  offerViews() {
    const select = this.film.at("view");
    const { layers } = this.trace;
    const names = layers.map((_, k) => (layers.length > 1 ? `all units of the ${ORDINALS[k]}` : "all units"));
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

  // From inside a unit to where it stands in the film.
  /** @param {Element} from */
  async comeBack(from) {
    await zoom(from, this.film.chosenMark());
    this.film.at("head").focus({ preventScroll: true });
  }

  // Tells the answer's place what to show, and the story which of its sentences is being told.
  publish() {
    const { film, trace, stations, sentences } = this;
    if (!trace || !stations) return;
    const moment = momentOf(this);
    tell(moment);
    const isSilent = moment.isBlank || trace.beliefs.length === 10;
    tellStory(film.at("story"), isSilent ? [] : sentences, stations, moment.row);
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

  // ---- the pen -------------------------------------------------------------------------------------------------

  pen(phase) {
    this.sight?.disconnect();
    super.pen(phase);
  }

  close() {
    super.close();
    removeEventListener("row-by-row-choice", /** @type {any} */ (this.onAsked));
    removeEventListener("row-by-row-back", /** @type {any} */ (this.onBack));
    this.sight?.disconnect();
  }
}

/** @type {(panel: Panel, unit: number) => number} */
const vote = ({ values, width }, unit) => Math.abs(values[values.length - width + unit]);
