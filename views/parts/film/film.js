// The film. In: panels of one reading, or of several of one image, a lane each, and the colours. Out: the row and unit
// that were clicked. Each panel is painted once into a small canvas; playing moves only an overlay and a line, with no
// word to the server. paint.js and player.js stand before this file in one module; what gives it its data behind it.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its class.

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const remembered = new Map(); // film key -> {position, speed, byMove}, kept while another page is shown

class Film {
  /** @type {FilmData} */
  data;
  /** @type {Panel[]} */
  panels;
  /** @type {HTMLElement[]} one a panel, as are the plates and what moves over them */
  figures;
  /** @type {HTMLElement[]} */
  plates;
  /** @type {HTMLElement[]} */
  dims;
  /** @type {HTMLElement[]} */
  lines;
  /** @type {HTMLElement[]} */
  rowMarks;
  /** @type {HTMLElement[]} */
  unitMarks;
  /** @type {number[][]} of each lane: place -> unit */
  orders;
  /** @type {{ row: number, unit: number } | null} null where nothing can be chosen */
  chosen;
  height = 0; // CSS pixels of a plate
  wasShown = false; // before another page was shown

  /** @param {ShadowRoot} root */
  constructor(root) {
    this.root = root;
    /** @type {(name: string) => any} the element of film.html that is called so */
    this.at = (name) => root.querySelector(`[data-at="${name}"]`);
    this.player = new Player(() => this.draw());
    this.byMove = false; // whether the units stand in the order in which they move
    this.hovered = null; // what the pointer is over: {panel, row, column}
    /** @type {(choice: { row: number, unit: number }) => void} called when a place was clicked */
    this.onChoice = () => {};
    /** @type {() => void} called when the row or what is playing has changed */
    this.onMoment = () => {};
    this.closing = new AbortController();
    this.sizes = new ResizeObserver(() => this.layOut());
    this.sizes.observe(this.at("film"));
    this.listen();
  }

  /** @param {FilmData} data */
  show(data) {
    const first = !this.data;
    this.data = data;
    this.chosen = data.chosen;
    this.panels = data.panels;
    this.build();
    this.at("note").textContent = data.note;
    this.at("stage").dataset.layout = data.layout;
    Object.entries(data.palette).forEach(([name, colour]) => {
      this.at("film").style.setProperty(`--${name}`, /** @type {string} */ (colour));
    });
    if (first) this.wasShown = this.recall();
    this.layOut();
  }

