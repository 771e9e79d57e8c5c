import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { CanvasReader } = await joined(["parts/reading/canvas_reader.js"], ["CanvasReader"]);
const [BLANK, DRAWN] = [new Uint8Array(784), new Uint8Array(784).fill(255, 300, 400)];
const coded = (image) => Buffer.from(image).toString("base64");
const inkOf = (image) => Float32Array.from(image, (value) => value / 255);
const EMPTY = { image: coded(BLANK), drawn: false, placings: 1 };

/** A reader to whom the server said that nothing is drawn, and who has read a drawing since. */
function readerOf() {
  const reader = Object.create(CanvasReader.prototype);
  Object.assign(reader, { isOurs: false, isKnown: false, isLive: false });
  reader.accept(EMPTY);
  Object.assign(reader, { image: inkOf(DRAWN), isOurs: true, isKnown: false });
  return reader;
}

test("Clear empties what was read here, also where the server never told of the drawing", () => {
  const reader = readerOf();
  assert.equal(reader.accept({ ...EMPTY, placings: 2 }), true);
  assert.deepEqual([reader.image, reader.isOurs, reader.isKnown], [inkOf(BLANK), false, true]);
});

test("a word from before the drawing leaves it", () => {
  const reader = readerOf();
  assert.equal(reader.accept({ ...EMPTY, sentence: "another" }), false);
  assert.deepEqual([reader.image, reader.isOurs, reader.isKnown], [inkOf(DRAWN), true, false]);
});

test("the drawing put back as it was is no other", () => {
  const reader = readerOf();
  assert.equal(reader.accept({ image: coded(DRAWN), drawn: true, placings: 2 }), false);
  assert.deepEqual([reader.isOurs, reader.isKnown], [true, true]);
});
