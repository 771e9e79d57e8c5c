// The film. In: panels of one reading, or of several of one image, a lane each, and the colours. Out: the row and unit
// that were clicked. Each panel is painted once into a small canvas; playing moves only an overlay and a line, with no
// word to the server. In one module write.js, paint.js, player.js, words.js and hands.js stand before this file, and what gives it
// its data behind it.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its class.

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
    /** @type {((from: Element) => void) | null} called with what is to be looked into: the chosen unit */
    this.onLook = null;
    this.closing = new AbortController();
    this.sizes = new ResizeObserver(() => this.layOut());
    this.sizes.observe(this.at("film"));
    this.hands = new Hands(this);
    this.hands.listen(this.closing.signal);
  }

  /** @param {FilmData} data */
  show(data) {
    const first = !this.data;
    this.data = data;
    this.chosen = data.chosen;
    this.panels = data.panels;
    this.build();
    write(this.at("note"), data.note);
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
      name.replaceChildren(...explained(title, this.data.terms));
      words.replaceChildren(...explained(reads, this.data.terms));
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

  layOut() {
    const width = this.at("film").clientWidth;
    if (!this.data) return;
    if (!width) {
      this.onMoment(); // also of a film that is not seen
      return;
    }
    const step = pixelsARow(width, this.data.layout);
    this.at("film").style.setProperty("--plate", `${step * ROWS}px`);
    this.height = step * ROWS;
    this.orders = this.data.lanes.map((_, lane) => this.order(lane));
    const widths = this.plates.map((plate) => plate.clientWidth); // all asked for before anything is changed
    this.panels.forEach((panel, k) => this.paint(panel, this.figures[k], widths[k]));
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
      write(figure.querySelector(".legend"), decision);
      return;
    }
    const columns = this.columns(panel);
    if (panel.strips) paintStrips(canvas, panel, columns, palette, width, this.height);
    else paintHeatmap(canvas, panel, columns, palette);
    canvas.style.imageRendering = columns.length > width ? "auto" : "pixelated";
    const ends = figure.querySelectorAll(".legend span");
    const [least, most] = panel.ends ?? [panel.scale === "signed" ? `−${panel.limit}` : "0", String(panel.limit)];
    write(ends[0], least);
    write(ends[1], most);
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

  tell() {
    const { row, playing } = this.player;
    const guesses = this.data.lanes.map((_, lane) => rankingOf(this.data, row, lane)[0]);
    const words = guesses.map((best) => (best ? `<b>${best[0]}</b>, ${percent(best[1])}` : "no answer yet"));
    write(this.at("play"), playing ? "Pause" : "Play");
    write(this.at("where"), `Row ${row} of ${ROWS}`);
    if (words.length === 1) {
      this.flag(guesses[0]);
    } else {
      this.panels.forEach(({ scale, lane }, k) => {
        if (scale === "belief")
          /** @type {HTMLElement} */ (this.figures[k].querySelector("small")).innerHTML = words[lane];
      });
    }
    const spoken = guesses.map((best) => (best ? `${best[0]}, ${percent(best[1])}` : "no answer yet")).join("; ");
    this.at("head").setAttribute("aria-valuenow", row);
    this.at("head").setAttribute("aria-valuetext", `Row ${row}: ${spoken}`);
    this.at("look").hidden = !this.chosen || !this.onLook;
    this.at("cell").innerHTML = this.chosen ? formulaOf(this.data, this.chosen.unit, row) : "";
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
    tip.innerHTML = tipOf(this.data, this.hovered);
    const film = this.at("film").getBoundingClientRect();
    const x = clamp(event.clientX - film.left + 14, 0, film.width - tip.offsetWidth);
    tip.style.transform = `translate(${x}px, ${event.clientY - film.top + 16}px)`;
  }

  // ---- the choice ----------------------------------------------------------------------------------------------

  // What is under the pointer, or nothing.
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

  // Where the chosen unit stands.
  /** @returns {HTMLElement} */
  chosenMark() {
    return this.unitMarks.find((mark) => !mark.hidden) ?? this.at("stage");
  }

  choose(row, unit) {
    if (!this.chosen) return;
    this.chosen = { row, unit };
    this.draw();
    this.onChoice(this.chosen);
  }
}
