// The cells. In: a layer and its input row by row. Out: its state and gates after each row. The mirror of model/layers.py.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * A gate or state (i, f, g, o; z, r, g; h, c) of some units that is kept at a value from one row to another, 1 to 28.
 * @typedef {{ layer: number, gate: string, units: number[], from: number, to: number, value: number }} Hold
 */
/** @typedef {{ kind: string, units: number, h: Float32Array } & Record<string, any>} LayerTrace */

const TANH_ENDS = 7.905311107635498; // the tangent of more is that of this, to float32

/** The hyperbolic tangent within 3e-7, as Eigen and with it TensorFlow have it, in a quarter of Math.tanh's time. */
function tanh(input) {
  const x = Math.min(Math.max(input, -TANH_ENDS), TANH_ENDS);
  const y = x * x;
  let above = -2.76076847742355e-16 * y + 2.00018790482477e-13;
  above = above * y - 8.60467152213735e-11;
  above = above * y + 5.12229709037114e-8;
  above = above * y + 1.48572235717979e-5;
  above = above * y + 6.37261928875436e-4;
  above = above * y + 4.89352455891786e-3;
  const below = ((1.19825839466702e-6 * y + 1.18534705686654e-4) * y + 2.268434632439e-3) * y + 4.89352518554385e-3;
  return (x * above) / below;
}

const sigmoid = (x) => 0.5 * tanh(0.5 * x) + 0.5;

/** @type {Record<string, (x: number) => number>} */
const ACTIVATIONS = { linear: (x) => x, relu: (x) => Math.max(x, 0), sigmoid, tanh };

/**
 * Adds x W to the sums of every gate. Inputs that are zero, most pixels, are left out; the rest goes eight at a time, so
 * that each sum is read and written once for eight products.
 * @param {Float64Array} sums (gates, units)
 * @param {Float32Array} x (inputs,)
 * @param {Float32Array} kernel (gates, inputs, units)
 * @param {number} units
 */
function addProducts(sums, x, kernel, units) {
  const some = [];
  for (let k = 0; k < x.length; k++) if (x[k] !== 0) some.push(k);
  for (let to = 0; to < sums.length; to += units) {
    const from = to * x.length;
    const first = some.length % 8; // these few one by one
    for (let k = 0; k < first; k++) {
      const a = x[some[k]];
      const p = from + some[k] * units;
      for (let u = 0; u < units; u++) sums[to + u] += a * kernel[p + u];
    }
    for (let k = first; k < some.length; k += 8) {
      const x0 = x[some[k]];
      const p0 = from + some[k] * units;
      const x1 = x[some[k + 1]];
      const p1 = from + some[k + 1] * units;
      const x2 = x[some[k + 2]];
      const p2 = from + some[k + 2] * units;
      const x3 = x[some[k + 3]];
      const p3 = from + some[k + 3] * units;
      const x4 = x[some[k + 4]];
      const p4 = from + some[k + 4] * units;
      const x5 = x[some[k + 5]];
      const p5 = from + some[k + 5] * units;
      const x6 = x[some[k + 6]];
      const p6 = from + some[k + 6] * units;
      const x7 = x[some[k + 7]];
      const p7 = from + some[k + 7] * units;
      for (let u = 0; u < units; u++)
        sums[to + u] +=
          x0 * kernel[p0 + u] +
          x1 * kernel[p1 + u] +
          x2 * kernel[p2 + u] +
          x3 * kernel[p3 + u] +
          x4 * kernel[p4 + u] +
          x5 * kernel[p5 + u] +
          x6 * kernel[p6 + u] +
          x7 * kernel[p7 + u];
    }
  }
}

/**
 * One layer over all rows.
 * @param {Layer} layer
 * @param {Float32Array} x (28, inputs)
 * @param {Hold[]} holds of this layer
 * @returns {LayerTrace} arrays (28, units)
 */
