// A network's weights. In: the bytes that views/engine/__init__.py packs. Out: the network, its arrays views of them.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * Kernels are (gates, inputs, units) in a recurrent layer and (inputs, units) in a dense one, row after row; the gates
 * stand in the order i, f, g, o of an LSTM and z, r, g of a GRU.
 * @typedef {{ kind: string, units: number, activation: string, arrays: Record<string, Float32Array> }} Layer
 */
/**
 * Matrices (28, 10, 10) by which the logits of a row are multiplied, and offsets (28, 10) by which they are shifted.
 * @typedef {{ matrices: number[][][], offsets: number[][] }} Calibration
 */
/**
 * With the bounds of what is unsure and of what is no digit: see model/decision.py.
 * @typedef {{ name: string, layers: Layer[], unsureBelow: number, twoGuesses: number, mostInk: number,
 *   calibration: Calibration | null }} Network
 */

const CELL_KINDS = ["LSTM", "GRU", "SimpleRNN"];

/**
 * @param {ArrayBuffer} bytes a little-endian uint32, so many bytes of JSON padded to 4, and float32 numbers
 * @returns {Network}
 */
function unpack(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  const begin = 4 + length;
  const arrayOf = ({ offset, size }) => new Float32Array(bytes, begin + 4 * offset, size);
  const layers = header.layers.map((layer) => ({
    ...layer,
    arrays: Object.fromEntries(Object.entries(layer.arrays).map(([name, place]) => [name, arrayOf(place)])),
  }));
  return { ...header, layers };
}

/**
 * Weights over HTTP.
 * @param {string} address
 * @returns {Promise<Network>} rejected where they do not arrive or are no weights
 */
async function download(address) {
  return unpack(await (await fetchKept(address)).arrayBuffer());
}

/**
 * The layers behind the last one that reads rows.
 * @param {Network} network
 */
const headOf = ({ layers }) =>
  layers.slice(layers.findLastIndex(({ kind }) => [...CELL_KINDS, "Flatten"].includes(kind)) + 1);
