// Why, and what if. In: a network, an image, its reading. Out: how pixels, rows and units bear on the answer. The mirror of
// model/explain/, which a test holds it to: logits are those whose softmax is the beliefs, rows count from 1.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const FIRST_PANELS = 4; // of the way from the empty image, at first
const MOST_STEPS = 512; // gradients at most, fewer than Python's: a hand waits; the reader mostly needs about twenty-four
const MAY_LACK = 0.005; // of the change may be missing in all
const MAY_DIFFER = 0.02; // of the change may be missing or too much in the panels together
const ROUNDED = 1e-5; // logits that may be so in any case: float32 knows them no better
const TOGETHER = 16; // images passed at a time

/**
 * The change of a logit or lead from the empty image to the image, shared out among the pixels, (28, 28); what all
 * shares together lack of `ofImage - ofEmpty` is `missing`; `steps` gradients were taken. `slopes` (28, 28) is what the
 * shares were if it changed all the way as it does at the image itself: its gradient there times the image.
 * @typedef {{ pixels: Float32Array, slopes: Float32Array, ofImage: number, ofEmpty: number, missing: number,
 *   steps: number }} Attribution
 */

/**
 * Each pixel's share of what the ink did to a logit or lead: gradients on the way from an empty image (Sundararajan, Taly
 * & Yan 2017), by Simpson's rule on panels of the way, of which those that are furthest off are halved until all is close.
 * @param {Network} network
 * @param {Float32Array} image (28, 28)
 * @param {number} digit
 * @param {number | null} against null: the logit of `digit` alone
 * @param {number} steps gradients at most, 9 or more
 * @returns {Attribution}
 */
function integratedGradients(network, image, digit, against = null, steps = MOST_STEPS) {
  const way = { network, image, direction: directionOf(digit, against), ...beginOf(network, image), nodes: new Map() };
  if (!rowsWithInk(image).length) {
    visit(way, [[0, 0]]); // there is no way to go
    const { lead, pixels } = way.nodes.get(0);
    return { pixels, slopes: pixels, ofImage: lead, ofEmpty: lead, missing: 0, steps: 1 };
  }
  let panels = Array.from({ length: FIRST_PANELS }, (_, k) => [k / FIRST_PANELS, (k + 1) / FIRST_PANELS]);
  for (;;) {
    visit(way, panels);
    const change = Math.abs(way.nodes.get(1).lead - way.nodes.get(0).lead);
    const errors = panels.map((panel) => errorOf(panel, way.nodes));
    const [all, apart] = [errors.reduce((a, b) => a + b, 0), errors.reduce((a, b) => a + Math.abs(b), 0)];
    const splits = toSplit(errors, Math.floor((steps - way.nodes.size) / 2));
    const isClose = apart <= MAY_DIFFER * change && Math.abs(all) <= MAY_LACK * change;
    if (isClose || apart <= ROUNDED || !splits.size) break;
    panels = panels.flatMap((panel, k) => (splits.has(k) ? halves(panel) : [panel]));
  }
  const pixels = new Float64Array(image.length);
  for (const panel of panels) {
    for (const [place, weight] of simpson(panel)) {
      const of = way.nodes.get(place).pixels;
      for (let k = 0; k < of.length; k++) pixels[k] += weight * of[k];
    }
  }
  const [{ lead: ofImage, pixels: slopes }, { lead: ofEmpty }] = [way.nodes.get(1), way.nodes.get(0)];
  const missing = ofImage - ofEmpty - pixels.reduce((a, b) => a + b, 0);
  return { pixels: Float32Array.from(pixels), slopes, ofImage, ofEmpty, missing, steps: way.nodes.size };
}

/**
 * How each logit changes when a row is blanked. What was read above the row stays, so that reading goes on from there.
 * @param {Network} network
 * @param {Float32Array} image (28, 28)
 * @returns {Float32Array} (28, 10), negative where the row spoke for the digit
 */
