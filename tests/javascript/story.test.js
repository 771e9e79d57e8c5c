import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { stationsOf, told } = await joined(["parts/reading/story.js"], ["stationsOf", "told"]);

/** Beliefs (28, 10) from a list of [row, digit, share, second, share]: each holds until the next; the rest is even. */
function beliefsOf(changes) {
  const beliefs = new Float32Array(280);
  for (let t = 0; t < 28; t++) {
    const [, digit, share, second = -1, other = 0] = changes.filter(([row]) => row <= t + 1).at(-1);
    for (let d = 0; d < 10; d++) beliefs[10 * t + d] = (1 - share - other) / 8;
    beliefs[10 * t + digit] = share;
    if (second >= 0) beliefs[10 * t + second] = other;
  }
  return beliefs;
}

const inkFrom = (row) => Float32Array.from({ length: 784 }, (_, k) => Number(Math.floor(k / 28) + 1 >= row));

test("the rows before any ink are told as such, the guesses after them in their order", () => {
  const beliefs = beliefsOf([
    [1, 1, 0.2],
    [9, 2, 0.4, 3, 0.35],
    [13, 3, 0.9],
  ]);
  const sentences = told(stationsOf(beliefs, inkFrom(8), 0.5), false);
  assert.deepEqual(sentences, [
    "Rows 1–7: no ink yet.",
    "Row 8: undecided.",
    "Row 9: could be a 2 or a 3.",
    "Row 13: it believes in a 3, to the end.",
  ]);
});

test("a late start that already speaks for a digit is told only where that is above one half", () => {
  assert.match(
    told(stationsOf(beliefsOf([[1, 1, 0.6]]), inkFrom(8), 0.5), false)[0],
    /so late a start already speaks for a 1\./,
  );
  assert.equal(told(stationsOf(beliefsOf([[1, 1, 0.45]]), inkFrom(8), 0.5), false)[0], "Rows 1–7: no ink yet.");
});

test("a digit that comes back is told as itself again, and an end without a digit as that", () => {
  const beliefs = beliefsOf([
    [1, 7, 0.8],
    [10, 2, 0.9],
    [20, 7, 0.95],
  ]);
  assert.equal(told(stationsOf(beliefs, inkFrom(1), 0.5), false).at(-1), "Row 20: 7 again, to the end.");
  const none = told(
    stationsOf(
      beliefsOf([
        [1, 7, 0.8],
        [20, 7, 0.2],
      ]),
      inkFrom(1),
      0.5,
    ),
    true,
  ).at(-1);
  assert.equal(none, "Row 20: undecided, and in the end no digit.");
});

test("of a hundred random readings each sentence is true of its row, and there are at most six", () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  for (let n = 0; n < 100; n++) {
    const beliefs = new Float32Array(280);
    let logits = Array.from({ length: 10 }, () => 0);
    for (let t = 0; t < 28; t++) {
      logits = logits.map((logit) => logit + 2 * (random() - 0.5));
      const powers = logits.map((logit) => Math.exp(logit));
      const sum = powers.reduce((a, b) => a + b);
      powers.forEach((power, d) => (beliefs[10 * t + d] = power / sum));
    }
    const first = 1 + Math.floor(10 * random());
    const stations = stationsOf(beliefs, inkFrom(first), 0.5);
    assert.ok(stations.length <= 6);
    assert.equal(stations.at(-1).to, 28);
    for (const { from, to, kind, digits } of stations) {
      for (let row = from; row <= to; row++) {
        const belief = beliefs.subarray(10 * row - 10, 10 * row);
        const order = [...belief.keys()].sort((a, b) => belief[b] - belief[a]);
        if (kind === "blank") assert.ok(row < first && (!digits.length || belief[digits[0]] > 0.5));
        else assert.ok(row >= first);
        if (kind === "believed") assert.ok(order[0] === digits[0] && belief[digits[0]] >= 0.5);
        if (kind === "could be")
          assert.ok(digits.includes(order[0]) && belief[order[0]] >= 0.3 && belief[order[0]] < 0.5);
        if (kind === "undecided") assert.ok(belief[order[0]] < 0.3);
      }
    }
  }
});
