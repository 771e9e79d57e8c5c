// What if. In: moments of a reading, switches, and what is done to gates and rows. Out: the broken reading over the other.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/** @type {Record<string, string[]>} least and most of what is no gate */
const REACH = { g: ["-1", "1"], h: ["-1", "1"], c: ["-3", "3"] };
const SUBJECTS = { all: "all units", one: "the chosen unit", few: "the twelve that argued most" };

class WhatIf {
  /** @type {HTMLElement} its section of the page */
  part;
  /** @type {At} */
  at;
  /** @type {Moment} */
  moment;
  /** @type {Known} */
  known;
  /** @type {string | null} the name of the switch that is on */
  switch = null;
  byHand = false; // whether the hold by hand is on
  /** @type {Float32Array | null} the image as it was changed; null: as it is */
  edited = null;
  /** @type {any[]} what was read last: image, trace, holds, colours */
  readOf = [];

  /** @param {HTMLElement} part @param {At} at */
  constructor(part, at) {
    Object.assign(this, { part, at });
    this.handles = new RowHandles(at, (from, to) => this.edit((image) => moveRow(image, from, to)));
    this.measurement = new Measurement(at);
    this.listen();
  }

  /** @param {Moment} moment @param {Known} known */
  show(moment, known) {
    if (this.moment?.image !== moment.image) this.edited = null;
    Object.assign(this, { moment, known });
    this.offerSwitches();
    this.offerHold();
    const row = this.at("edit-row");
    if (row !== row.getRootNode().activeElement) row.value = String(moment.row);
    this.handles.show(moment.row);
    lineAt(this.part, moment.row);
    this.refresh();
  }

  // ---- what is asked ----

