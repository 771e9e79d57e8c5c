// What the engine explains, for tests: reads binary files and writes one, so that Python can compare what comes out.
//
//     node explain.js all WEIGHTS IMAGES QUESTION OUT    n × 784 float32 -> for each: slopes, shares, rows, terms
//     node explain.js predict WEIGHTS IMAGES HOLDS OUT   n × 784 float32 -> n × 10 probabilities
//     node explain.js time WEIGHTS IMAGES QUESTION       milliseconds of each, and what is missing, as JSON

import { readFileSync, writeFileSync } from "node:fs";
import { joined } from "./joined.js";

const FILES = ["unpack", "cells", "read", "image", "assembly", "product", "batch", "backward", "explain", "terms"];
const NAMES = ["unpack", "read", "headOf", "votesOf", "integratedGradients", "rowOcclusion"];
const engine = await joined(
  FILES.map((name) => `engine/${name}.js`).concat("parts/reading/votes.js"),
  NAMES.concat("tellingRow", "contributionsOf", "turnedBy", "predict"),
);

/** @param {string} path */
const bytesOf = (path) => {
  const { buffer, byteOffset, length } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + length);
};

const given = (weights, images) => {
  const all = new Float32Array(bytesOf(images));
  const each = Array.from({ length: all.length / 784 }, (_, k) => all.slice(784 * k, 784 * (k + 1)));
  return { network: engine.unpack(bytesOf(weights)), images: each };
};

const WAYS = {
  all(weights, paths, question, out) {
    const { digit, against, steps, places } = JSON.parse(question);
    const { network, images } = given(weights, paths);
    const found = [];
    for (const image of images) {
      const trace = engine.read(network, image);
      const shares = engine.integratedGradients(network, image, digit, against, steps);
      const changes = engine.rowOcclusion(network, image);
      const telling = engine.tellingRow(trace.beliefs, changes);
      found.push(shares.slopes, shares.pixels);
      found.push([shares.ofImage, shares.ofEmpty, shares.missing, shares.steps], changes, [telling.row, telling.moved]);
      for (const [layer, row, unit] of trace.layers.length ? places : []) {
        for (const terms of engine.contributionsOf(network, image, trace, layer, row, unit)) {
          found.push(terms.inputs, terms.state, [terms.bias, terms.total, terms.value]);
        }
      }
      const last = trace.layers[trace.layers.length - 1];
      if (!last) continue;
      const votes = engine.votesOf(engine.headOf(network), last.h, last.units, digit, against ?? 0);
      const { moves, order } = engine.turnedBy(votes, last.units, 14);
      found.push(moves, order.slice(0, 1));
    }
    const arrays = found.map((each) => Buffer.from(Float32Array.from(each).buffer));
    writeFileSync(out, Buffer.concat(arrays));
  },

  predict(weights, paths, holds, out) {
    const [network, images] = [engine.unpack(bytesOf(weights)), new Float32Array(bytesOf(paths))];
    writeFileSync(out, engine.predict(network, images, images.length / 784, JSON.parse(holds)));
  },

  time(weights, paths, question) {
    const { digit, against } = JSON.parse(question);
    const { network, images } = given(weights, paths);
    const took = (act) => {
      const began = performance.now();
      const result = act();
      return [performance.now() - began, result];
    };
    const told = images.map((image) => {
      const [read] = took(() => engine.read(network, image));
      const [integrated, found] = took(() => engine.integratedGradients(network, image, digit, against));
      const [occlusion] = took(() => engine.rowOcclusion(network, image));
      const missing = Math.abs(found.missing / (found.ofImage - found.ofEmpty));
      return { read, integrated, occlusion, missing, steps: found.steps };
    });
    process.stdout.write(JSON.stringify(told));
  },
};

const [way, ...words] = process.argv.slice(2);
WAYS[way](...words);
