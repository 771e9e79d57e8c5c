import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { momentOf } = await joined(
  ["parts/film/paint.js", "parts/reading/verdict.js", "parts/reading/telling.js"],
  ["momentOf"],
);

/** A reading of a 3 of which nothing is believed in before the last row; its film stands at a row. */
function reading(row, more = {}) {
  const beliefs = new Float32Array(280).fill(0.1);
  beliefs.set([0, 0, 0, 0.97, 0, 0.03, 0, 0, 0, 0], 270);
  const trace = { beliefs, digit: 3, unsure: false, noDigit: false, layers: [] };
  const film = { player: { row, playing: false }, chosen: null, data: { states: undefined } };
  const image = new Float32Array(784).fill(1);
  return { film, trace, image, data: { sentence: null, label: 8 }, isKnown: true, isLive: false, ...more };
}

test("the bars are what was believed at the film's row", () => {
  assert.deepEqual(momentOf(reading(5)).told, Array(10).fill("10 %"));
  const last = momentOf(reading(28));
  assert.deepEqual(last.told, ["", "", "", "97 %", "", "3 %", "", "", "", ""]);
  assert.ok(last.isLast && !momentOf(reading(27)).isLast);
});

test("the label of a picture is told only of what the server has seen, and not while the pen is down", () => {
  assert.match(momentOf(reading(28)).verdict.second, /The label says 8/);
  assert.doesNotMatch(momentOf(reading(28, { isKnown: false })).verdict.second, /label/);
  assert.doesNotMatch(momentOf(reading(28, { isLive: true })).verdict.second, /label/);
});
