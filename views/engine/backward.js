// Backpropagation through time. In: what the layers were given and gave. Out: how a sum of logits changes with each
// pixel. The mirror of model/explain/backward.py.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/** The slope of an activation where it gave y. @type {Record<string, (y: number) => number>} */
const STEEPNESS = {
  linear: () => 1,
  relu: (y) => Number(y > 0),
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
};

/**
 * From the last layer back to the pixels.
 * @param {Passed[]} passed body and head
 * @param {Float32Array} direction (10,) how often each of the last layer's sums is in the sum of logits
 * @param {number} count
 * @returns {Float32Array} (rows, count, 28)
 */
function slopesOf(passed, direction, count) {
  /** @type {Float32Array} */
  let slope = repeated(direction, direction.length, count); // (rows, count, outputs)
  for (const each of passed.toReversed()) {
    if (slope.length < each.out.length) {
      const all = new Float32Array(each.out.length); // the head took the last row alone
      all.set(slope, all.length - slope.length);
      slope = all;
    }
    slope = BACK[each.layer.kind](each, slope, count);
  }
  return slope;
}

/** @type {Record<string, (passed: Passed, slope: Float32Array, count: number) => Float32Array>} */
const BACK = {
  LSTM: backLstm,
  GRU: backGru,
  SimpleRNN: backSimple,
  Dense: backDense,
  BatchNormalization: ({ layer }, slope) => {
    const stretch = stretchOf(layer);
    return slope.map((each, k) => each * stretch[k % stretch.length]);
  },
  Dropout: (_, slope) => slope,
  Flatten: (_, slope, count) => swapped(slope, count, ROWS_READ),
};

/** c = f*c + i*g, h = o*act(c), from the last row to the first. @type {(typeof BACK)[string]} */
function backLstm({ layer, rows, trace, begin, x }, slope, count) {
  const { i, f, g, o, c } = /** @type {Record<string, Float32Array>} */ (trace);
  const [act, steep] = [ACTIVATIONS[layer.activation], STEEPNESS[layer.activation]];
  const size = count * layer.units;
  const [dh, dc] = [new Float64Array(size), new Float64Array(size)]; // handed down from the row below
  const sums = new Float32Array(4 * size); // (gates, count, units) slopes with what each gate sums at a row
  const before = new Float32Array(x.length);
  for (let t = rows - 1; t >= 0; t--) {
    for (let u = 0; u < size; u++) {
      const k = t * size + u;
      const shown = act(c[k]);
      const ofH = dh[u] + slope[k];
      const ofC = dc[u] + ofH * o[k] * steep(shown);
      sums[u] = ofC * g[k] * i[k] * (1 - i[k]);
      sums[size + u] = ofC * (t ? c[k - size] : begin.c[u]) * f[k] * (1 - f[k]);
      sums[2 * size + u] = ofC * i[k] * steep(g[k]);
      sums[3 * size + u] = ofH * shown * o[k] * (1 - o[k]);
      dc[u] = ofC * f[k];
    }
    dh.fill(0);
    through(layer, sums, t ? dh : null, before, t, count);
  }
  return before;
}

/** h = z*h + (1 - z)*g with r behind the recurrent matrix. @type {(typeof BACK)[string]} */
function backGru({ layer, rows, trace, begin, x }, slope, count) {
  const { z, r, g, h, fromH } = /** @type {Record<string, Float32Array>} */ (trace);
  const steep = STEEPNESS[layer.activation];
  const size = count * layer.units;
  const dh = new Float64Array(size);
  const [sums, ofState] = [new Float32Array(3 * size), new Float32Array(3 * size)]; // (gates, count, units)
  const before = new Float32Array(x.length);
  for (let t = rows - 1; t >= 0; t--) {
    for (let u = 0; u < size; u++) {
      const k = t * size + u;
      const ofH = dh[u] + slope[k];
      const ofG = ofH * (1 - z[k]) * steep(g[k]);
      sums[u] = ofH * ((t ? h[k - size] : begin.h[u]) - g[k]) * z[k] * (1 - z[k]);
      sums[size + u] = ofG * fromH[k] * r[k] * (1 - r[k]);
      sums[2 * size + u] = ofG;
      ofState[2 * size + u] = ofG * r[k];
      dh[u] = ofH * z[k];
    }
    ofState.set(sums.subarray(0, 2 * size));
    through(layer, sums, t ? dh : null, before, t, count, ofState);
  }
  return before;
}

/** h = act(x W + h U + b). @type {(typeof BACK)[string]} */
function backSimple({ layer, rows, trace, x }, slope, count) {
  const { h } = /** @type {Record<string, Float32Array>} */ (trace);
  const steep = STEEPNESS[layer.activation];
  const size = count * layer.units;
  const dh = new Float64Array(size);
  const sums = new Float32Array(size); // (1, count, units)
  const before = new Float32Array(x.length);
  for (let t = rows - 1; t >= 0; t--) {
    for (let u = 0; u < size; u++) sums[u] = (dh[u] + slope[t * size + u]) * steep(h[t * size + u]);
    dh.fill(0);
    through(layer, sums, t ? dh : null, before, t, count);
  }
  return before;
}

/**
 * From the slopes with what the gates sum at row t to those with the h before it and with the row's input.
 * @param {Layer} layer
 * @param {Float32Array} sums (gates, count, units)
 * @param {Float64Array | null} dh (count, units) is added to; null where no row is left
 * @param {Float32Array} before (rows, count, inputs)
 * @param {number} t
 * @param {number} count
 * @param {Float32Array} ofState the same as sums where only the state passes through them
 */
function through(layer, sums, dh, before, t, count, ofState = sums) {
  const { units, arrays } = layer;
  const [size, gates] = [count * units, arrays.bias.length / units];
  const inputs = arrays.kernel.length / arrays.bias.length;
  const row = before.subarray(t * count * inputs, (t + 1) * count * inputs);
  const [addRow, addState] = [productWith(layer, "kernel", true), productWith(layer, "recurrent_kernel", true)];
  for (let g = 0; g < gates; g++) {
    addRow(row, sums.subarray(g * size, (g + 1) * size), g, count);
    if (dh) addState(dh, ofState.subarray(g * size, (g + 1) * size), g, count);
  }
}

/** act(x W + b), for all rows and images together. @type {(typeof BACK)[string]} */
function backDense({ layer, rows, x, out }, slope, count) {
  const steep = STEEPNESS[layer.activation];
  const before = new Float32Array(x.length);
  const sums = slope.map((each, k) => each * steep(out[k]));
  productWith(layer, "kernel", true)(before, sums, 0, rows * count);
  return before;
}

/** What a BatchNormalization multiplies each input by, (inputs,). @param {Layer} layer */
function stretchOf({ arrays: { gamma, moving_variance: variance } }) {
  return gamma.map((each, k) => each / Math.sqrt(variance[k] + BATCH_NORM_EPSILON));
}
