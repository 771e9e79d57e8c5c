// The film. In: one reading of one image as base64 arrays, and the colours. Out: the row and unit that were clicked.
// Each panel is painted once into a small canvas; playing moves only an overlay and a line, with no word to the server.
// paint.js stands before this file in one module.

const ROWS_PER_SECOND = 7;
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const films = new WeakMap(); // shadow root -> Film
const remembered = new Map(); // film key -> {position, speed, byMove}, kept while another page is shown

export default function ({ data, parentElement, setStateValue }) {
  let film = films.get(parentElement);
  if (!film) films.set(parentElement, (film = new Film(parentElement)));
  film.show(data, setStateValue);
  return () => {
    film.close();
    films.delete(parentElement);
  };
}

class Film {
  constructor(root) {
    this.root = root;
    this.at = (name) => root.querySelector(`[data-at="${name}"]`);
    this.position = ROWS; // rows read so far; between whole numbers only while playing or dragging
    this.speed = 1;
    this.byMove = false; // whether the units stand in the order in which they move
    this.playing = false;
    this.hovered = null; // what the pointer is over: {panel, row, column}
    this.closing = new AbortController();
    this.sizes = new ResizeObserver(() => this.layOut());
    this.sizes.observe(this.at("film"));
    this.listen();
  }

  show(data, setStateValue) {
    const first = !this.data;
    this.send = setStateValue;
    this.data = data;
    this.chosen = data.chosen; // {row, unit}
    this.panels = data.panels.map((panel) => ({ ...panel, values: decode(panel.values) }));
    this.build();
    this.at("note").textContent = data.note;
    Object.entries(data.palette).forEach(([name, colour]) => this.at("film").style.setProperty(`--${name}`, colour));
    if (first) this.begin();
    this.layOut();
  }

  // The first time it plays by itself; after another page it stands as it was left.
  begin() {
    const before = remembered.get(this.data.key);
    if (before) Object.assign(this, before);
    else if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
    this.at("speed").value = String(this.speed);
    this.at("order").value = this.byMove ? "move" : "number";
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
    this.closing.abort();
  }

  // One figure a panel: its name, how to read it, the picture with what moves over it, and its scale.
  build() {
    const structure = JSON.stringify(this.panels.map((panel) => [panel.name, panel.width]));
    if (structure === this.structure) return;
    this.structure = structure;
    const figures = this.panels.map((panel) => {
      const figure = this.at("panel").content.firstElementChild.cloneNode(true);
      Object.assign(figure.dataset, { panel: panel.name, scale: panel.scale });
      figure.querySelector("b").textContent = panel.symbol;
      figure.querySelector("strong").textContent = panel.title;
      figure.querySelector("small").textContent = panel.reads;
      return figure;
    });
    this.at("stage").replaceChildren(...figures);
    this.figures = figures;
    this.plates = figures.map((figure) => figure.querySelector(".plate"));
    const moving = (name) => figures.map((figure) => figure.querySelector(name));
    [this.dims, this.lines, this.rowMarks, this.unitMarks] = [".dim", ".line", ".row", ".unit"].map(moving);
  }

  layOut() {
    const width = this.at("film").clientWidth;
    if (!this.data || !width) return;
    const step = width < 720 ? 6 : clamp(Math.floor((0.245 * width) / ROWS), 8, 13); // pixels a row
    this.at("film").style.setProperty("--plate", `${step * ROWS}px`);
    this.height = step * ROWS;
    const h = this.panels.find((panel) => panel.name === "h");
    this.order = this.byMove ? orderByMove(h) : [...Array(h.width).keys()]; // place -> unit
    this.panels.forEach((panel, k) => this.paint(panel, this.figures[k], this.plates[k].clientWidth));
    this.drawn = null;
    this.draw();
  }

  paint(panel, figure, width) {
    const canvas = figure.querySelector("canvas");
    const { palette, decidedAfter, decision } = this.data;
    if (panel.scale === "belief") {
      paintRiver(canvas, panel, palette, width, this.height);
      figure.querySelector(".flag").hidden = !decidedAfter;
      figure.querySelector(".flag").style.top = `${(100 * decidedAfter) / ROWS}%`;
      figure.querySelector(".legend").textContent = decision;
      return;
    }
    paintHeatmap(canvas, panel, panel.units ? this.order : [...Array(panel.width).keys()], palette);
    canvas.style.imageRendering = panel.width > width ? "auto" : "pixelated";
    const ends = figure.querySelectorAll(".legend span");
    ends[0].textContent = panel.scale === "signed" ? `−${panel.limit}` : "0";
    ends[1].textContent = panel.limit;
  }

