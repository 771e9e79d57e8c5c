// Times the engine: weights and images in, median milliseconds of a reading and of a canvas made ready out, as JSON.

import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { joined, READS } from "../tests/javascript/joined.js";

const { unpack, read, imageOf } = await joined(READS, ["unpack", "read", "imageOf"]);

/** @param {string} path */
const bytesOf = (path) => {
  const { buffer, byteOffset, length } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + length);
};

/** @param {() => void} act @param {number} times */
function median(act, times) {
  const spent = Array.from({ length: times }, () => {
    const began = performance.now();
    act();
    return performance.now() - began;
  });
  return spent.sort((a, b) => a - b)[times >> 1];
}

const network = unpack(bytesOf(process.argv[2]));
const images = new Float32Array(bytesOf(process.argv[3]));
let next = 0;
const one = () => read(network, images.slice(784 * next, 784 * ++next));
const data = new Uint8ClampedArray(4 * 280 * 280);
for (let y = 60; y < 220; y++) for (let x = 120; x < 150; x++) data[4 * (280 * y + x) + 3] = 255;
const count = images.length / 784;
const times = { read: median(one, count), image: median(() => imageOf({ data, width: 280, height: 280 }), count) };
process.stdout.write(JSON.stringify(times));