  offerSwitches() {
    const { switches } = this.known;
    const place = this.at("switches");
    const wanted = JSON.stringify(switches);
    if (place.dataset.offered !== wanted) {
      place.dataset.offered = wanted;
      if (!switches.some(({ words }) => words === this.switch)) this.switch = null;
      place.replaceChildren(
        ...switches.map(({ words, accuracy }) => {
          const button = make("button", { type: "button", textContent: words });
          if (accuracy) button.append(make("small", { textContent: `reads ${accuracy}` }));
          button.dataset.switch = words;
          button.onclick = () => this.turn(words);
          return button;
        }),
        make("button", { type: "button", textContent: "As it was", onclick: () => this.mend() }),
      );
    }
    place
      .querySelectorAll("[data-switch]")
      .forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.switch === this.switch)));
    const isWithout = !this.moment.trace.layers.length;
    this.at("hold").hidden = isWithout;
    const note = this.at("no-gates");
    note.hidden = switches.length > 0;
    write(
      note,
      isWithout
        ? "A network that sees all rows at once has neither gates nor a memory to break: change its image."
        : "This network has no gates: what can be held is h itself.",
    );
  }

  offerHold() {
    const layer = this.moment.trace.layers[this.moment.layer];
    if (!layer) return;
    const names = ["f", "i", "g", "o", "z", "r", "c", "h"].filter((name) => layer[name]);
    const gate = this.at("hold-gate");
    offer(
      gate,
      names.map((name) => [name, name]),
      names.includes(gate.value) ? gate.value : names[0],
    );
    const units = this.at("hold-units");
    const some = Object.entries(SUBJECTS).filter(
      ([key]) => key !== "few" || this.moment.layer === this.moment.trace.layers.length - 1,
    );
    offer(units, /** @type {[string, string][]} */ (some), units.value || "all");
    [this.at("hold-value").min, this.at("hold-value").max] = REACH[gate.value] ?? ["0", "1"];
    write(this.at("hold-told"), signed(Number(this.at("hold-value").value)));
    this.at("hold-on").setAttribute("aria-pressed", String(this.byHand));
  }

  listen() {
    for (const name of ["hold-gate", "hold-units", "hold-value", "hold-from", "hold-to"]) {
      this.at(name).oninput = () => {
        this.byHand = true;
        this.show(this.moment, this.known);
      };
    }
    this.at("hold-on").onclick = () => {
      this.byHand = !this.byHand;
      this.show(this.moment, this.known);
    };
    this.at("edits").replaceChildren(
      ...Object.entries(EDITS).map(([words, edit]) =>
        make("button", {
          type: "button",
          textContent: words,
          onclick: () => this.edit((image) => edit(image, this.moment.row)),
        }),
      ),
    );
    this.at("edit-row").onchange = (event) => choose({ row: clamp(Number(event.target.value) || 1, 1, ROWS) });
    this.at("splice-with").onchange = () => this.splice();
    this.at("splice-from").oninput = () => this.splice();
    this.listenToPen();
  }

  // A press on a pixel erases where there is ink, and paints where there is none; a drag goes on with the same.
  listenToPen() {
    const canvas = this.at("edited");
    /** @type {number | null} */
    let ink = null; // of the brush; null while the pen is up
    const paintAt = (event) => {
      const box = canvas.getBoundingClientRect();
      const [column, row] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map(
        (share) => clamp(Math.floor(share * ROWS), 0, ROWS - 1),
      );
      const at = row * ROWS + column;
      ink ??= this.image()[at] > 0.5 ? 0 : 1;
      this.edit((image) => image.map((each, k) => (k === at ? Number(ink) : each)));
    };
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      ink = null;
      paintAt(event);
    };
    canvas.onpointermove = (event) => {
      if (ink !== null) paintAt(event);
    };
    canvas.onpointerup = canvas.onpointercancel = () => (ink = null);
  }

  turn(words) {
    this.switch = this.switch === words ? null : words;
    this.show(this.moment, this.known);
  }

  edit(change) {
    this.edited = change(this.image());
    this.refresh();
  }

  // The rows of another drawing from a row on: what was read before is all that is kept of this one.
  splice() {
    const other = this.known.examples[Number(this.at("splice-with").value)];
    const from = clamp(Number(this.at("splice-from").value) || 1, 1, ROWS) - 1;
    this.edited = other ? this.moment.image.map((ink, k) => (k < from * ROWS ? ink : other[k])) : null;
    this.refresh();
  }

  mend() {
    Object.assign(this, { switch: null, byHand: false, edited: null });
    this.at("splice-with").value = "";
    this.show(this.moment, this.known);
  }

  image() {
    return this.edited ?? this.moment.image;
  }

  // ---- what comes of it ----

  /** @returns {Hold[]} */
  holds() {
    const { trace, layer, unit } = this.moment;
    const turned = this.known.switches.find(({ words }) => words === this.switch);
    const found = turned ? this.holdsOf(turned) : [];
    if (!this.byHand || !trace.layers.length) return found;
    const units = { all: () => this.unitsOf(layer), one: () => (unit === null ? [] : [unit]), few: () => this.few() }[
      this.at("hold-units").value
    ]();
    const [from, to] = ["hold-from", "hold-to"].map((name) => clamp(Number(this.at(name).value) || 1, 1, ROWS));
    const value = Number(this.at("hold-value").value);
    return found.concat(this.held(layer, this.at("hold-gate").value, value, units, from, to));
  }

  /** What a switch holds: every unit of all layers that have the gate. @returns {Hold[]} */
  holdsOf({ gate, value }) {
    return this.moment.trace.layers.flatMap((_, place) => this.held(place, gate, value, this.unitsOf(place)));
  }

  /** @returns {Hold[]} none where the layer lacks the gate, or no unit or row is meant */
  held(layer, gate, value, units, from = 1, to = ROWS) {
    const isThere = this.moment.trace.layers[layer][gate] && units.length > 0 && from <= to;
    return isThere ? [{ layer, gate, value, units, from, to }] : [];
  }

  unitsOf(layer) {
    return [...Array(this.moment.trace.layers[layer].h.length / ROWS).keys()];
  }

  /** The switch that holds just that, if its accuracy is known. @param {string} holds as JSON */
  fitting(holds) {
    return this.known.switches.find((each) => each.accuracy && JSON.stringify(this.holdsOf(each)) === holds);
  }

  few() {
    const { trace, network } = this.moment;
    const { h } = trace.layers[trace.layers.length - 1];
    const last = trace.beliefs.subarray(trace.beliefs.length - 10);
    const [digit, against] = [...last.keys()].sort((a, b) => last[b] - last[a]);
    return loudest(votesOf(headOf(network), h, h.length / ROWS, digit, against), h.length / ROWS);
  }

  refresh() {
    const { network, trace } = this.moment;
    const image = this.image();
    const holds = this.holds();
    const fitting = this.fitting(JSON.stringify(holds));
    this.measurement.show(network, fitting ? [] : holds, this.known);
    const { palette } = this.known;
    const digits = this.known.examples.map(
      (_, digit) => /** @type {[string, string]} */ ([String(digit), `a ${digit}`]),
    );
    offer(this.at("splice-with"), [["", "itself"], ...digits], this.at("splice-with").value);
    const now = [image, trace, JSON.stringify(holds), fitting?.accuracy, palette];
    if (isSame(this.readOf, now)) return;
    this.readOf = now;
    const broken = read(network, image, holds);
    const panel = { name: "x", values: image, width: ROWS, limit: 1, scale: "ink" };
    paintHeatmap(this.at("edited"), /** @type {any} */ (panel), [...Array(ROWS).keys()], palette);
    this.at("edited").setAttribute("aria-label", "The image that the broken reading reads");
    this.paint(broken, trace);
    this.tell(broken, trace, fitting);
  }

  paint(broken, trace) {
    const canvas = this.at("river");
    const [width, height] = [canvas.clientWidth || 300, canvas.clientHeight || 252];
    const from = ROWS - broken.beliefs.length / 10;
    const panel = { name: "belief", values: broken.beliefs, width: 10, from, scale: "belief" };
    paintRiver(canvas, /** @type {any} */ (panel), this.known.palette, width, height);
    if (this.isBroken()) paintEdges(context(canvas), trace.beliefs, width, height, this.known.palette);
  }

  tell(broken, trace, fitting) {
    const row = partedAt(broken.beliefs, trace.beliefs);
    write(this.at("parted"), row ? `they part at row ${row}` : "as it was");
    const name = ({ noDigit, digit, confidence }) => (noDigit ? "no digit" : `${digit}, ${percent(confidence)}`);
    const isBlank = !this.image().some((ink) => ink > 0);
    const answer = isBlank ? "nothing to read" : name(broken);
    const changed = broken.digit !== trace.digit || broken.noDigit !== trace.noDigit;
    const title = !this.isBroken()
      ? "What if"
      : changed
        ? `So broken, it answers ${answer}`
        : `So broken, it still answers ${answer}`;
    write(this.at("whatif-title"), title);
    this.at("river").setAttribute("aria-label", `The belief of the broken reading: ${answer}`);
    const lines = [
      make("p", { className: "big", textContent: isBlank || broken.noDigit ? "–" : String(broken.digit) }),
      make("p", {
        textContent: this.isBroken()
          ? `${answer}; as it was: ${name(trace)}.`
          : `${answer}. Nothing is broken yet: press a switch, paint on the image, or drag a row.`,
      }),
    ];
    if (fitting) {
      lines.push(
        make("p", {
          textContent: `With “${fitting.words}” in every unit it reads ${fitting.accuracy} of the 10,000 test images rightly, as it is ${this.known.accuracy}.`,
        }),
      );
    }
    this.at("broken-told").replaceChildren(...lines);
  }

  isBroken() {
    return Boolean(this.switch || this.byHand || this.edited);
  }

  close() {
    this.measurement.close();
  }
}
