import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { EDITS, moveRow, partedAt, momentsOf, largestOf, rangeOf } = await joined(
  [
    "parts/write.js",
    "parts/film/paint.js",
    ...["dom", "told", "units", "edits"].map((name) => `draw/explain/${name}.js`),
  ],
  ["EDITS", "moveRow", "partedAt", "momentsOf", "largestOf", "rangeOf"],
);

const image = Float32Array.from({ length: 784 }, (_, k) => k / 784);
const row = (of, number) => [...of.subarray((number - 1) * 28, number * 28)];

test("each change of a row changes what it says and nothing else", () => {
  const changed = Object.fromEntries(Object.entries(EDITS).map(([words, edit]) => [words, edit(image, 5)]));
  assert.deepEqual(row(changed["Blank this row"], 5), Array(28).fill(0));
  assert.deepEqual(row(changed["Repeat this row"], 6), row(image, 5));
  assert.deepEqual(row(changed["Shift it right"], 5), [0, ...row(image, 5).slice(0, 27)]);
  assert.deepEqual(row(changed["Mirror it"], 5), row(image, 5).reverse());
  assert.deepEqual(row(changed["Swap with the next"], 5), row(image, 6));
  assert.deepEqual(row(changed["Swap with the next"], 6), row(image, 5));
  assert.deepEqual(row(changed["From the bottom"], 1), row(image, 28));
  for (const words of ["Blank this row", "Shift it right", "Mirror it"]) {
    const others = [...changed[words].keys()].filter((k) => Math.floor(k / 28) !== 4);
    assert.ok(others.every((k) => changed[words][k] === image[k]));
  }
  assert.equal(EDITS["Repeat this row"](image, 28), image);
});

test("a row is moved, and those between move on by one", () => {
  const numbers = (of) => Array.from({ length: 28 }, (_, t) => Math.round(of[28 * t] * 28) + 1);
  const all = numbers(image);
  assert.deepEqual(numbers(moveRow(image, 3, 6)), [1, 2, 4, 5, 6, 3, ...all.slice(6)]);
  assert.deepEqual(numbers(moveRow(image, 28, 1)), [28, ...all.slice(0, 27)]);
  assert.deepEqual(moveRow(moveRow(image, 20, 4), 4, 20), image);
  assert.deepEqual(row(moveRow(image, 3, 6), 6), row(image, 3));
});

test("two readings part at the first row at which a tenth of the belief lies elsewhere", () => {
  const [one, other] = [new Float32Array(280).fill(0.1), new Float32Array(280).fill(0.1)];
  assert.equal(partedAt(one, other), 0);
  [other[10 * 8], other[10 * 8 + 1]] = [0.19, 0.01];
  assert.equal(partedAt(one, other), 0);
  [other[10 * 11], other[10 * 11 + 1]] = [0.25, -0.05];
  assert.equal(partedAt(one, other), 12);
  assert.equal(partedAt(one.subarray(270), other.subarray(270)), 0);
});

test("a unit that empties its memory and then holds it is told as such", () => {
  const values = Array.from({ length: 28 }, (_, t) => (t < 9 ? 0.8 : t < 12 ? 0.1 : 0.9));
  const forget = Array.from({ length: 28 }, (_, t) => (t === 9 ? 0.04 : t > 11 ? 0.99 : 0.7));
  assert.deepEqual(momentsOf(forget, values, "c"), [
    "Row 1: c moves by +0.80, further than at any other row.",
    "Row 10: f = 0.04, it empties its memory.",
    "Rows 13 to 28: f ≥ 0.95, it holds what it has.",
  ]);
  assert.deepEqual(momentsOf(null, values, "h"), ["Row 1: h moves by +0.80, further than at any other row."]);
});

test("the largest terms are named by pixel and by unit, the largest first", () => {
  const terms = { inputs: Float32Array.from([0.1, -0.9]), state: Float32Array.from([0.5, 0]) };
  assert.match(largestOf(terms, true), /of its 4 terms: column 2 −0.90, unit 0 \+0.50, column 1 \+0.10/);
});

test("bars of units reach from -1 to 1, or as far as the states go, and below zero only where one does", () => {
  assert.deepEqual(rangeOf(Float32Array.from([-0.4, 0.9])), [-1, 1]);
  assert.deepEqual(rangeOf(Float32Array.from([-2.1, 0.9])), [-3, 3]);
  assert.deepEqual(rangeOf(Float32Array.from([0, 4.2])), [0, 5]);
});