function rowOcclusion(network, image) {
  const plain = bodyPassed(network, image, 1, 0, ROWS_READ);
  const isRecurrent = plain.some(({ trace }) => trace);
  const last = plain[plain.length - 1];
  const logits = logitsOf(network, headPassed(network, last.out, last.rows, 1));
  const changes = new Float32Array(ROWS_READ * 10);
  const inked = rowsWithInk(image);
  for (let k = 0; k < inked.length; k += 4) {
    const rows = inked.slice(k, k + 4);
    const from = isRecurrent ? rows[0] : 0;
    const images = repeated(image, image.length, rows.length);
    rows.forEach((row, n) =>
      images.fill(0, n * image.length + row * ROWS_READ, n * image.length + (row + 1) * ROWS_READ),
    );
    const body = bodyPassed(network, images, rows.length, from, ROWS_READ, statesBefore(plain, from));
    const { out, rows: left } = body[body.length - 1];
    const found = logitsOf(network, headPassed(network, out, left, rows.length)); // (rows, 10)
    rows.forEach((row, n) => {
      for (let d = 0; d < 10; d++) changes[10 * row + d] = found[10 * n + d] - logits[d];
    });
  }
  return changes;
}

/**
 * The row without which most of the belief would move to other digits, from 1, the beliefs without it, and how much.
 * @param {Float32Array} beliefs (rows, 10) as they were read
 * @param {Float32Array} changes from `rowOcclusion`
 * @returns {{ row: number, beliefs: Float32Array, digit: number, moved: number }}
 */
function tellingRow(beliefs, changes) {
  const final = beliefs.subarray(beliefs.length - 10);
  let telling = { row: 1, beliefs: final, digit: final.indexOf(Math.max(...final)), moved: 0 };
  for (let row = 1; row <= ROWS_READ; row++) {
    const without = final.map((belief, d) => Math.log(belief + 1e-30) + changes[10 * (row - 1) + d]);
    softmax(without);
    const moved = without.reduce((sum, belief, d) => sum + Math.abs(belief - final[d]), 0) / 2;
    if (moved > telling.moved) telling = { row, beliefs: without, digit: without.indexOf(Math.max(...without)), moved };
  }
  return telling;
}

/**
 * The units whose votes moved most while a row was read, those that moved most first.
 * @param {Float32Array} votes (28, units)
 * @param {number} units
 * @param {number} row from 1
 * @returns {{ moves: Float32Array, order: number[] }} moves (units,)
 */
function turnedBy(votes, units, row) {
  const at = (row - 1) * units;
  const moves = votes.slice(at, at + units);
  if (row > 1) for (let u = 0; u < units; u++) moves[u] -= votes[at - units + u];
  return { moves, order: [...moves.keys()].sort((a, b) => Math.abs(moves[b]) - Math.abs(moves[a])) };
}

// ---- of pixels -----------------------------------------------------------------------------------------------------

/** How often each logit is in the lead, (10,). @type {(digit: number, against: number | null) => Float32Array} */
function directionOf(digit, against) {
  const direction = new Float32Array(10);
  direction[digit] += 1;
  if (against !== null) direction[against] -= 1;
  return direction;
}

/**
 * A sum of logits of several images, (count,), and its slopes with their pixels, (count, 28, 28), zero above `from`.
 * @param {Network} network
 * @param {Float32Array} images (count, 28, 28)
 * @param {number} count
 * @param {Float32Array} direction (10,)
 * @param {number} from the first row that is read, from 0
 * @param {States} states before it
 */
function leadsAndSlopes(network, images, count, direction, from, states) {
  const body = bodyPassed(network, images, count, from, ROWS_READ, states);
  const { out, rows } = body[body.length - 1];
  const head = headPassed(network, out, rows, count);
  const logits = logitsOf(network, head); // (count, 10)
  const leads = Array.from({ length: count }, (_, n) =>
    direction.reduce((sum, often, d) => sum + often * logits[10 * n + d], 0),
  );
  const matrix = calibrationOf(network)?.matrices[ROWS_READ - 1];
  const steep = matrix
    ? direction.map((_, k) => matrix.reduce((sum, line, d) => sum + direction[d] * line[k], 0))
    : direction;
  const slopes = swapped(slopesOf([...body, ...head], steep, count), ROWS_READ - from, count);
  const whole = new Float32Array(count * ROWS_READ * ROWS_READ);
  const part = slopes.length / count;
  for (let n = 0; n < count; n++) {
    whole.set(slopes.subarray(n * part, (n + 1) * part), (n * ROWS_READ + from) * ROWS_READ);
  }
  return { leads, slopes: whole };
}

