// Products of several vectors with a kernel. In: the kernel, and which way. Out: what adds the products to sums, by the
// WebAssembly of assembly.js; where a browser does without, in JavaScript, ten times as slow.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * Adds the products of x (count, inputs) with one gate's kernel to sums (count, outputs).
 * @typedef {(sums: Float64Array | Float32Array, x: Float32Array, gate: number, count: number) => void} Product
 */

const LANES = 8; // outputs whose sums WebAssembly makes together
const VECTORS = 16; // at most, that WebAssembly is given at once
const PAGE = 65536; // bytes of memory that WebAssembly counts in

/** @type {WeakMap<Float32Array, Product[]>} by kernel: onwards and back */
const products = new WeakMap();
/** @type {{ multiply: Function, memory: WebAssembly.Memory } | undefined} for all kernels, which lie in its memory */
let multiplier;
let taken = 0; // numbers of that memory that are a kernel's, its vectors' or their sums'

/**
 * The product with a kernel (gates, inputs, units): from inputs to units, or back from units to inputs. Made ready once.
 * @param {Layer} layer
 * @param {string} name of the kernel
 * @param {boolean} isBack
 * @returns {Product}
 */
function productWith({ units, arrays }, name, isBack = false) {
  const kernel = arrays[name];
  const known = products.get(kernel) ?? [];
  products.set(kernel, known);
  if (!known[Number(isBack)]) {
    const gates = arrays.bias.length / units;
    const before = kernel.length / arrays.bias.length;
    const [inputs, outputs] = isBack ? [units, before] : [before, units];
    const packed = (lanes) => packedKernel(kernel, gates, inputs, outputs, isBack, lanes);
    known[Number(isBack)] = fastProduct(packed, inputs, outputs) ?? plainProduct(packed(1), inputs, outputs);
  }
  return known[Number(isBack)];
}

/**
 * A kernel as (gates, strips, inputs, lanes), so that what makes up the sums of some outputs lies together; zeros fill up
 * the last strip.
 */
function packedKernel(kernel, gates, inputs, outputs, isBack, lanes) {
  const strips = Math.ceil(outputs / lanes);
  const packed = new Float32Array(gates * strips * inputs * lanes);
  const [ofInput, ofOutput] = isBack ? [1, inputs] : [outputs, 1]; // from one to the next in the kernel
  for (let g = 0; g < gates; g++) {
    for (let u = 0; u < outputs; u++) {
      const from = g * inputs * outputs + u * ofOutput;
      const to = (g * strips + Math.floor(u / lanes)) * inputs * lanes + (u % lanes);
      for (let k = 0; k < inputs; k++) packed[to + k * lanes] = kernel[from + k * ofInput];
    }
  }
  return packed;
}

// ---- in WebAssembly --------------------------------------------------------------------------------------------------

/**
 * Null where a browser has no WebAssembly that multiplies several numbers at once, or no memory for it, or is told by its
 * page to compile none.
 * @param {(lanes: number) => Float32Array} packed the kernel
 * @param {number} inputs
 * @param {number} outputs
 * @returns {Product | null}
 */
function fastProduct(packed, inputs, outputs) {
  const kernel = packed(LANES); // (gates, strips, inputs, lanes)
  const wide = Math.ceil(outputs / LANES) * LANES;
  const [atKernel, sizeOfX] = [taken, VECTORS * inputs];
  const [atX, atSums] = [atKernel + kernel.length, atKernel + kernel.length + sizeOfX]; // in the memory
  try {
    multiplier ??= newMultiplier();
    const pages = Math.ceil((4 * (atSums + VECTORS * wide)) / PAGE) - multiplier.memory.buffer.byteLength / PAGE;
    if (pages > 0) multiplier.memory.grow(pages);
  } catch {
    return null;
  }
  taken = atSums + VECTORS * wide;
  const { multiply, memory } = multiplier;
  new Float32Array(memory.buffer).set(kernel, atKernel);
  return (sums, x, gate, count) => {
    const numbers = new Float32Array(memory.buffer); // another one whenever the memory has grown
    for (let from = 0; from < count; from += VECTORS) {
      const some = Math.min(VECTORS, count - from);
      numbers.set(x.subarray(from * inputs, (from + some) * inputs), atX);
      multiply(4 * atX, 4 * (atKernel + gate * inputs * wide), 4 * atSums, some, 4 * inputs, 4 * wide);
      for (let n = 0; n < some; n++) {
        const [to, at] = [(from + n) * outputs, atSums + n * wide];
        for (let u = 0; u < outputs; u++) sums[to + u] += numbers[at + u];
      }
    }
  };
}

