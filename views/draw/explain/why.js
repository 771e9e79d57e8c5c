// Why this digit. In: moments of a reading. Out: which ink and which rows counted, and who turned it at a row.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const TURNED = 6; // units that are named

class Why {
  /** @type {HTMLElement} its section of the page */
  part;
  /** @type {At} */
  at;
  /** @type {Moment} */
  moment;
  /** @type {Known} */
  known;
  /** @type {number[] | null} the two digits that the viewer chose; null: the answer and its runner-up */
  pair = null;
  /** @type {any[]} what the last question was about: network, image, digit, against */
  asked = [];
  /** @type {any[]} the same of the units that are listed */
  turned = [];

  /** @param {HTMLElement} part @param {At} at @param {(question: object) => Promise<any>} ask answers off the page's own thread */
  constructor(part, at, ask) {
    Object.assign(this, { part, at });
    this.ask = ask;
    for (const name of ["why-digit", "why-other"]) this.at(name).onchange = () => this.choosePair();
  }

  /** @param {Moment} moment @param {Known} known */
  show(moment, known) {
    const isNew = this.moment?.trace !== moment.trace;
    if (isNew && this.moment?.image !== moment.image) this.pair = null;
    Object.assign(this, { moment, known });
    this.part.dataset.state = "told";
    lineAt(this.part, moment.row);
    const [digit, against] = this.digits();
    const named = [...Array(10).keys()].map((k) => /** @type {[string, string]} */ ([String(k), String(k)]));
    offer(this.at("why-digit"), named, String(digit));
    offer(this.at("why-other"), named, String(against));
    this.showTurn();
    this.question(digit, against);
  }

  // The pen is down: what stands here is of another reading, until it is lifted.
  wait() {
    this.asked = [];
    this.part.dataset.state = this.at("why-ink").dataset.state = "waiting";
  }

  digits() {
    if (this.pair) return this.pair;
    const { beliefs } = this.moment.trace;
    const last = beliefs.subarray(beliefs.length - 10);
    return [...last.keys()].sort((a, b) => last[b] - last[a]).slice(0, 2);
  }

  choosePair() {
    const [digit, against] = ["why-digit", "why-other"].map((name) => Number(this.at(name).value));
    if (digit === against) {
      write(this.at("why-told"), "Choose two different digits: a digit has no lead over itself.");
      return;
    }
    this.pair = [digit, against];
    this.show(this.moment, this.known);
  }

  // ---- the ink ----

  async question(digit, against) {
    const moment = this.moment; // another one may be shown before the answer is there
    const { network, image } = moment;
    const asked = [network, image, digit, against, this.known.palette.ground];
    if (isSame(this.asked, asked)) return;
    this.asked = asked;
    const place = this.at("why-ink");
    place.dataset.state = "waiting"; // what stands there is of another reading
    if (!image.some((ink) => ink > 0)) {
      this.tell("Why", ["An empty page has no ink that could count: draw a digit."]);
      this.paint(new Float32Array(784), new Float32Array(ROWS));
    } else {
      const answer = await this.ask({ network, image, digit, against });
      if (this.asked !== asked) return; // another question came meanwhile
      this.answer(answer, digit, against, moment);
    }
    place.dataset.state = "answered";
  }

  /** @param {{ attribution: Attribution, rows: Float32Array }} answer @param {Moment} moment that was asked about */
  answer({ attribution, rows }, digit, against, moment) {
    const { trace } = moment;
    const { pixels, slopes, ofImage, ofEmpty } = attribution;
    const lost = Float32Array.from({ length: ROWS }, (_, t) => rows[10 * t + against] - rows[10 * t + digit]);
    const telling = tellingRow(trace.beliefs, rows);
    this.paint(pixels, lost, telling.row);
    const byPixels = byRow(pixels);
    const best = { pixels: greatest(byPixels), slopes: greatest(byRow(slopes)), blanked: greatest(lost) };
    const total = pixels.reduce((sum, each) => sum + each, 0);
    write(this.at("why-for"), `towards ${digit}`);
    write(this.at("why-against"), `towards ${against}`);
    this.tell(`Why ${digit} and not ${against}`, [
      `The ink of row ${best.pixels + 1} spoke loudest for ${digit}.`,
      `All pixels together ${plus(total)}: the lead of ${digit} over ${against} is ${signed(ofEmpty)} on an empty image ` +
        `(nothing drawn is what each push is measured against) and ${signed(ofImage)} on this one.`,
      withoutRow(telling, trace.digit),
      disagreement(best),
    ]);
    this.at("why-pixels").setAttribute(
      "aria-label",
      `How each pixel pushed: row ${best.pixels + 1} most towards ${digit}`,
    );
    this.at("why-rows").setAttribute(
      "aria-label",
      `What blanking each row would take from the lead: row ${best.blanked + 1} most`,
    );
  }

  tell(title, sentences) {
    write(this.at("why-title"), title);
    this.at("why-told").replaceChildren(...sentences.filter(Boolean).map((text) => make("p", { textContent: text })));
  }

