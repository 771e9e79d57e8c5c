import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { ROWS, clamp, colourOf, decode, orderByMove, paintHeatmap, percent, rgb, signed, smooth } = await joined(
  ["parts/film/paint.js"],
  ["ROWS", "clamp", "colourOf", "decode", "orderByMove", "paintHeatmap", "percent", "rgb", "signed", "smooth"],
);

const PALETTE = { ground: "#ffffff", ink: "#000000", gate: "#0000ff", negative: "#ff0000", positive: "#00ff00" };

test("values come through base64 as they are", () => {
  const sent = Buffer.from(new Float32Array([0, -1.5, 0.25]).buffer).toString("base64");
  assert.deepEqual([...decode(sent)], [0, -1.5, 0.25]);
});

test("a share is told in percents, and never as none or all unless it is", () => {
  const finer = [0, 0.0004, 0.4264, 0.9999, 1].map((share) => percent(share, 1));
  assert.deepEqual(finer, ["0.0 %", "< 0.1 %", "42.6 %", "> 99.9 %", "100.0 %"]);
  const whole = [0, 0.004, 0.005, 0.426, 0.995, 0.9951, 1].map((share) => percent(share));
  assert.deepEqual(whole, ["0 %", "< 1 %", "1 %", "43 %", "> 99 %", "> 99 %", "100 %"]);
});

test("a negative number has the true minus sign", () => {
  assert.deepEqual([signed(-0.5), signed(1.239), signed(-1, 3)], ["−0.50", "1.24", "−1.000"]);
});

test("a value beyond an end stands at it", () => {
  assert.deepEqual([clamp(-1, 0, 1), clamp(0.5, 0, 1), clamp(7, 0, 1)], [0, 0.5, 1]);
});

test("ink and gates run from the ground to their colour", () => {
  assert.deepEqual(
    [0, 0.2, 1, 2].map(colourOf("ink", 1, PALETTE)),
    [255, 204, 0, 0].map((grey) => [grey, grey, grey]),
  );
  assert.deepEqual(colourOf("gate", 1, PALETTE)(1), rgb(PALETTE.gate));
});

test("signed values run from the ground both ways to the limit", () => {
  const colour = colourOf("signed", 2, PALETTE);
  assert.deepEqual([-2, 0, 2, 9].map(colour), [
    [255, 0, 0],
    [255, 255, 255],
    [0, 255, 0],
    [0, 255, 0],
  ]);
});

test("units stand by the row at which they move most, falling before rising", () => {
  const moves = [
    [9, 0.5],
    [3, 0.5],
    [3, -0.5],
    [0, 0.5],
  ]; // of each unit: the row after which h differs, from 0, and by how much
  const values = new Float32Array(ROWS * moves.length);
  moves.forEach(([row, move], unit) => {
    for (let t = row; t < ROWS; t++) values[t * moves.length + unit] = move;
  });
  assert.deepEqual(orderByMove({ values, width: moves.length }), [3, 2, 1, 0]);
});

test("each pixel of a heatmap is the value of the unit that stands at its place", () => {
  let painted;
  globalThis.ImageData = class {
    constructor(width, height) {
      this.data = new Uint8ClampedArray(4 * width * height);
    }
  };
  const canvas = { getContext: () => ({ putImageData: (pixels) => (painted = pixels.data) }) };
  const values = Float32Array.from({ length: 2 * ROWS }, (_, at) => at % 2); // unit 0 is 0, unit 1 is 1
  paintHeatmap(canvas, { width: 2, scale: "ink", limit: 1, values }, [1, 0], PALETTE);
  assert.deepEqual([canvas.width, canvas.height], [2, ROWS]);
  assert.deepEqual([...painted.subarray(0, 8)], [0, 0, 0, 255, 255, 255, 255, 255]);
  assert.deepEqual([...painted.subarray(-8)], [0, 0, 0, 255, 255, 255, 255, 255]);
});

test("a band is as wide at a row as it is there and at both neighbours", () => {
  const widths = [5, 9, 8, 20];
  assert.deepEqual(
    [0, 1, 2, 3].map((t) => smooth(widths, t)),
    [5, 5, 8, 8],
  );
});