function newMultiplier() {
  const memory = new WebAssembly.Memory({ initial: 0 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(productCode()), { given: { memory } });
  return { multiply: /** @type {Function} */ (exports.multiply), memory };
}

// ---- in JavaScript ---------------------------------------------------------------------------------------------------

/** @type {(kernel: Float32Array, inputs: number, outputs: number) => Product} kernel (gates, outputs, inputs) */
function plainProduct(kernel, inputs, outputs) {
  const size = inputs * outputs;
  return (sums, x, gate, count) => addDots(sums, x, kernel.subarray(gate * size, (gate + 1) * size), count);
}

/**
 * Adds x Kᵀ to sums. Two sums of four images together, so that each number fetched is used several times.
 * @param {Float64Array | Float32Array} sums (count, outputs)
 * @param {Float32Array} x (count, inputs)
 * @param {Float32Array} kernel (outputs, inputs)
 * @param {number} count
 */
function addDots(sums, x, kernel, count) {
  const [inputs, outputs] = [x.length / count, sums.length / count];
  for (let n = 0; n < count; n += 4) {
    if (n === count - 1) addOne(sums, x, kernel, n, inputs, outputs);
    else addFour(sums, x, kernel, n, Math.min(4, count - n), inputs, outputs);
  }
}

/** Images n to n + 3 of `addDots`; where there are fewer, the last one stands in for the rest, and its sums are let go. */
function addFour(sums, x, kernel, n, some, inputs, outputs) {
  const [x0, x1, x2, x3] = [0, 1, 2, 3].map((k) => (n + Math.min(k, some - 1)) * inputs);
  for (let u = 0; u < outputs; u += 2) {
    const p = u * inputs;
    const q = u + 1 < outputs ? p + inputs : p; // of an odd number the last one is summed twice and kept once
    let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let k = 0; k < inputs; k++) {
      const v = kernel[p + k];
      const w = kernel[q + k];
      const c0 = x[x0 + k];
      const c1 = x[x1 + k];
      const c2 = x[x2 + k];
      const c3 = x[x3 + k];
      a0 += v * c0;
      a1 += v * c1;
      a2 += v * c2;
      a3 += v * c3;
      b0 += w * c0;
      b1 += w * c1;
      b2 += w * c2;
      b3 += w * c3;
    }
    const at = n * outputs + u;
    sums[at] += a0;
    sums[at + outputs] += a1;
    if (some > 2) sums[at + 2 * outputs] += a2;
    if (some > 3) sums[at + 3 * outputs] += a3;
    if (q === p) continue;
    sums[at + 1] += b0;
    sums[at + outputs + 1] += b1;
    if (some > 2) sums[at + 2 * outputs + 1] += b2;
    if (some > 3) sums[at + 3 * outputs + 1] += b3;
  }
}

/** The last image of `addDots` where it is left alone: four sums together. */
function addOne(sums, x, kernel, n, inputs, outputs) {
  const [from, at] = [n * inputs, n * outputs];
  for (let u = 0; u < outputs; u += 4) {
    const p = u * inputs;
    const [q, r, s] = [1, 2, 3].map((k) => Math.min(u + k, outputs - 1) * inputs);
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let k = 0; k < inputs; k++) {
      const value = x[from + k];
      a += value * kernel[p + k];
      b += value * kernel[q + k];
      c += value * kernel[r + k];
      d += value * kernel[s + k];
    }
    sums[at + u] += a;
    if (u + 1 < outputs) sums[at + u + 1] += b;
    if (u + 2 < outputs) sums[at + u + 2] += c;
    if (u + 3 < outputs) sums[at + u + 3] += d;
  }
}
