import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { Why } = await joined(
  ["parts/write.js", "parts/film/paint.js", ...["dom", "why"].map((name) => `draw/explain/${name}.js`)],
  ["Why"],
);

/** The panel of "why" with its elements left out; `answers` are the questions in their order, each to be answered by hand. */
function panel() {
  const answers = [];
  const [part, elements] = [{ dataset: {} }, {}];
  const at = (name) => {
    elements[name] ??= { dataset: {} };
    return elements[name];
  };
  const why = new Why(part, at, (question) => new Promise((answer) => answers.push({ question, answer })));
  why.told = [];
  why.answer = (answer, digit) => why.told.push([digit, answer]);
  why.known = { palette: {} };
  const ask = (digit, image) => {
    why.moment = { network: {}, image, trace: {} };
    return why.question(digit, 1);
  };
  return { why, part, ask, answers, state: () => at("why-ink").dataset.state };
}

test("words and numbers stay those of one question, and are dimmed while they are of another", async () => {
  const { why, ask, answers, state } = panel();
  const [image, another] = [new Float32Array(784).fill(1), new Float32Array(784).fill(0.5)];
  const first = ask(7, image);
  const second = ask(3, another);
  answers[0].answer("late");
  await first;
  assert.deepEqual([why.told, state()], [[], "waiting"]);
  answers[1].answer("in time");
  await second;
  assert.deepEqual([why.told, state()], [[[3, "in time"]], "answered"]);
});

test("the same question is asked once", () => {
  const { why, answers } = panel();
  why.moment = { network: {}, image: new Float32Array(784).fill(1), trace: {} };
  why.question(7, 1);
  why.question(7, 1);
  assert.equal(answers.length, 1);
  why.question(7, 2);
  assert.equal(answers.length, 2);
});

test("what stands there while the pen is down is dimmed, and an answer that comes then is let go", async () => {
  const { why, part, ask, answers, state } = panel();
  const image = new Float32Array(784).fill(1);
  const asked = ask(7, image);
  why.wait();
  assert.equal(part.dataset.state, "waiting");
  answers[0].answer("late");
  await asked;
  assert.deepEqual([why.told, state()], [[], "waiting"]);
  const again = ask(7, image);
  answers[1].answer("in time");
  await again;
  assert.deepEqual([why.told, state()], [[[7, "in time"]], "answered"]);
});