  // The first time it plays by itself; after another page it stands as it was left.
  begin() {
    if (!this.wasShown && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.player.replay();
  }

  // Puts it back as it was before another page was shown; false where it was not shown before.
  recall() {
    const before = remembered.get(this.data.key);
    if (before) {
      this.byMove = before.byMove;
      Object.assign(this.player, { position: before.position, speed: before.speed });
    }
    this.at("speed").value = String(this.player.speed);
    this.at("order").value = this.byMove ? "move" : "number";
    return Boolean(before);
  }

  close() {
    this.player.close();
    this.sizes.disconnect();
    this.closing.abort();
  }

  // One figure a panel: the picture with what moves over it, its words and its scale. They stay while only values change.
  build() {
    const structure = JSON.stringify(this.panels.map(({ name, lane, width }) => [name, lane, width]));
    if (structure !== this.structure) this.place();
    this.structure = structure;
    this.panels.forEach(({ symbol, title, reads }, k) => {
      const figure = this.figures[k];
      if (figure.dataset.told === title + reads) return;
      figure.dataset.told = title + reads;
      const [letter, name, words] = figure.querySelectorAll("figcaption > *");
      letter.textContent = symbol;
      name.replaceChildren(...this.explained(title));
      words.replaceChildren(...this.explained(reads));
    });
  }

  place() {
    const figures = this.panels.map((panel) => {
      const figure = this.at("panel").content.firstElementChild.cloneNode(true);
      Object.assign(figure.dataset, { panel: panel.name, scale: panel.scale, lane: panel.lane });
      return figure;
    });
    this.at("stage").replaceChildren(...figures);
    this.figures = figures;
    this.plates = figures.map((figure) => figure.querySelector(".plate"));
    const moving = (name) => figures.map((figure) => figure.querySelector(name));
    [this.dims, this.lines, this.rowMarks, this.unitMarks] = [".dim", ".line", ".row", ".unit"].map(moving);
  }

  // A text with the first term of the glossary in it underlined, and explained on hover, focus and tap.
  explained(text) {
    const terms = this.data.terms ?? {};
    /** @param {string} name */
    const place = (name) => text.search(new RegExp(`\\b${name}`, "i"));
    const here = Object.keys(terms)
      .filter((name) => place(name) >= 0)
      .sort((a, b) => b.length - a.length)[0];
    if (!here) return [text];
    const [at, length] = [place(here), here.length + Number(text[place(here) + here.length] === "s")];
    const term = Object.assign(document.createElement("span"), { className: "term", tabIndex: 0 });
    const gloss = Object.assign(document.createElement("span"), { className: "gloss", role: "tooltip" });
    gloss.textContent = terms[here];
    term.append(text.slice(at, at + length), gloss);
    return [text.slice(0, at), term, text.slice(at + length)];
  }

  layOut() {
    const width = this.at("film").clientWidth;
    if (!this.data || !width) return;
    const step = pixelsARow(width, this.data.layout);
    this.at("film").style.setProperty("--plate", `${step * ROWS}px`);
    this.height = step * ROWS;
    this.orders = this.data.lanes.map((_, lane) => this.order(lane));
    this.panels.forEach((panel, k) => this.paint(panel, this.figures[k], this.plates[k].clientWidth));
    this.drawn = null;
    this.draw();
  }

  // The units of a lane from left to right: place -> unit.
  order(lane) {
    const h = this.panels.find((panel) => panel.name === "h" && panel.lane === lane);
    if (!h) return [];
    return this.byMove ? orderByMove(h) : [...Array(h.width).keys()];
  }

  paint(panel, figure, width) {
    const canvas = figure.querySelector("canvas");
    const { palette, lanes } = this.data;
    if (panel.scale === "belief") {
      const { decidedAfter, decision } = lanes[panel.lane];
      paintRiver(canvas, panel, palette, width, this.height);
      figure.querySelector(".flag").hidden = !decidedAfter;
      figure.querySelector(".flag").style.top = `${(100 * decidedAfter) / ROWS}%`;
      figure.querySelector(".legend").textContent = decision;
      return;
    }
    const columns = this.columns(panel);
    if (panel.strips) paintStrips(canvas, panel, columns, palette, width, this.height);
    else paintHeatmap(canvas, panel, columns, palette);
    canvas.style.imageRendering = columns.length > width ? "auto" : "pixelated";
    const ends = figure.querySelectorAll(".legend span");
    [ends[0].textContent, ends[1].textContent] = panel.ends ?? [
      panel.scale === "signed" ? `−${panel.limit}` : "0",
      String(panel.limit),
    ];
  }

  // What stands at each place of a panel, from left to right: place -> column of its values.
  columns(panel) {
    return panel.strips ?? (panel.units ? this.orders[panel.lane] : [...Array(panel.width).keys()]);
  }

  // ---- the moment ----------------------------------------------------------------------------------------------

  // Moves the lines and the dimming; words change only when the row or the unit does.
  draw() {
    const { position, row, speed, playing } = this.player;
    const share = position / ROWS;
    this.lines.forEach((line) => (line.style.transform = `translateY(${share * this.height}px)`));
    this.dims.forEach((dim) => (dim.style.transform = `scaleY(${1 - share})`));
    const drawn = [row, this.chosen?.row, this.chosen?.unit, playing].join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    remembered.set(this.data.key, { position: row, speed, byMove: this.byMove });
    this.tell();
    this.mark();
  }

  // ---- words ---------------------------------------------------------------------------------------------------

  /**
   * The number that stands on a panel; undefined where there is no such panel, or not yet at this row.
   * @param {string} name
   * @param {number} row 1 to 28
   * @param {number} column
   * @param {number} lane
   * @returns {any}
   */
  value(name, row, column, lane = 0) {
    const panel = this.panels.find((each) => each.name === name && (each.lane ?? lane) === lane);
    if (panel) return panel.values[(row - 1 - panel.from) * panel.width + column];
    const state = this.data.states?.[name]; // of a unit that has no panel for it
    return state?.[((row - 1) * state.length) / ROWS + column];
  }

  // The likeliest digits of a lane after a row: [[digit, probability], ...]; empty before it has an answer.
  ranking(row, lane = 0) {
    const digits = [...Array(10).keys()].map((digit) => [digit, this.value("belief", row, digit, lane)]);
    return digits.filter(([, share]) => share !== undefined).sort((a, b) => b[1] - a[1]);
  }

  tell() {
    const { row, playing } = this.player;
    const guesses = this.data.lanes.map((_, lane) => this.ranking(row, lane)[0]);
    const words = guesses.map((best) => (best ? `<b>${best[0]}</b>, ${percent(best[1])}` : "no answer yet"));
    this.at("play").textContent = playing ? "Pause" : "Play";
    this.at("where").textContent = `Row ${row} of ${ROWS}`;
    if (words.length === 1) {
      this.flag(guesses[0]);
    } else {
      this.panels.forEach(({ scale, lane }, k) => {
        if (scale === "belief")
          /** @type {HTMLElement} */ (this.figures[k].querySelector("small")).innerHTML = words[lane];
      });
    }
    const spoken = guesses.map((best) => (best ? `${best[0]}, ${percent(best[1])}` : "no answer yet")).join("; ");
    this.at("stage").setAttribute("aria-valuenow", row);
    this.at("stage").setAttribute("aria-valuetext", `Row ${row}: ${spoken}`);
    this.at("cell").innerHTML = this.chosen ? this.cell(this.chosen.unit, row) : "";
    this.onMoment();
  }

  // The likeliest digit, on the line where it crosses the river.
  flag(best) {
    const river = this.panels.findIndex(({ scale }) => scale === "belief");
    if (river < 0) return;
    const line = this.lines[river];
    line.dataset.best = best ? `${best[0]}` : "";
    line.style.setProperty("--best", best ? this.data.palette.digits[best[0]] : "transparent");
  }

  // The cell's own sum in numbers, for a unit at a row.
  cell(unit, row) {
    const number = (name, at = row) => `<b>${signed(at ? this.value(name, at, unit) : 0)}</b>`;
    const before = row - 1;
    const has = (name) => this.value(name, 1, 0) !== undefined;
    const lead = `<b>Unit ${unit}</b>${this.data.layer ? ` of the ${this.data.layer}` : ""} at row ${row}`;
    if (!has("h")) return "";
    if (has("c")) {
      return (
        `${lead}: <span>c = f · c<sub>before</sub> + i · g = ${number("f")} · ${number("c", before)} + ` +
        `${number("i")} · ${number("g")} = ${number("c")}</span> ` +
        `<span>h = o · tanh c = ${number("o")} · tanh ${number("c")} = ${number("h")}</span>`
      );
    }
    if (has("z")) {
      return (
        `${lead}: <span>h = z · h<sub>before</sub> + (1 − z) · g = ${number("z")} · ${number("h", before)} + ` +
        `<b>${signed(1 - this.value("z", row, unit))}</b> · ${number("g")} = ${number("h")}</span>`
      );
    }
    return `${lead}: <span>h goes from ${number("h", before)} to ${number("h")}</span>`;
  }

  // Marks the row and unit under the pointer on every panel; at rest, the chosen ones.
  mark() {
    const over = this.hovered;
    const kind = over ? "over" : "chosen";
    const here = over && this.panels[over.panel];
    const unit = here?.units ? over.column : this.chosen?.unit;
    const row = over ? over.row : this.chosen?.row;
    this.panels.forEach((panel, k) => {
      const inLane = panel.units && panel.lane === (here?.units ? here.lane : 0);
      const place =
        inLane && unit !== undefined
          ? this.columns(panel).indexOf(unit)
          : here === panel && panel.scale === "ink"
            ? over.column
            : -1;
      this.unitMarks[k].hidden = place < 0;
      this.unitMarks[k].style.left = `${(100 * (place + 0.5)) / this.columns(panel).length}%`;
      this.rowMarks[k].hidden = row === undefined;
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
      const units = this.panels.filter((each) => each.units && each.lane === here.lane);
      const values = units.map((each) =>
        entry(`${each.symbol} ${signed(this.value(each.name, row, column, each.lane), 3)}`, each === here),
      );
      if (here.strips) values.push(entry(`h ${signed(this.value("h", row, column), 3)}`, false));
      tip.innerHTML = `row ${row}, unit ${column}<br>${values.join("")}`;
    } else if (here.scale === "belief") {
      const best = this.ranking(row, here.lane).slice(0, 3);
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
    this.at("speed").replaceChildren(...SPEEDS.map((speed) => new Option(`${speed}×`, String(speed))));
    on("play", "click", () => this.player.toggle());
    on("back", "click", () => this.player.step(-1));
    on("forward", "click", () => this.player.step(1));
    on("speed", "change", (event) => (this.player.speed = Number(event.target.value)));
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
    const { player } = this;
    const keys = {
      ArrowDown: () => player.step(1),
      ArrowRight: () => player.step(1),
      ArrowUp: () => player.step(-1),
      ArrowLeft: () => player.step(-1),
      Home: () => player.moveTo(1),
      End: () => player.moveTo(ROWS),
      " ": () => player.toggle(),
      Enter: () => this.choose(player.row, this.chosen?.unit),
      "Shift+ArrowLeft": () => this.chooseNext(-1),
      "Shift+ArrowRight": () => this.chooseNext(1),
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
    const columns = this.columns(this.panels[panel]);
    return { panel, row, column: columns[Math.floor(across * columns.length)] };
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
    this.player.moveTo(((event.clientY - box.top) / box.height) * ROWS);
  }

  release() {
    const { held } = this;
    this.held = null;
    if (!held) return;
    if (held.moved) this.player.moveTo(this.player.row);
    else {
      this.player.moveTo(held.here.row);
      this.choose(held.here.row, this.panels[held.here.panel].units ? held.here.column : this.chosen?.unit);
    }
  }

  hover(here, event) {
    if (!here && !this.hovered) return;
    this.hovered = here;
    this.mark();
    this.tip(event);
  }

  // The unit that stands so many places further on.
  chooseNext(places) {
    const [order] = this.orders;
    if (this.chosen) this.choose(this.chosen.row, order.at((order.indexOf(this.chosen.unit) + places) % order.length));
  }

  choose(row, unit) {
    if (!this.chosen) return;
    this.chosen = { row, unit };
    this.draw();
    this.onChoice(this.chosen);
  }
}
