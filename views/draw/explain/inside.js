// Inside one unit. In: moments of a reading. Out: its cell at the row, its course, the moments in it, and what each gate sums.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const READS_KIND = {
  LSTM: "The vessels are what it remembers (c) and passes on (h), filled upwards for positive numbers, downwards for negative ones. Valves are gates: the fuller, the wider open. Press a gate or the candidate to see what it sums.",
  GRU: "The vessels are what it passed on before the row and passes on after it (h), filled upwards for positive numbers, downwards for negative ones. Valves are gates: the fuller, the wider open. Press a gate or the candidate to see what it sums.",
  SimpleRNN:
    "It has no gates. The vessels are what it passed on before the row and passes on after it (h). Press the sum to see its terms.",
};

class InsideUnit {
  /** @type {HTMLElement} its section of the page */
  part;
  /** @type {At} */
  at;
  /** @type {Moment} */
  moment;
  /** @type {Known} */
  known;
  /** @type {CellPicture} */
  picture;
  /** @type {AllUnits} */
  units;
  opened = ""; // the gate whose sum is shown
  kind = ""; // of the cell that is drawn
  /** @type {any[]} what the course is of: trace, layer, unit, colours */
  drawn = [];
  /** @type {any[]} what is told of the unit over all test images */
  told = [];
  /** @type {any[]} what the sum is of */
  summed = [];

  /** @param {HTMLElement} part @param {At} at */
  constructor(part, at) {
    Object.assign(this, { part, at, units: new AllUnits(at) });
    this.at("inside-unit").onchange = (event) => choose({ unit: Number(event.target.value) });
    this.at("inside-row").oninput = (event) => choose({ row: Number(event.target.value) });
    this.at("inside-back").onclick = () =>
      dispatchEvent(new CustomEvent("row-by-row-back", { detail: this.at("cell") }));
  }

  /** Comes to the cell from where the unit stands in the film. @param {Element} from */
  async lookFrom(from) {
    await zoom(from, this.at("cell"));
    this.at("inside-unit").focus({ preventScroll: true });
  }

  /** @param {Moment} moment @param {Known} known */
  show(moment, known) {
    Object.assign(this, { moment, known });
    const layer = moment.trace.layers[moment.layer];
    const isThere = Boolean(layer) && moment.unit !== null;
    this.part
      .querySelectorAll(".does, .units, .unit, .line, .moments, .about, .sum")
      .forEach((each) => each.toggleAttribute("hidden", !isThere));
    if (!isThere) {
      write(this.at("inside-title"), "Inside one unit: there is none here");
      write(
        this.at("inside-read"),
        "This network sees all pixels at once. It has no units that remember; choose an LSTM, a GRU or a SimpleRNN above.",
      );
      return;
    }
    lineAt(this.part, moment.row);
    const { kind } = layer;
    if (kind !== this.kind) {
      this.picture = new CellPicture(this.at("cell"), kind, (gate, from) => this.open(gate, from));
      this.at("inside-does").innerHTML = DOES[kind];
      this.opened = { LSTM: "f", GRU: "z", SimpleRNN: "h" }[kind];
    }
    this.kind = kind;
    this.tell(layer);
    this.units.show(moment, known.palette);
    this.picture.show((name) => this.value(layer, name), this.limit(layer), this.opened, known.palette);
    this.course(layer);
    this.about();
    this.sum();
  }

  /** Opens the sum of a gate. @param {string} gate @param {Element} from what was pressed */
  open(gate, from) {
    this.opened = gate;
    this.show(this.moment, this.known);
    zoom(from, this.at("sum"));
  }

  /** @param {any} layer @param {string} name of a state or gate; with " before" of the row before @returns {number} */
  value(layer, name) {
    const { row, unit } = this.moment;
    const [state, when] = name.split(" ");
    const at = when ? row - 2 : row - 1;
    const units = layer.h.length / ROWS;
    return at < 0 ? 0 : layer[state][at * units + Number(unit)];
  }