  /** @param {Float32Array} pixels (28, 28) @param {Float32Array} lost (28,) what the lead loses with each row @param {number} telling the row that is marked */
  paint(pixels, lost, telling = 0) {
    const { palette } = this.known;
    const limit = pixels.reduce((most, each) => Math.max(most, Math.abs(each)), 1e-6);
    const panel = { name: "ink", values: pixels, width: ROWS, limit, scale: "signed" };
    paintHeatmap(this.at("why-pixels"), /** @type {any} */ (panel), [...Array(ROWS).keys()], palette);
    const canvas = this.at("why-rows");
    const [width, height] = [canvas.clientWidth || 190, canvas.clientHeight || 280];
    const pen = sharp(canvas, width, height);
    const most = lost.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-6);
    lost.forEach((each, t) => {
      const long = (Math.abs(each) / most) * (width / 2 - 4);
      pen.fillStyle = each < 0 ? palette.negative : palette.positive;
      pen.fillRect(each < 0 ? width / 2 - long : width / 2, (t * height) / ROWS + 1, long, height / ROWS - 2);
    });
    pen.fillStyle = palette.quiet;
    pen.fillRect(width / 2 - 0.5, 0, 1, height);
    pen.fillStyle = palette.accent;
    if (telling) pen.fillRect(width - 4, ((telling - 1) * height) / ROWS, 4, height / ROWS);
  }

  // ---- the turn ----

  showTurn() {
    const { trace, network, stations, sentences } = this.moment;
    const { palette } = this.known;
    const row = this.moment.row < ROWS ? this.moment.row : this.moment.chosenRow; // at rest, the row of the largest turn
    this.offerStations(stations, sentences, row);
    const layer = trace.layers[trace.layers.length - 1];
    const place = this.at("turn-units");
    this.paintRow(row, palette);
    if (!layer) {
      write(this.at("turn-title"), "What turned it: this network sees all rows at once");
      place.replaceChildren();
      return;
    }
    const [digit, against] = this.digits();
    const units = layer.h.length / ROWS;
    const now = [trace, digit, against, row, palette];
    if (isSame(this.turned, now)) return;
    this.turned = now;
    const { moves, order } = turnedBy(votesOf(headOf(network), layer.h, units, digit, against), units, row);
    const first = order.slice(0, TURNED);
    const all = moves.reduce((sum, each) => sum + each, 0);
    write(this.at("turn-title"), `Row ${row} moved the lead by ${plus(all)}, towards ${all < 0 ? against : digit}`);
    const most = Math.abs(moves[first[0]]);
    const last = trace.layers.length - 1;
    place.replaceChildren(
      ...first.map((unit) =>
        make(
          "li",
          {},
          make("button", { type: "button", textContent: `unit ${unit}`, onclick: () => choose({ unit, layer: last }) }),
          barOf(moves[unit], most, palette),
          make("span", { textContent: plus(moves[unit]) }),
        ),
      ),
    );
  }

  offerStations(stations, sentences, row) {
    const place = this.at("turn-stations");
    if (place.dataset.told !== sentences.join("|")) {
      place.dataset.told = sentences.join("|");
      place.replaceChildren(
        ...sentences.map((sentence, k) =>
          make("button", {
            type: "button",
            textContent: sentence.replace(/\.$/, ""),
            onclick: () => choose({ row: stations[k].from }),
          }),
        ),
      );
    }
    [...place.children].forEach((button, k) => {
      const { from, to } = stations[k];
      button.setAttribute("aria-current", String(from <= row && row <= to));
    });
  }

  paintRow(row, palette) {
    const values = this.moment.image.subarray((row - 1) * ROWS, row * ROWS);
    const canvas = this.at("turn-ink");
    [canvas.width, canvas.height] = [ROWS, 1];
    const colour = colourOf("ink", 1, palette);
    const pixels = new ImageData(ROWS, 1);
    values.forEach((each, k) => pixels.data.set([...colour(each), 255], 4 * k));
    context(canvas).putImageData(pixels, 0, 0);
    canvas.setAttribute("aria-label", `The ink of row ${row}`);
  }
}

/** @type {(pixels: Float32Array) => Float32Array} (28, 28) to (28,) */
const byRow = (pixels) =>
  Float32Array.from({ length: ROWS }, (_, t) =>
    pixels.subarray(t * ROWS, (t + 1) * ROWS).reduce((sum, each) => sum + each, 0),
  );

/** @type {(values: Float32Array) => number} the place of the greatest */
const greatest = (values) => values.indexOf(Math.max(...values));

/** Says what the row that counts most decides. @type {(telling: { row: number, digit: number, moved: number }, digit: number) => string} */
function withoutRow({ row, digit: other, moved }, digit) {
  if (other !== digit) return `Without row ${row} alone it would answer ${other}.`;
  return `No row alone decides: without row ${row}, which counts most, ${percent(moved)} of the belief would move, and it still answers ${digit}.`;
}

/** One sentence where the three ways to ask disagree. @type {(best: { pixels: number, slopes: number, blanked: number }) => string} */
function disagreement({ pixels, slopes, blanked }) {
  if (Math.max(pixels, slopes, blanked) - Math.min(pixels, slopes, blanked) <= 1) return "";
  return (
    `The ways to ask disagree: by its pixels row ${pixels + 1} counts most, by the slope at this image row ${slopes + 1}, ` +
    `and by blanking row ${blanked + 1}. A slope asks for a little less ink, blanking for none.`
  );
}