function cellOf(layer, x, holds) {
  const { kind, units } = layer;
  const { step, states } = CELLS[kind];
  const inputs = layer.arrays.kernel.length / layer.arrays.bias.length;
  const rows = x.length / inputs;
  const trace = /** @type {any} */ ({ kind, units });
  for (const name of states) trace[name] = new Float32Array(rows * units);
  const sums = new Float64Array(layer.arrays.bias.length); // (gates, units)
  const ofState = new Float64Array(sums.length);
  const none = new Float32Array(units);
  for (let t = 0; t < rows; t++) {
    const here = (name) => trace[name].subarray(t * units, (t + 1) * units);
    const before = (name) => (t ? trace[name].subarray((t - 1) * units, t * units) : none);
    const held = (name) => hold(here(name), name, t + 1, holds);
    sums.set(layer.arrays.bias);
    addProducts(sums, x.subarray(t * inputs, (t + 1) * inputs), layer.arrays.kernel, units);
    if (layer.arrays.recurrent_bias) ofState.set(layer.arrays.recurrent_bias);
    else ofState.fill(0);
    addProducts(ofState, before("h"), layer.arrays.recurrent_kernel, units);
    step({ layer, units, sums, ofState, here, before, held });
  }
  return trace;
}

/**
 * Keeps the values that are held at this row.
 * @param {Float32Array} values (units,)
 * @param {string} name
 * @param {number} row from 1
 * @param {Hold[]} holds
 */
function hold(values, name, row, holds) {
  for (const { gate, units, from, to, value } of holds) {
    if (gate === name && from <= row && row <= to) for (const unit of units) values[unit] = value;
  }
}

/**
 * What a step works on: the sums x W + b and h U of each gate, the arrays of this row and of the row before, and
 * `held`, which puts what is held into an array once it is computed.
 * @typedef {{ layer: Layer, units: number, sums: Float64Array, ofState: Float64Array,
 *   here: (name: string) => Float32Array, before: (name: string) => Float32Array, held: (name: string) => void }} Step
 */

/** c = f*c + i*g, h = o*tanh(c). @param {Step} step */
function stepLstm({ layer, units, sums, ofState, here, before, held }) {
  const act = ACTIVATIONS[layer.activation];
  ["i", "f", "g", "o"].forEach((name, gate) => {
    const [out, at] = [here(name), gate * units];
    if (name === "g") for (let u = 0; u < units; u++) out[u] = act(sums[at + u] + ofState[at + u]);
    else for (let u = 0; u < units; u++) out[u] = sigmoid(sums[at + u] + ofState[at + u]);
    held(name);
  });
  const [i, f, g, o, c, h, memory] = [...["i", "f", "g", "o", "c", "h"].map(here), before("c")];
  for (let u = 0; u < units; u++) c[u] = f[u] * memory[u] + i[u] * g[u];
  held("c");
  for (let u = 0; u < units; u++) h[u] = o[u] * act(c[u]);
  held("h");
}

/** h = z*h + (1 - z)*g, the reset gate r behind the recurrent matrix. @param {Step} step */
function stepGru({ layer, units, sums, ofState, here, before, held }) {
  ["z", "r"].forEach((name, gate) => {
    const out = here(name);
    for (let u = 0; u < units; u++) out[u] = sigmoid(sums[gate * units + u] + ofState[gate * units + u]);
    held(name);
  });
  const [z, r, g, h, memory] = [...["z", "r", "g", "h"].map(here), before("h")];
  const act = ACTIVATIONS[layer.activation];
  for (let u = 0; u < units; u++) g[u] = act(sums[2 * units + u] + r[u] * ofState[2 * units + u]);
  held("g");
  for (let u = 0; u < units; u++) h[u] = z[u] * memory[u] + (1 - z[u]) * g[u];
  held("h");
}

/** h = tanh(x W + h U + b). @param {Step} step */
function stepSimple({ layer, units, sums, ofState, here, held }) {
  const [h, act] = [here("h"), ACTIVATIONS[layer.activation]];
  for (let u = 0; u < units; u++) h[u] = act(sums[u] + ofState[u]);
  held("h");
}

/** @type {Record<string, { step: (step: Step) => void, states: string[] }>} */
const CELLS = {
  LSTM: { step: stepLstm, states: ["h", "c", "i", "f", "g", "o"] },
  GRU: { step: stepGru, states: ["h", "g", "z", "r"] },
  SimpleRNN: { step: stepSimple, states: ["h"] },
};