  /** What fills a vessel: the furthest that the unit's memory goes in this reading. */
  limit(layer) {
    return Math.max(1e-6, ...this.along(layer, layer.c ? "c" : "h").map(Math.abs));
  }

  /** @returns {number[]} (28,) */
  along(layer, name) {
    const units = layer.h.length / ROWS;
    return Array.from({ length: ROWS }, (_, t) => layer[name][t * units + Number(this.moment.unit)]);
  }

  tell(layer) {
    const { row, unit } = this.moment;
    const units = layer.h.length / ROWS;
    const state = layer.c ? `remembers ${signed(this.value(layer, "c"))} and passes on ` : "passes on ";
    const passes = `${state}${signed(this.value(layer, "h"))}`;
    write(this.at("inside-title"), `Inside unit ${unit}${layerOf(this.moment)}: after row ${row} it ${passes}`);
    write(this.at("inside-read"), READS_KIND[layer.kind]);
    const [number, slider] = [this.at("inside-unit"), this.at("inside-row")];
    number.max = String(units - 1);
    if (number !== number.getRootNode().activeElement) number.value = String(unit);
    slider.value = String(row);
    write(this.at("inside-where"), `${row} of ${ROWS}`);
  }

  // ---- its course ----

  course(layer) {
    const { palette, units } = this.known;
    const { trace, unit } = this.moment;
    const now = [trace, this.moment.layer, unit, palette, units];
    if (isSame(this.drawn, now)) return;
    this.drawn = now;
    const values = this.along(layer, "h");
    const canvas = this.at("course");
    const [width, height] = [canvas.clientWidth || 230, canvas.clientHeight || 280];
    const pen = sharp(canvas, width, height);
    const limit = Math.max(1, ...values.map(Math.abs));
    const trail = (course, colour, wide) => {
      Object.assign(pen, { strokeStyle: colour, lineWidth: wide, lineJoin: "round" });
      pen.beginPath();
      course.forEach((value, t) =>
        pen.lineTo(width / 2 + (value / limit) * (width / 2 - 6), ((t + 0.5) * height) / ROWS),
      );
      pen.stroke();
    };
    pen.fillStyle = palette.line;
    pen.fillRect(width / 2 - 0.5, 0, 1, height);
    const of = units?.[this.moment.layer];
    const usual = of ? [...Array(10).keys()].map((digit) => this.usual(of.courses, digit)) : [];
    usual.forEach((course, digit) => trail(course, palette.digits[digit], digit === trace.digit ? 2.5 : 1));
    trail(values, palette.ink, 2.5);
    const means = usual.length ? ` Coloured: its mean course for each digit, ${trace.digit} the widest.` : "";
    write(
      this.at("course-read"),
      `h of unit ${unit} from row to row, downwards, from −${limit.toFixed(0)} at the left to ${limit.toFixed(0)} at the right.${means}`,
    );
    const memory = layer.c ? "c" : "h";
    const told = momentsOf(layer.f ? this.along(layer, "f") : null, this.along(layer, memory), memory);
    canvas.setAttribute("aria-label", `The course of unit ${unit}. ${told.join(" ")}`);
    this.at("moments").replaceChildren(...told.map((text) => make("li", { textContent: text })));
  }

  // The mean course of the unit for a digit, over all test images: (28,).
  usual(courses, digit) {
    const units = courses.length / (10 * ROWS);
    return Array.from({ length: ROWS }, (_, t) => courses[(digit * ROWS + t) * units + Number(this.moment.unit)] / 127);
  }

  // ---- what it is for ----

