// Several images at once, from any row on. In: a network and images. Out: what each layer was given and gave, for the way
// back, or their answers alone. The mirror of `forward` in model/explain/backward.py, and of `predict` in model/forward.py.
// Rows come first and images second: (rows, count, units).
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * What a layer was given and gave, (rows, count, inputs) and (rows, count, units); of a cell also its trace, and the
 * states before the first of the rows, (count, units).
 * @typedef {{ layer: Layer, rows: number, x: Float32Array, out: Float32Array, trace: Record<string, Float32Array> | null,
 *   begin: Record<string, Float32Array> }} Passed
 */
/** The states (units,) of each recurrent layer before a row. @typedef {Record<string, Float32Array>[]} States */

/**
 * The probabilities of the ten digits for several images, (count, 10).
 * @param {Network} network
 * @param {Float32Array} images (count, 28, 28) in [0, 1], ink is 1
 * @param {number} count
 * @param {Hold[]} holds while each of them is read
 */
function predict(network, images, count, holds = []) {
  const body = bodyPassed(network, images, count, 0, ROWS_READ, [], holds);
  const { out, rows } = body[body.length - 1];
  const beliefs = logitsOf(network, headPassed(network, out, rows, count));
  softmax(beliefs);
  return beliefs;
}

/**
 * The layers up to the last one that reads rows, over some of the rows.
 * @param {Network} network
 * @param {Float32Array} images (count, 28, 28)
 * @param {number} count
 * @param {number} from the first row, from 0
 * @param {number} to the row behind the last one
 * @param {States} states before the first row; none: zeros
 * @param {Hold[]} holds
 * @returns {Passed[]}
 */
function bodyPassed(network, images, count, from, to, states = [], holds = []) {
  const passed = [];
  let recurrent = 0;
  let rows = to - from;
  /** @type {Float32Array} */
  let x = rowsFirst(images, count, from, to); // (rows, count, inputs)
  for (const layer of network.layers.slice(0, network.layers.length - headOf(network).length)) {
    const given = x;
    /** @type {Pick<Passed, "trace" | "begin">} */
    let made = { trace: null, begin: {} };
    if (CELL_KINDS.includes(layer.kind)) {
      const held = heldInAll(holds, recurrent, layer.units, count, from);
      made = cellOf(layer, x, rows, count, states[recurrent++] ?? {}, held);
    }
    if (made.trace) x = made.trace.h;
    else x = layer.kind === "Flatten" ? imagesFirst(x, count) : LAYERS[layer.kind](layer, x, rows * count);
    if (layer.kind === "Flatten") rows = 1;
    passed.push({ layer, rows, x: given, out: x, ...made });
  }
  return passed;
}

/**
 * The layers behind these, for the last row alone; the last layer gives its sums, (count, 10).
 * @param {Network} network
 * @param {Float32Array} x (rows, count, units)
 * @param {number} rows
 * @param {number} count
 * @returns {Passed[]}
 */
function headPassed(network, x, rows, count) {
  const head = headOf(network);
  let state = x.subarray(((rows - 1) * x.length) / rows); // (count, units)
  return head.map((layer, k) => {
    const of = k === head.length - 1 ? { ...layer, activation: "linear" } : layer;
    const given = state;
    state = LAYERS[of.kind](of, given, count);
    return { layer: of, rows: 1, x: given, out: state, trace: null, begin: {} };
  });
}

/** The states before a row of the first image of a pass over all rows. @type {(passed: Passed[], row: number) => States} */
function statesBefore(passed, row) {
  return passed
    .filter(({ trace }) => trace)
    .map(({ layer: { units }, trace, rows }) => {
      const size = (trace?.h.length ?? 0) / rows;
      const of = (name) => trace?.[name]?.subarray((row - 1) * size, (row - 1) * size + units);
      return row ? { h: of("h"), ...(trace?.c && { c: of("c") }) } : {};
    });
}

/**
 * The holds of a recurrent layer as its pass takes them: of the units of every image, with rows from the first that is read.
 * @param {Hold[]} holds
 * @param {number} place of the layer among the recurrent ones
 * @param {number} units of the layer
 * @param {number} count
 * @param {number} first row that is read, from 0
 */
function heldInAll(holds, place, units, count, first) {
  const begins = Array.from({ length: count }, (_, n) => n * units);
  return holds
    .filter(({ layer }) => layer === place)
    .map((each) => ({
      ...each,
      units: each.units.flatMap((unit) => begins.map((begin) => begin + unit)),
      from: each.from - first,
      to: each.to - first,
    }));
}

/** (count, 28, 28) to (rows, count, 28). */
function rowsFirst(images, count, from, to) {
  const x = new Float32Array((to - from) * count * ROWS_READ);
  for (let t = from; t < to; t++) {
    for (let n = 0; n < count; n++) {
      const at = (n * ROWS_READ + t) * ROWS_READ;
      x.set(images.subarray(at, at + ROWS_READ), ((t - from) * count + n) * ROWS_READ);
    }
  }
  return x;
}

/** (28, count, inputs) to (count, 28 * inputs), and back. */
const imagesFirst = (x, count) => swapped(x, ROWS_READ, count);

/** (first, second, rest) to (second, first, rest). */
function swapped(x, first, second) {
  const rest = x.length / first / second;
  const out = new Float32Array(x.length);
  for (let a = 0; a < first; a++) {
    for (let b = 0; b < second; b++) {
      const at = (a * second + b) * rest;
      out.set(x.subarray(at, at + rest), (b * first + a) * rest);
    }
  }
  return out;
}