/** The logits after the last row, (count, 10), as the beliefs have them. @type {(network: Network, head: Passed[]) => Float32Array} */
function logitsOf(network, head) {
  const sums = head[head.length - 1].out;
  const calibration = calibrationOf(network);
  if (!calibration) return sums;
  const logits = new Float32Array(sums.length);
  for (let at = 0; at < sums.length; at += 10) {
    logits.set(calibrated(sums.subarray(at, at + 10), calibration, ROWS_READ - 1), at);
  }
  return logits;
}

/** Null of a network that ends in probabilities. @param {Network} network */
const calibrationOf = ({ layers, calibration }) =>
  layers[layers.length - 1].activation === "linear" ? calibration : null;

/** The first row with ink, from 0, and the states before it, which are the same all the way from the empty image. */
function beginOf(network, image) {
  const [first] = rowsWithInk(image);
  const isRecurrent = recurrentPlaces(network).length > 0;
  const from = isRecurrent ? (first ?? 0) : 0;
  return { from, states: from ? statesBefore(bodyPassed(network, image, 1, 0, from), from) : [] };
}

/** @type {(image: Float32Array) => number[]} from 0 */
const rowsWithInk = (image) =>
  Array.from({ length: ROWS_READ }, (_, row) => row).filter((row) =>
    image.subarray(row * ROWS_READ, (row + 1) * ROWS_READ).some((ink) => ink !== 0),
  );

/** @type {(network: Network) => number[]} the places of the recurrent layers among all */
const recurrentPlaces = ({ layers }) => [...layers.keys()].filter((k) => CELL_KINDS.includes(layers[k].kind));

// ---- of the way from the empty image -------------------------------------------------------------------------------

/** The nodes of a panel and their weights in the integral over it. @type {(panel: number[]) => number[][]} */
const simpson = ([left, right]) => [
  [left, (right - left) / 6],
  [(left + right) / 2, (4 * (right - left)) / 6],
  [right, (right - left) / 6],
];

/** @type {(panel: number[]) => number[][]} */
const halves = ([left, right]) => [
  [left, (left + right) / 2],
  [(left + right) / 2, right],
];

/** Adds the nodes of the panels that are not known yet: the lead there, and the gradient times the image. */
function visit({ network, image, direction, from, states, nodes }, panels) {
  const wanted = new Set(panels.flatMap(simpson).map(([place]) => place));
  const places = [...wanted].filter((place) => !nodes.has(place));
  for (let k = 0; k < places.length; k += TOGETHER) {
    const some = places.slice(k, k + TOGETHER);
    const images = new Float32Array(some.length * image.length);
    some.forEach((place, n) =>
      images.set(
        image.map((ink) => place * ink),
        n * image.length,
      ),
    );
    const { leads, slopes } = leadsAndSlopes(network, images, some.length, direction, from, states);
    some.forEach((place, n) => {
      const pixels = image.map((ink, p) => ink * slopes[n * image.length + p]);
      nodes.set(place, { lead: leads[n], pixels, slope: pixels.reduce((a, b) => a + b, 0) });
    });
  }
}

/** What the sum over a panel lacks of the change of the lead over it. */
const errorOf = (panel, nodes) =>
  simpson(panel).reduce(
    (rest, [place, weight]) => rest - weight * nodes.get(place).slope,
    nodes.get(panel[1]).lead - nodes.get(panel[0]).lead,
  );

/** The panels at least a quarter as far off as the furthest, the furthest first, `most` of them. */
function toSplit(errors, most) {
  const sizes = errors.map(Math.abs);
  const bound = Math.max(...sizes) / 4;
  const order = [...sizes.keys()].filter((k) => sizes[k] >= bound).sort((a, b) => sizes[b] - sizes[a]);
  return new Set(order.slice(0, Math.max(most, 0)));
}
