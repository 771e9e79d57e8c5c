import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { formulaOf, numberOn, rankingOf, tipOf } = await joined(
  ["parts/film/paint.js", "parts/film/player.js", "parts/film/words.js"],
  ["formulaOf", "numberOn", "rankingOf", "tipOf"],
);

/** A panel of 28 rows of two values each, all the same but for what is given by its place. */
function panel(name, given = {}, more = {}) {
  const values = new Float32Array(56).fill(0.5);
  for (const [place, value] of Object.entries(given)) values[Number(place)] = value;
  return { name, symbol: name, lane: 0, from: 0, width: 2, units: true, scale: "gate", values, ...more };
}

const NAMES = ["h", "c", "i", "f", "g", "o"];
const LSTM = { panels: NAMES.map((name) => panel(name, { 3: 0.25 })), layer: "first layer" };
const words = (html) => html.replace(/<[^>]*>/g, "");

test("a number stands where its row and column are, and nowhere before the panel's first row", () => {
  assert.equal(numberOn(LSTM, "h", 2, 1), 0.25);
  assert.equal(numberOn(LSTM, "h", 2, 0), 0.5);
  assert.equal(numberOn(LSTM, "z", 2, 0), undefined);
  const late = { panels: [panel("belief", {}, { from: 27, values: new Float32Array([0.1, 0.9]) })] };
  assert.equal(numberOn(late, "belief", 27, 0), undefined);
  assert.ok(Math.abs(numberOn(late, "belief", 28, 1) - 0.9) < 1e-6);
});

test("a unit without a panel is found among the states", () => {
  assert.equal(numberOn({ panels: [], states: { h: new Float32Array(56).fill(0.5) } }, "h", 28, 1), 0.5);
});

test("digits are ranked by their probability, the likeliest first", () => {
  const values = new Float32Array(280).fill(0.01);
  values[10 + 7] = 0.6;
  values[10 + 1] = 0.3;
  const [first, second] = rankingOf({ panels: [panel("belief", {}, { width: 10, values })] }, 2);
  assert.deepEqual([first[0], second[0]], [7, 1]);
});

test("the formula of an LSTM, a GRU and a simple cell has the numbers of its row and of the row before", () => {
  assert.equal(
    words(formulaOf(LSTM, 1, 2)),
    "Unit 1 of the first layer at row 2: c = f · cbefore + i · g = 0.25 · 0.50 + 0.25 · 0.25 = 0.25 " +
      "h = o · tanh c = 0.25 · tanh 0.25 = 0.25",
  );
  assert.match(words(formulaOf(LSTM, 1, 1)), /f · cbefore \+ i · g = 0\.50 · 0\.00/);
  const gru = { panels: ["h", "z", "g"].map((name) => panel(name, { 3: 0.25 })) };
  assert.match(words(formulaOf(gru, 1, 2)), /= 0\.25 · 0\.50 \+ 0\.75 · 0\.25 = 0\.25$/);
  assert.equal(words(formulaOf({ panels: [panel("h")] }, 1, 2)), "Unit 1 at row 2: h goes from 0.50 to 0.50");
  assert.equal(formulaOf({ panels: [] }, 1, 2), "");
});

test("the tip tells all values of a unit, the three likeliest digits, or the ink", () => {
  assert.match(words(tipOf(LSTM, { panel: 0, row: 2, column: 1 })), /^row 2, unit 1h 0\.250c 0\.250i/);
  const belief = panel("belief", {}, { width: 10, units: false, scale: "belief", values: new Float32Array(280) });
  belief.values[10 + 4] = 0.5;
  assert.match(words(tipOf({ panels: [belief] }, { panel: 0, row: 2, column: 0 })), /^after row 24 50\.0 %/);
  const ink = panel("x", {}, { units: false, scale: "ink" });
  assert.equal(words(tipOf({ panels: [ink] }, { panel: 0, row: 3, column: 1 })), "row 3, column 2ink 0.50");
});
