// One reading. In: a network and an image of 28 × 28. Out: all that it did, and its answer. The mirror of
// model/forward.py and model/decision.py, which a test holds it to.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * Beliefs are (28, 10), or (1, 10) without recurrence; `layers` has one trace a recurrent layer.
 * @typedef {{ beliefs: Float32Array, layers: LayerTrace[], digit: number, confidence: number, unsure: boolean,
 *   noDigit: boolean }} Trace
 */

const ROWS_READ = 28;
const BATCH_NORM_EPSILON = 1e-3; // Keras's

/**
 * @param {Network} network
 * @param {Float32Array} image (28, 28) in [0, 1], ink is 1
 * @param {Hold[]} holds
 * @returns {Trace}
 */
function read(network, image, holds = []) {
  const body = bodyPassed(network, image, 1, 0, ROWS_READ, [], holds);
  const cells = body.filter(({ trace }) => trace);
  const layers = cells.map(({ layer: { kind, units }, trace }) => /** @type {any} */ ({ kind, units, ...trace }));
  let { out: x, rows } = body[body.length - 1];
  for (const layer of headOf(network)) x = LAYERS[layer.kind](layer, x, rows);
  if (network.layers[network.layers.length - 1].activation === "linear") {
    if (network.calibration) calibrate(x, network.calibration);
    softmax(x);
  }
  return { beliefs: x, layers, ...decided(x, image, network) };
}

/**
 * The answer, and whether it is sure.
 * @param {Float32Array} beliefs (rows, 10)
 * @param {Float32Array} image (28, 28)
 * @param {Network} network whose bounds count
 */
function decided(beliefs, image, { unsureBelow, twoGuesses, mostInk }) {
  const final = beliefs.subarray(beliefs.length - 10);
  const digit = final.indexOf(Math.max(...final));
  const ink = image.reduce((sum, each) => sum + each, 0);
  const unsure = !(final[digit] >= unsureBelow) || ink === 0 || ink > mostInk;
  const [best, second] = [...final].sort((a, b) => b - a);
  return { digit, confidence: final[digit], unsure, noDigit: unsure && !(best + second >= twoGuesses) };
}

// ---- layers without memory: (rows, inputs) to (rows, outputs) ----

/** @type {Record<string, (layer: Layer, x: Float32Array, rows: number) => Float32Array>} */
const LAYERS = {
  Dense: dense,
  BatchNormalization: batchNormalization,
  Dropout: (_, x) => x, // acts only while training
  Flatten: (_, x) => x, // all rows lie one after another already
};

/** activation(x W + b). @type {(layer: Layer, x: Float32Array, rows: number) => Float32Array} */
function dense(layer, x, rows) {
  const { units, activation, arrays } = layer;
  const out = new Float32Array(rows * units);
  for (let t = 0; t < rows; t++) out.set(arrays.bias, t * units);
  productWith(layer, "kernel")(out, x, 0, rows);
  if (activation === "softmax") softmax(out);
  else if (activation !== "linear") out.forEach((sum, k) => (out[k] = ACTIVATIONS[activation](sum)));
  return out;
}

/** Each input shifted and scaled by what training saw. @type {(layer: Layer, x: Float32Array) => Float32Array} */
function batchNormalization({ arrays }, x) {
  const { gamma, beta, moving_mean: mean, moving_variance: variance } = arrays;
  return x.map((value, k) => {
    const at = k % gamma.length;
    return ((value - mean[at]) * gamma[at]) / Math.sqrt(variance[at] + BATCH_NORM_EPSILON) + beta[at];
  });
}

/** The logits of the last rows, in place. @type {(logits: Float32Array, calibration: Calibration) => void} */
function calibrate(logits, calibration) {
  const first = ROWS_READ - logits.length / 10;
  for (let at = 0; at < logits.length; at += 10) {
    logits.set(calibrated(logits.subarray(at, at + 10), calibration, first + at / 10), at);
  }
}

/** Those of one row, from 0. @type {(logits: Float32Array, calibration: Calibration, row: number) => number[]} */
const calibrated = (logits, { matrices, offsets }, row) =>
  matrices[row].map((line, d) => line.reduce((sum, weight, k) => sum + weight * logits[k], offsets[row][d]));

/** exp(x) as shares of 1 in each row of ten, in place. @param {Float32Array} x */
function softmax(x) {
  for (let at = 0; at < x.length; at += 10) {
    const row = x.subarray(at, at + 10);
    const most = Math.max(...row);
    row.forEach((logit, k) => (row[k] = Math.exp(logit - most)));
    const sum = row.reduce((total, each) => total + each, 0);
    row.forEach((each, k) => (row[k] = each / sum));
  }
}
