import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { cardOf, decidedRow, findingOf, flagOf, settledRow, wayOf } = await joined(
  ["parts/film/paint.js", "compare/lanes/verdicts.js"],
  ["cardOf", "decidedRow", "findingOf", "flagOf", "settledRow", "wayOf"],
);

const BELIEVED = 0.5;
const times = (count, digit) => Array(count).fill(digit);

/** A network that answers these digits, row after row, each with 0.9; a single one without recurrence. */
function answer(name, digits, more = {}) {
  const beliefs = new Float32Array(10 * digits.length).fill(0.1 / 9);
  for (const [row, digit] of digits.entries()) beliefs[10 * row + digit] = 0.9;
  const trace = { beliefs, digit: digits.at(-1), unsure: false, noDigit: false, ...more };
  return { name, trace, byRows: digits.length > 1 };
}

test("the heading says who answers what, and who came to it first", () => {
  const cases = [
    [
      [answer("a", [...times(9, 1), ...times(19, 7)]), answer("b", [...times(4, 1), ...times(24, 7)])],
      "Both answer 7; b believed in it first, from row 5",
    ],
    [[answer("a", times(28, 7)), answer("b", times(28, 7)), answer("c", times(28, 4))], "2 of 3 answer 7; c 4"],
    [[answer("a", times(28, 7)), answer("b", times(28, 4))], "2 networks, 2 answers"],
    [[answer("a", times(28, 7))], "a answers 7"],
    [
      [answer("a", [7]), answer("b", [...times(20, 2), ...times(8, 7)])],
      "Both answer 7; b believed in it first, from row 21",
    ],
    [[answer("a", [7]), answer("b", [7])], "Both answer 7"],
    [
      [answer("a", times(28, 7)), answer("b", times(28, 7), { noDigit: true }), answer("c", times(28, 7))],
      "2 of 3 answer 7; b no digit",
    ],
    [
      [answer("a", times(28, 7), { noDigit: true }), answer("b", times(28, 1), { noDigit: true })],
      "Both answer no digit",
    ],
  ];
  for (const [answers, heading] of cases) assert.equal(findingOf(answers, false, BELIEVED), heading);
  assert.equal(findingOf([answer("a", times(28, 7))], true, BELIEVED), "An empty page");
});

test("a card says what was believed before", () => {
  const way = ({ trace, byRows }) => wayOf(trace.beliefs, byRows, BELIEVED);
  assert.equal(way(answer("a", [...times(20, 4), ...times(8, 9)])), "final from row 21 on; 4 until row 20");
  assert.equal(way(answer("a", times(28, 9))), "final from row 1 on");
  const guessing = answer("a", times(28, 9));
  for (let row = 0; row < 6; row += 1) guessing.trace.beliefs[10 * row + 9] = 0.2;
  assert.equal(way(guessing), "final from row 1 on, believed from row 7");
  assert.equal(way(answer("a", [9])), "All rows at once: no way to watch");
});

test("a card says the digit and how sure it is, that there is none, or that nothing is drawn", () => {
  const card = (more, isBlank = false) => cardOf(answer("a", times(28, 7), more), isBlank, BELIEVED);
  assert.deepEqual(card({}), { name: "a", digit: "7", state: "90 %", way: "final from row 1 on" });
  assert.equal(card({ unsure: true }).state, "Not sure: 90 %");
  assert.deepEqual([card({ noDigit: true }).digit, card({ noDigit: true }).state], ["–", "No digit"]);
  assert.deepEqual(card({}, true), { name: "a", digit: "–", state: "Nothing drawn yet", way: "" });
});

test("the flag stands at the row from which the answer is believed in to the end", () => {
  const late = answer("a", [...times(20, 4), ...times(8, 8)]);
  assert.deepEqual(flagOf(late, BELIEVED), { decidedAfter: 21, decision: "◂ 8 from row 21 on" });
  late.trace.noDigit = true;
  assert.deepEqual(flagOf(late, BELIEVED), { decidedAfter: 0, decision: "◂ no digit in the end" });
  assert.equal(flagOf(answer("mlp", [4]), BELIEVED).decision, "◂ 4, all rows at once");
});

test("an answer is decided at the row from which it never changes", () => {
  const cases = [
    [times(28, 7), 1],
    [[...times(27, 1), 7], 28],
    [[...times(10, 1), ...times(18, 7)], 11],
    [[...times(10, 7), ...times(3, 1), ...times(15, 7)], 14],
    [times(14, [1, 7]).flat(), 28],
    [[4], 28],
  ];
  for (const [digits, row] of cases) assert.equal(decidedRow(answer("a", digits).trace.beliefs), row);
  const never = answer("a", times(28, 7)).trace.beliefs.map((share) => share / 3);
  assert.equal(settledRow(never, BELIEVED), 1);
});