  // ---- time ----------------------------------------------------------------------------------------------------

  // The row that the line stands in or has just read, 1 to 28.
  get row() {
    return clamp(Math.ceil(this.position - 1e-6), 1, ROWS);
  }

  play() {
    if (this.position >= ROWS) this.position = 0;
    this.playing = true;
    let before = performance.now();
    const tick = (now) => {
      this.position = Math.min(ROWS, this.position + (Math.max(0, now - before) / 1000) * ROWS_PER_SECOND * this.speed);
      before = now;
      this.playing = this.position < ROWS;
      this.draw();
      if (this.playing) this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  moveTo(position) {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.position = clamp(position, 0, ROWS);
    this.draw();
  }

  step(rows) {
    this.moveTo(clamp(this.row + rows, 1, ROWS));
  }

  // Moves the lines and the dimming; words change only when the row or the unit does.
  draw() {
    const share = this.position / ROWS;
    this.lines.forEach((line) => (line.style.transform = `translateY(${share * this.height}px)`));
    this.dims.forEach((dim) => (dim.style.transform = `scaleY(${1 - share})`));
    const drawn = [this.row, this.chosen.row, this.chosen.unit, this.playing].join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const { speed, byMove } = this;
    remembered.set(this.data.key, { position: this.row, speed, byMove });
    this.tell();
    this.mark();
  }

  // ---- words ---------------------------------------------------------------------------------------------------

  value(name, row, column) {
    const panel = this.panels.find((each) => each.name === name);
    return panel && panel.values[(row - 1) * panel.width + column];
  }

  // The likeliest digits after a row: [[digit, probability], ...].
  ranking(row) {
    const digits = [...Array(10).keys()].map((digit) => [digit, this.value("belief", row, digit)]);
    return digits.sort((a, b) => b[1] - a[1]);
  }

  tell() {
    const [[digit, share]] = this.ranking(this.row);
    this.at("play").textContent = this.playing ? "Pause" : "Play";
    this.at("where").textContent = `Row ${this.row} of ${ROWS}`;
    this.at("guess").innerHTML = `so far it would answer <b>${digit}</b>, ${percent(share)}`;
    this.at("stage").setAttribute("aria-valuenow", this.row);
    this.at("stage").setAttribute("aria-valuetext", `Row ${this.row}: ${digit}, ${percent(share)}`);
    this.tellCell();
  }

  // The cell's own sum in numbers, for the chosen unit at the row of the scan line.
  tellCell() {
    const { unit } = this.chosen;
    const number = (name, row = this.row) => `<b>${signed(row ? this.value(name, row, unit) : 0)}</b>`;
    const before = this.row - 1;
    const lead = `<b>Unit ${unit}</b> at row ${this.row}`;
    this.at("cell").innerHTML =
      this.value("c", 1, 0) === undefined
        ? `${lead}: <span>h goes from ${number("h", before)} to ${number("h")}</span>`
        : `${lead}: <span>c = f · c<sub>before</sub> + i · g = ${number("f")} · ${number("c", before)} + ` +
          `${number("i")} · ${number("g")} = ${number("c")}</span> ` +
          `<span>h = o · tanh c = ${number("o")} · tanh ${number("c")} = ${number("h")}</span>`;
  }

  // Marks the row and unit under the pointer on every panel; at rest, the chosen ones.
  mark() {
    const over = this.hovered;
    const kind = over ? "over" : "chosen";
    const unit = over && this.panels[over.panel].units ? over.column : this.chosen.unit;
    const row = over ? over.row : this.chosen.row;
    this.panels.forEach((panel, k) => {
      const isHere = over && over.panel === k && panel.scale === "ink";
      const place = panel.units ? this.order.indexOf(unit) : isHere ? over.column : null;
      this.unitMarks[k].hidden = place === null;
      this.unitMarks[k].style.left = `${(100 * (place + 0.5)) / panel.width}%`;
      this.rowMarks[k].style.top = `${(100 * (row - 1)) / ROWS}%`;
      this.unitMarks[k].dataset.kind = this.rowMarks[k].dataset.kind = kind;
    });
  }

  tip(event) {
    const tip = this.at("tip");
    tip.hidden = !this.hovered;
    if (!this.hovered) return;
    const { panel, row, column } = this.hovered;
    const here = this.panels[panel];
    const entry = (text, isHere) => `<span${isHere ? ' class="here"' : ""}>${text}</span>`;
    if (here.units) {
      const units = this.panels.filter((each) => each.units);
      const values = units.map((each) => entry(`${each.symbol} ${signed(this.value(each.name, row, column), 3)}`, each === here));
      tip.innerHTML = `row ${row}, unit ${column}<br>${values.join("")}`;
    } else if (here.scale === "belief") {
      const best = this.ranking(row).slice(0, 3);
      tip.innerHTML = `after row ${row}<br>${best.map(([digit, share]) => entry(`<b>${digit}</b> ${(100 * share).toFixed(1)} %`)).join("")}`;
    } else {
      tip.innerHTML = `row ${row}, column ${column + 1}<br>${entry(`ink ${this.value(here.name, row, column).toFixed(2)}`, true)}`;
    }
    const film = this.at("film").getBoundingClientRect();
    const x = clamp(event.clientX - film.left + 14, 0, film.width - tip.offsetWidth);
    tip.style.transform = `translate(${x}px, ${event.clientY - film.top + 16}px)`;
  }

  // ---- hands ---------------------------------------------------------------------------------------------------

  listen() {
    const on = (name, type, act) => this.at(name).addEventListener(type, act, { signal: this.closing.signal });
    this.at("speed").replaceChildren(...SPEEDS.map((speed) => new Option(`${speed}×`, speed)));
    on("play", "click", () => {
      if (this.playing) this.moveTo(this.row);
      else this.play();
    });
    on("back", "click", () => this.step(-1));
    on("forward", "click", () => this.step(1));
    on("speed", "change", (event) => (this.speed = Number(event.target.value)));
    on("order", "change", (event) => {
      this.byMove = event.target.value === "move";
      this.layOut();
    });
    on("stage", "keydown", (event) => this.press(event));
    on("stage", "pointerdown", (event) => this.take(event));
    on("stage", "pointermove", (event) => this.glide(event));
    on("stage", "pointerup", () => this.release());
    on("stage", "pointercancel", () => (this.held = null));
    on("stage", "pointerleave", () => this.hover(null));
  }

  press(event) {
    const { row, unit } = this.chosen;
    const keys = {
      ArrowDown: () => this.step(1),
      ArrowRight: () => this.step(1),
      ArrowUp: () => this.step(-1),
      ArrowLeft: () => this.step(-1),
      Home: () => this.moveTo(1),
      End: () => this.moveTo(ROWS),
      " ": () => this.at("play").click(),
      Enter: () => this.choose(this.row, unit),
      "Shift+ArrowLeft": () => this.choose(row, this.order.at(this.order.indexOf(unit) - 1)),
      "Shift+ArrowRight": () => this.choose(row, this.order[(this.order.indexOf(unit) + 1) % this.order.length]),
    };
    const act = keys[(event.shiftKey ? "Shift+" : "") + event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  // What lies under the pointer; null outside the pictures.
  locate(event) {
    const panel = this.plates.findIndex((plate) => event.composedPath().includes(plate));
    if (panel < 0) return null;
    const box = this.plates[panel].getBoundingClientRect();
    const across = clamp((event.clientX - box.left) / box.width, 0, 1 - 1e-6);
    const row = clamp(Math.floor(((event.clientY - box.top) / box.height) * ROWS) + 1, 1, ROWS);
    const place = Math.floor(across * this.panels[panel].width);
    return { panel, row, column: this.panels[panel].units ? this.order[place] : place };
  }

  // A mouse drags anywhere; a finger drags the line, and elsewhere scrolls the page.
  take(event) {
    const here = this.locate(event);
    if (!here || event.button) return;
    const drags = event.pointerType === "mouse" || event.composedPath().some((node) => node.className === "line");
    this.held = { x: event.clientX, y: event.clientY, here, drags, moved: false };
    if (drags) this.at("stage").setPointerCapture(event.pointerId);
  }

  glide(event) {
    const { held } = this;
    if (!held) {
      this.hover(event.pointerType === "mouse" ? this.locate(event) : null, event);
      return;
    }
    held.moved ||= held.drags && Math.hypot(event.clientX - held.x, event.clientY - held.y) > 4;
    if (!held.moved) return;
    this.hover(null);
    const box = this.plates[held.here.panel].getBoundingClientRect();
    this.moveTo(((event.clientY - box.top) / box.height) * ROWS);
  }

  release() {
    const { held } = this;
    this.held = null;
    if (!held) return;
    if (held.moved) this.moveTo(this.row);
    else {
      this.moveTo(held.here.row);
      this.choose(held.here.row, this.panels[held.here.panel].units ? held.here.column : this.chosen.unit);
    }
  }

  hover(here, event) {
    if (!here && !this.hovered) return;
    this.hovered = here;
    this.mark();
    this.tip(event);
  }

  choose(row, unit) {
    this.chosen = { row, unit };
    this.draw();
    this.send("choice", this.chosen);
  }
}
