// The engine for tests: reads binary files and writes binary files, so that Python can compare what comes out.
//
//     node engine.js images PIXELS OUT    n drawings of 280 × 280, one byte of alpha a pixel -> n × 784 float32
//     node engine.js read WEIGHTS IMAGES HOLDS OUT    n × 784 float32 -> for each: facts, beliefs, every state, votes

import { readFileSync, writeFileSync } from "node:fs";
import { joined, READS } from "./joined.js";

const SIDE = 280;
const NAMES = ["unpack", "read", "imageOf", "headOf", "votesOf", "leadOf", "turnOf", "decidedRow", "settledRow"];
const BELIEVED = 0.5; // as in model/decision.py
const engine = await joined(
  [...READS, "parts/reading/votes.js", "parts/film/paint.js", "compare/lanes/verdicts.js"],
  NAMES,
);

/** @param {string} path */
const bytesOf = (path) => {
  const { buffer, byteOffset, length } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + length);
};

/** @param {string} path @param {Float32Array[]} arrays */
const write = (path, arrays) =>
  writeFileSync(path, Buffer.concat(arrays.map((each) => Buffer.from(each.slice().buffer))));

const WAYS = {
  images(pixels, out) {
    const alpha = new Uint8Array(bytesOf(pixels));
    const images = [];
    for (let at = 0; at < alpha.length; at += SIDE * SIDE) {
      const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
      for (let k = 0; k < SIDE * SIDE; k++) data[4 * k + 3] = alpha[at + k];
      images.push(engine.imageOf({ data, width: SIDE, height: SIDE }));
    }
    write(out, images);
  },

  read(weights, images, holds, out) {
    const network = engine.unpack(bytesOf(weights));
    const all = new Float32Array(bytesOf(images));
    const found = [];
    for (let at = 0; at < all.length; at += 784) {
      const trace = engine.read(network, all.slice(at, at + 784), JSON.parse(holds));
      const facts = [trace.digit, trace.confidence, Number(trace.unsure), Number(trace.noDigit)];
      facts.push(engine.decidedRow(trace.beliefs), engine.settledRow(trace.beliefs, BELIEVED));
      found.push(Float32Array.from(facts), trace.beliefs);
      for (const layer of trace.layers) {
        for (const name of ["h", "c", "i", "f", "g", "o", "z", "r"]) if (layer[name]) found.push(layer[name]);
      }
      const last = trace.layers[trace.layers.length - 1];
      if (!last) continue;
      const head = engine.headOf(network);
      const votes = engine.votesOf(head, last.h, last.units, 3, 8);
      const lead = engine.leadOf(head, last.h.subarray(last.h.length - last.units), 3, 8);
      found.push(votes, Float32Array.from([lead, engine.turnOf(trace.beliefs)]));
    }
    write(out, found);
  },
};

const [way, ...words] = process.argv.slice(2);
WAYS[way](...words);
