// Readings beside each other, made here, in the browser. In: several networks' weights, the picture that the server knows,
// and the pen. Out: a film of a lane each; and to whoever listens, what each answers. The last file of its module: the
// engine, the canvas's package, the film and what reads the canvas stand before it.

const shown = new WeakMap(); // shadow root -> Lanes

/** @param {{ data: any, parentElement: ShadowRoot }} component as Streamlit calls it */
export default function ({ data, parentElement }) {
  const lanes = shown.get(parentElement) ?? new Lanes(parentElement);
  shown.set(parentElement, lanes);
  lanes.show(data);
  return () => {
    lanes.close();
    shown.delete(parentElement);
  };
}

class Lanes extends CanvasReader {
  /** @type {Map<string, any>} address of the weights -> network, once they have arrived */
  arrived = new Map();
  /** @type {Set<string>} addresses whose weights did not arrive */
  missing = new Set();
  /** @type {any[]} one a lane */
  traces = [];

  canRead() {
    return this.data.lanes.every(({ network }) => this.arrived.has(network));
  }

  hasRows() {
    return this.data.lanes.some(({ units }) => units);
  }

  show(data) {
    const isFirst = !this.data;
    const isTaken = this.accept(data);
    data.lanes.forEach(({ network }) => this.fetch(network));
    this.refresh();
    if (isFirst) this.film.begin();
    else if (isTaken) this.replay();
    this.watchPen();
  }

  async fetch(address) {
    if (this.arrived.has(address)) return;
    const network = await networkAt(address);
    if (network) this.arrived.set(address, network);
    this.missing[network ? "delete" : "add"](address);
    this.refresh();
  }

  refresh() {
    const { data, image } = this;
    this.traces = data.lanes.map((lane) => {
      const network = this.arrived.get(lane.network);
      return network ? read(network, image) : toldOf(lane);
    });
    const answers = data.lanes.map(({ name, units }, k) => ({ name, trace: this.traces[k], byRows: Boolean(units) }));
    const isBlank = !image.some((ink) => ink > 0);
    this.film.show({
      key: data.key,
      layout: "lanes",
      panels: [imagePanel(image), ...data.lanes.flatMap((lane, k) => panelsOf(lane, this.traces[k], k))],
      lanes: answers.map((answer) => ({ name: answer.name, ...flagOf(answer, data.believed) })),
      palette: data.palette,
      chosen: null,
      note: data.lanes.some(({ network }) => this.missing.has(network)) ? NOT_ARRIVED : "",
    });
    const cards = answers.map((answer) => cardOf(answer, isBlank, data.believed));
    tellAll({ cards, finding: findingOf(answers, isBlank, data.believed), isLive: this.isLive });
  }
}

/** The server's reading, without the states. */
const toldOf = ({ beliefs, digit, unsure, noDigit }) => ({
  beliefs: decode(beliefs),
  digit,
  unsure,
  noDigit,
  layers: [],
});

// Of each network: the hidden state of its last layer, beside it its beliefs. The states keep their place until the weights
// are there.
/** @returns {Panel[]} */
function panelsOf({ name, units }, trace, lane) {
  const belief = { ...beliefPanel(trace.beliefs, ""), lane };
  if (!units) return [{ ...belief, title: name }];
  const values = trace.layers.at(-1)?.h ?? new Float32Array(ROWS * units);
  const [states] = unitPanels({ h: values }, { h: [name, `h of ${units} units`, "signed"] });
  return [{ ...states, symbol: "", lane }, belief];
}

/** @type {(answers: object) => void} */
function tellAll(answers) {
  const page = /** @type {any} */ (globalThis);
  page.rowByRowLanes = answers; // for whoever begins to listen later
  dispatchEvent(new CustomEvent("row-by-row-lanes", { detail: answers }));
}
