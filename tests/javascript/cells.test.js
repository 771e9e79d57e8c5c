import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { tanh, sigmoid } = await joined(["engine/cells.js"], ["tanh", "sigmoid"]);

test("gates open, and candidates are squeezed, as exactly as float32 can tell", () => {
  for (let x = -30; x <= 30; x += 0.001) {
    assert.ok(Math.abs(tanh(x) - Math.tanh(x)) < 3e-7, `tanh ${x}`);
    assert.ok(Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x))) < 2e-7, `sigmoid ${x}`);
    assert.ok(Math.abs(tanh(x)) <= 1 && sigmoid(x) >= 0 && sigmoid(x) <= 1);
  }
  assert.equal(tanh(0), 0);
  assert.ok(Math.abs(tanh(Number.POSITIVE_INFINITY) - 1) < 3e-7);
  assert.ok(Number.isNaN(tanh(Number.NaN)));
});
