// What a gate is made of. In: a reading and a unit. Out: every term of what the gate sums. The mirror of
// model/explain/terms.py.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * What a gate of a unit sums at a row: inputs (inputs,), the state before (units,) and the bias together are the total, of
 * which the activation makes the value.
 * @typedef {{ gate: string, inputs: Float32Array, state: Float32Array, bias: number, total: number, value: number }} Terms
 */

/**
 * The terms of what each gate of a unit sums at a row. Where a BatchNormalization stands before the layer, its scale is part
 * of the weights and its shift of the bias.
 * @param {Network} network
 * @param {Float32Array} image (28, 28)
 * @param {Trace} trace its reading
 * @param {number} layer of the recurrent ones, from 0
 * @param {number} row from 1
 * @param {number} unit from 0
 * @returns {Terms[]} a gate each, in the order of the textbook
 */
function contributionsOf(network, image, trace, layer, row, unit) {
  const place = recurrentPlaces(network)[layer];
  const { kind, units, arrays } = network.layers[place];
  const cell = trace.layers[layer];
  const { x, stretch, shift } = inputAt(network, image, trace, layer, row);
  const inputs = x.length;
  const h = row > 1 ? cell.h.subarray((row - 2) * units, (row - 1) * units) : new Float32Array(units);
  return GATE_NAMES[kind].map((gate, g) => {
    const letIn = kind === "GRU" && gate === "g" ? cell.r[(row - 1) * units + unit] : 1; // r, behind the recurrent matrix
    const weights = x.map((_, k) => arrays.kernel[(g * inputs + k) * units + unit]);
    const ofInputs = x.map((value, k) => value * stretch[k] * weights[k]);
    const ofState = h.map((value, k) => value * letIn * arrays.recurrent_kernel[(g * units + k) * units + unit]);
    const shifted = shift.reduce((sum, each, k) => sum + each * weights[k], arrays.bias[g * units + unit]);
    const bias = shifted + letIn * (arrays.recurrent_bias?.[g * units + unit] ?? 0);
    const total = [...ofInputs, ...ofState].reduce((a, b) => a + b, bias);
    return { gate, inputs: ofInputs, state: ofState, bias, total, value: cell[gate][(row - 1) * units + unit] };
  });
}

/** What a recurrent layer is given at a row, (inputs,) each: x, and the scale and shift that x still gets. */
function inputAt(network, image, trace, layer, row) {
  const places = [-1, ...recurrentPlaces(network)];
  const below = layer ? trace.layers[layer - 1].h : image;
  const width = below.length / ROWS_READ;
  let x = below.slice((row - 1) * width, row * width);
  let [stretch, shift] = [x.map(() => 1), x.map(() => 0)];
  for (const between of network.layers.slice(places[layer] + 1, places[layer + 1])) {
    if (between.kind === "BatchNormalization") {
      const [by, { moving_mean: mean, beta }] = [stretchOf(between), between.arrays];
      shift = shift.map((each, k) => (each - mean[k]) * by[k] + beta[k]);
      stretch = stretch.map((each, k) => each * by[k]);
    } else {
      const given = x.map((value, k) => value * stretch[k] + shift[k]);
      x = LAYERS[between.kind](between, given, 1);
      [stretch, shift] = [x.map(() => 1), x.map(() => 0)];
    }
  }
  return { x, stretch, shift };
}
