import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const FILES = ["engine/assembly.js", "engine/product.js"];
const { productWith, fastProduct, productCode } = await joined(FILES, ["productWith", "fastProduct", "productCode"]);

/** Numbers between -1 and 1, the same each time. */
const numbers = (count) => Float32Array.from({ length: count }, (_, k) => Math.sin(3 * k * k + k));

const SHAPES = [1, 7, 8, 28, 33].flatMap((inputs) => [1, 5, 8, 20].map((units) => ({ inputs, units })));
const GATES = 3;
const COUNTS = [1, 2, 3, 4, 5, 16, 37];

/** A layer of three gates. */
function layerOf({ inputs, units }) {
  return { units, arrays: { kernel: numbers(GATES * inputs * units), bias: new Float32Array(GATES * units) } };
}

/** Whether the products with a layer's kernel are those that a sum has, onwards and back, of each gate. */
function assertProducts(productWith, layer, count) {
  const { units, arrays } = layer;
  const inputs = arrays.kernel.length / arrays.bias.length;
  for (const isBack of [false, true]) {
    const [from, to] = isBack ? [units, inputs] : [inputs, units];
    const x = numbers(count * from);
    for (let gate = 0; gate < GATES; gate++) {
      const weight = (k, u) => arrays.kernel[gate * inputs * units + (isBack ? u * units + k : k * units + u)];
      const sums = new Float64Array(count * to).fill(0.5);
      productWith(layer, "kernel", isBack)(sums, x, gate, count);
      for (let n = 0; n < count; n++) {
        for (let u = 0; u < to; u++) {
          let expected = 0.5;
          for (let k = 0; k < from; k++) expected += x[n * from + k] * weight(k, u);
          const words = `${count} × ${from} to ${to}, gate ${gate}`;
          assert.ok(Math.abs(sums[n * to + u] - expected) < 1e-5, words);
        }
      }
    }
  }
}

test("WebAssembly adds the products of any number of vectors of any width to what was summed", () => {
  assert.ok(WebAssembly.validate(productCode()));
  assert.ok(fastProduct(() => new Float32Array(8), 1, 1));
  const layers = SHAPES.map(layerOf);
  for (const count of COUNTS) for (const layer of layers) assertProducts(productWith, layer, count);
});

test("a browser that compiles no WebAssembly adds the same in JavaScript", async () => {
  const { WebAssembly } = globalThis;
  const plain = await joined([...FILES, "parts/write.js"], ["productWith", "fastProduct"]); // one that has compiled nothing yet
  for (const refused of [undefined, { Module: refuse }]) {
    globalThis.WebAssembly = refused;
    try {
      assert.equal(
        plain.fastProduct(() => new Float32Array(8), 1, 1),
        null,
      );
      for (const layer of SHAPES.map(layerOf))
        for (const count of COUNTS) assertProducts(plain.productWith, layer, count);
    } finally {
      globalThis.WebAssembly = WebAssembly;
    }
  }
});

/** As where a page's policy forbids it. */
function refuse() {
  throw new WebAssembly.CompileError("Refused to compile");
}
