// Who argued for the answer. In: a network's head and the hidden states of its last recurrent layer. Out: how much each
// unit gave to the lead of one digit over another. The mirror of model/explain.py.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const FEW = 12; // units that are shown of all

/**
 * Each unit's share of the lead after each row: h times the slope of the lead. Where one dense layer stands between h and
 * the answer the slope is a difference of two of its columns, and the shares and the biases' sum to the lead.
 * @param {HeadLayer[]} head the layers behind the last recurrent one, first to last
 * @param {Float32Array} h (rows, units)
 * @param {number} units
 * @param {number} digit
 * @param {number} against
 * @returns {Float32Array} (rows, units)
 */
function votesOf(head, h, units, digit, against) {
  const votes = new Float32Array(h.length);
  const slope = isPlain(head) ? slopeOf(head, h.subarray(0, units), digit, against) : null;
  for (let t = 0; t * units < h.length; t++) {
    const state = h.subarray(t * units, (t + 1) * units);
    const of = slope ?? slopeOf(head, state, digit, against);
    for (let u = 0; u < units; u++) votes[t * units + u] = state[u] * of[u];
  }
  return votes;
}

/** @type {(head: HeadLayer[]) => boolean} whether one layer stands between the hidden state and the answer */
const isPlain = (head) => head.filter((layer) => layer.kind !== "Dropout").length === 1;

/**
 * What is needed of a layer behind the recurrent ones; a kernel is (inputs, units), row after row.
 * @typedef {{ kind: string, activation: string, units: number, arrays: Record<string, Float32Array> }} HeadLayer
 */

/**
 * How the lead of one digit over another, the difference of their logits, changes with each input of the head.
 * @param {HeadLayer[]} head
 * @param {ArrayLike<number>} input (inputs,)
 * @param {number} digit
 * @param {number} against
 * @returns {Float32Array} (inputs,)
 */
function slopeOf(head, input, digit, against) {
  const layers = head.filter((layer) => layer.kind !== "Dropout");
  const inputs = [input];
  for (const layer of layers.slice(0, -1)) inputs.push(passed(layer, inputs[inputs.length - 1]));
  /** @type {Float32Array} */
  let slope = new Float32Array(layers[layers.length - 1].units); // of the lead with each logit
  slope[digit] += 1;
  slope[against] -= 1;
  for (let k = layers.length - 1; k >= 0; k--) {
    const isLast = k === layers.length - 1;
    slope = slopeBefore(layers[k], inputs[k], isLast ? null : inputs[k + 1], slope);
  }
  return slope;
}

/** @type {(layer: HeadLayer, x: ArrayLike<number>) => Float32Array} */
function passed(layer, x) {
  const { kernel, bias } = layer.arrays;
  if (layer.kind !== "Dense") throw new Error(`expected a dense layer, but found ${layer.kind}`);
  const out = Float32Array.from(bias);
  for (let i = 0; i < x.length; i++) {
    for (let u = 0; u < layer.units; u++) out[u] += x[i] * kernel[i * layer.units + u];
  }
  return out.map((sum) =>
    layer.activation === "relu" ? Math.max(sum, 0) : layer.activation === "tanh" ? Math.tanh(sum) : sum,
  );
}

/**
 * The slope with the layer's inputs from that with its outputs; the last layer's is that with its sums.
 * @type {(layer: HeadLayer, x: ArrayLike<number>, out: ArrayLike<number> | null, slope: Float32Array) => Float32Array}
 */
function slopeBefore(layer, x, out, slope) {
  const steepness = { relu: (y) => Number(y > 0), tanh: (y) => 1 - y * y };
  const of = out ? (steepness[layer.activation] ?? (() => 1)) : () => 1;
  const sums = slope.map((each, u) => each * of(out ? out[u] : 0));
  const before = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    for (let u = 0; u < layer.units; u++) before[i] += layer.arrays.kernel[i * layer.units + u] * sums[u];
  }
  return before;
}

/**
 * The units whose votes after the last row are largest, for the digit first and against it last.
 * @param {Float32Array} votes (rows, units)
 * @param {number} units
 * @returns {number[]}
 */
function loudest(votes, units) {
  const last = votes.subarray(votes.length - units);
  const order = [...last.keys()].sort((a, b) => Math.abs(last[b]) - Math.abs(last[a])).slice(0, FEW);
  return order.sort((a, b) => last[b] - last[a]);
}

/**
 * The lead itself: the difference of two logits after the last row, uncalibrated.
 * @param {HeadLayer[]} head
 * @param {Float32Array} state (units,)
 * @param {number} digit
 * @param {number} against
 */
function leadOf(head, state, digit, against) {
  const layers = head.filter((layer) => layer.kind !== "Dropout");
  const before = layers.slice(0, -1).reduce((x, layer) => passed(layer, x), state);
  const logits = passed({ ...layers[layers.length - 1], activation: "linear" }, before);
  return logits[digit] - logits[against];
}

/**
 * The row after which the beliefs had changed most against the row before, 2 to 28.
 * @param {Float32Array} beliefs (28, 10)
 */
function turnOf(beliefs) {
  let [turn, most] = [2, -1];
  for (let t = 1; t < beliefs.length / 10; t++) {
    let change = 0;
    for (let d = 0; d < 10; d++) change += Math.abs(beliefs[10 * t + d] - beliefs[10 * t - 10 + d]);
    if (change > most) [turn, most] = [t + 1, change];
  }
  return turn;
}

/**
 * The unit whose hidden state covers the widest span.
 * @param {Float32Array} h (rows, units)
 * @param {number} units
 */
function mostMoved(h, units) {
  let [moved, most] = [0, -1];
  for (let u = 0; u < units; u++) {
    let [low, high] = [h[u], h[u]];
    for (let at = u; at < h.length; at += units) [low, high] = [Math.min(low, h[at]), Math.max(high, h[at])];
    if (high - low > most) [moved, most] = [u, high - low];
  }
  return moved;
}
