import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { A_FEW, countTold, nextOf, wilson } = await joined(
  ["parts/film/paint.js", "draw/explain/measure.js"],
  ["A_FEW", "countTold", "nextOf", "wilson"],
);

test("an interval is that of evaluation.metrics.wilson", () => {
  const known = {
    "0 of 4": [0, 0.4898908403969213],
    "4 of 4": [0.5101091596030786, 1],
    "38 of 100": [0.29097599188067363, 0.4779024478238856],
    "3812 of 10000": [0.3717281541542267, 0.39076308386008485],
  };
  for (const [words, interval] of Object.entries(known)) {
    const [right, read] = words.split(" of ").map(Number);
    wilson({ right, read }).forEach((end, k) => {
      assert.ok(Math.abs(end - interval[k]) < 1e-9, words);
    });
  }
});

/** The numbers of the images in the order in which they are read. */
function inOrder(all) {
  const read = [];
  while (read.length < all) read.push(...nextOf(read.length, all));
  return read;
}

test("every test image is read once, a few at a time", () => {
  assert.equal(nextOf(0, 10_000).length, A_FEW);
  assert.equal(nextOf(9_990, 10_000).length, 10);
  assert.deepEqual(nextOf(10_000, 10_000), []);
  const order = inOrder(10_000);
  assert.equal(order.length, 10_000);
  assert.equal(new Set(order).size, 10_000);
});

test("wherever a count is stopped, what it has read lies spread over the test images", () => {
  const order = inOrder(10_000);
  for (const read of [100, 260, 1_000, 3_340]) {
    const tenths = Array(10).fill(0);
    for (const index of order.slice(0, read)) tenths[Math.floor(index / 1_000)] += 1;
    assert.ok(Math.max(...tenths) - Math.min(...tenths) <= 3, `${read}: ${tenths}`);
  }
});

test("a count is told with its interval, and as a whole once it is one", () => {
  assert.equal(
    countTold({ right: 476, read: 1_250 }, 10_000, "99.6 %"),
    "So far it reads 476 of 1,250 test images rightly: 38.1 % (95 % interval 35.4 to 40.8 %); as it is 99.6 % of all.",
  );
  assert.equal(
    countTold({ right: 9_999, read: 10_000 }, 10_000, ""),
    "So held, it reads 9,999 of all 10,000 test images rightly: > 99.9 % (95 % interval 99.9 to 100.0 %).",
  );
});
