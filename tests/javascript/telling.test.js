import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { momentOf, tellStory } = await joined(
  ["parts/film/paint.js", "parts/reading/verdict.js", "parts/reading/telling.js"],
  ["momentOf", "tellStory"],
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

test("a sentence is told at the rows of its station, and none at a row that was left out", () => {
  globalThis.document = { createElement: () => ({ dataset: {} }) };
  const place = {
    dataset: {},
    children: [],
    replaceChildren: (...all) => (place.children = all.filter((each) => each !== " ")),
  };
  const stations = [
    { from: 1, to: 4 },
    { from: 6, to: 28 },
  ];
  const whenAt = (row) => {
    tellStory(place, ["no ink yet.", "it believes in a 3."], stations, row);
    return place.children.map(({ dataset }) => dataset.when);
  };
  assert.deepEqual([4, 5, 6].map(whenAt), [
    ["now", "later"],
    ["past", "later"],
    ["past", "now"],
  ]);
});
