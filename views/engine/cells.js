// The cells. In: a layer and its input row by row. Out: its state and gates after each row. The mirror of model/layers.py.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * A gate or state (i, f, g, o; z, r, g; h, c) of some units that is kept at a value from one row to another, 1 to 28.
 * @typedef {{ layer: number, gate: string, units: number[], from: number, to: number, value: number }} Hold
 */
/** @typedef {{ kind: string, units: number, h: Float32Array } & Record<string, any>} LayerTrace */

const GATE_NAMES = { LSTM: ["i", "f", "g", "o"], GRU: ["z", "r", "g"], SimpleRNN: ["h"] };
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

/**
 * One recurrent layer over some rows of several images; all units of all images lie together as those of one would.
 * @param {Layer} layer
 * @param {Float32Array} x (rows, count, inputs)
 * @param {number} rows
 * @param {number} count
 * @param {Record<string, Float32Array>} states before the first of the rows, (units,); none: zeros
 * @param {Hold[]} holds of this layer
 * @returns {Pick<Passed, "trace" | "begin">}
 */
function cellOf(layer, x, rows, count, states, holds) {
  const { kind, units, arrays } = layer;
  const [size, gates, inputs] = [count * units, GATE_NAMES[kind].length, x.length / rows / count];
  const { step, states: names } = CELLS[kind];
  /** @type {Record<string, Float32Array>} */
  const trace = Object.fromEntries(names.map((name) => [name, new Float32Array(rows * size)]));
  const begin = { h: repeated(states.h, units, count), c: repeated(states.c, units, count) };
  const fromH = new Float32Array(kind === "GRU" ? rows * size : 0); // what a GRU's r lets in
  const [addRow, addState] = [productWith(layer, "kernel"), productWith(layer, "recurrent_kernel")];
  const [sums, ofState] = [new Float64Array(gates * size), new Float64Array(gates * size)]; // (gates, count, units)
  for (let t = 0; t < rows; t++) {
    const here = (name) => trace[name].subarray(t * size, (t + 1) * size);
    const before = (name) => (t ? trace[name].subarray((t - 1) * size, t * size) : begin[name]);
    const row = x.subarray(t * count * inputs, (t + 1) * count * inputs);
    for (let g = 0; g < gates; g++) {
      const [ofRow, ofH] = [sums, ofState].map((each) => each.subarray(g * size, (g + 1) * size));
      for (let at = 0; at < size; at += units) ofRow.set(arrays.bias.subarray(g * units, (g + 1) * units), at);
      ofH.fill(0);
      const bias = arrays.recurrent_bias?.subarray(g * units, (g + 1) * units);
      if (bias) for (let at = 0; at < size; at += units) ofH.set(bias, at);
      addRow(ofRow, row, g, count);
      addState(ofH, before("h"), g, count);
    }
    const held = (name) => hold(here(name), name, t + 1, holds);
    step({ layer, units: size, sums, ofState, here, before, held });
    if (kind === "GRU") fromH.set(ofState.subarray(2 * size), t * size);
  }
  return { trace: { ...trace, fromH }, begin };
}

/** A state for each of several images, (count, units). */
function repeated(state, units, count) {
  const all = new Float32Array(count * units);
  if (state) for (let n = 0; n < count; n++) all.set(state, n * units);
  return all;
}