  about() {
    const { units, images, atlas, palette } = this.known;
    const { layer, unit } = this.moment;
    const of = units?.[layer];
    const now = [of, images, palette, layer, unit];
    if (isSame(this.told, now)) return;
    this.told = now;
    const place = this.at("about");
    if (!of || unit === null) {
      place.replaceChildren();
      return;
    }
    const words = `${of.names[unit]} (a summary, made by a rule). The test images that move it most, each with the row:`;
    const pictures =
      images && atlas
        ? of.images[unit].map((index, k) => momentOf(images, atlas, index, of.rows[unit][k], palette))
        : [];
    place.replaceChildren(
      make("p", {}, make("strong", { textContent: `Unit ${unit} over all test images: ` }), words),
      make("div", {}, ...pictures),
    );
  }

  // ---- the sum ----

  sum() {
    const { network, image, trace, layer, row, unit } = this.moment;
    const now = [trace, layer, row, unit, this.opened, this.known.palette];
    if (isSame(this.summed, now)) return;
    this.summed = now;
    const terms = contributionsOf(network, image, trace, layer, row, Number(unit)).find(
      ({ gate }) => gate === this.opened,
    );
    const place = this.at("sum");
    if (!terms) {
      place.replaceChildren();
      return;
    }
    const { palette } = this.known;
    const of = (values) => values.reduce((total, each) => total + each, 0);
    const isFirst = layer === 0;
    const what = isFirst ? "the pixels of the row" : "the units of the layer below";
    const lines = [
      [what, of(terms.inputs)],
      ["all h after the row before", of(terms.state)],
      ["its bias", terms.bias],
    ];
    const most = Math.max(...lines.map(([, value]) => Math.abs(value)));
    const rows = lines.map(([words, value]) =>
      make(
        "tr",
        {},
        make("td", { textContent: words }),
        make("td", { className: "number", textContent: plus(value) }),
        make("td", { style: "min-width: 180px" }, barOf(value, most, palette)),
      ),
    );
    const table = make("table", {}, make("tbody", {}, ...rows));
    const activation = ["f", "i", "o", "z", "r"].includes(this.opened) ? "squeezed between 0 and 1" : "squeezed";
    place.replaceChildren(
      make(
        "p",
        {},
        make("strong", { textContent: `${this.opened} of unit ${unit} at row ${row}` }),
        ` sums ${plus(terms.total)}, ${activation}: ${signed(terms.value)}.`,
      ),
      table,
      ...(isFirst ? [pixelBars(terms.inputs, palette)] : []),
      make("p", { className: "read", textContent: largestOf(terms, isFirst) }),
      make("button", {
        type: "button",
        textContent: "↑ Back to the cell",
        onclick: () => zoom(place, this.at("cell")),
      }),
    );
  }
}

/** Pixel times weight for each column of the row, from the middle up or down. */
function pixelBars(inputs, palette) {
  const most = inputs.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-6);
  const bars = [...inputs].map((value, k) => {
    const high = (50 * Math.abs(value)) / most;
    const bar = make("i");
    Object.assign(bar.style, {
      top: `${value > 0 ? 50 - high : 50}%`,
      height: `${high}%`,
      background: value > 0 ? palette.positive : palette.negative,
    });
    return make("span", { title: `column ${k + 1}: ${plus(value)}` }, bar);
  });
  return make(
    "div",
    { className: "pixels", role: "img", ariaLabel: "Pixel times weight for each column of the row" },
    ...bars,
  );
}

/** A test image with the row at which it moves the unit most. @type {(images: ImageBitmap, atlas: { across: number }, index: number, row: number, palette: Palette) => HTMLElement} */
function momentOf(images, atlas, index, row, palette) {
  const canvas = make("canvas", { width: ROWS, height: ROWS });
  paintFrom(images, canvas, index, atlas.across, palette);
  const line = make("i");
  line.style.top = `${(100 * (row - 0.5)) / ROWS}%`;
  return make(
    "figure",
    { role: "img", ariaLabel: `Test image ${index}, row ${row}`, title: `test image ${index}, row ${row}` },
    canvas,
    line,
  );
}
