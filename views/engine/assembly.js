// The products of product.js in WebAssembly, which multiplies four numbers at once. In: nothing. Out: the bytes of a module,
// written as https://webassembly.github.io/spec/core/binary/ has it; each comment there is the instruction's name.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const [I32, V128, NOTHING] = [0x7f, 0x7b, 0x40]; // types: a whole number, four float32, none

// Instructions, each an array of bytes. A local goes by its number; numbers are below 64, so that each takes one byte.
const WASM = {
  get: (local) => [0x20, local], // local.get
  set: (local, value) => [...value, 0x21, local], // local.set
  number: (n) => [0x41, n & 0x7f], // i32.const, from -64
  sum: (a, b) => [...a, ...b, 0x6a], // i32.add
  product: (a, b) => [...a, ...b, 0x6c], // i32.mul
  isLess: (a, b) => [...a, ...b, 0x49], // i32.lt_u
  repeat: (body, isToGoOn) => [0x03, NOTHING, ...body.flat(), ...isToGoOn, 0x0d, 0, 0x0b], // loop … br_if 0 end
  either: (isSo, yes, no) => [...isSo, 0x04, NOTHING, ...yes.flat(), 0x05, ...no.flat(), 0x0b], // if … else … end
  zeros: [0xfd, 0x0c, ...Array(16).fill(0)], // v128.const
  load: (address, offset) => [...address, 0xfd, 0x00, 2, offset], // v128.load
  loadFourTimes: (address) => [...address, 0xfd, 0x09, 2, 0], // v128.load32_splat
  store: (address, offset, value) => [...address, ...value, 0xfd, 0x0b, 2, offset], // v128.store
  sums: (a, b) => [...a, ...b, 0xfd, 0xe4, 0x01], // f32x4.add
  products: (a, b) => [...a, ...b, 0xfd, 0xe6, 0x01], // f32x4.mul
};

/**
 * A module with one function, `multiply(x, kernel, sums, count, deep, wide)`. In the memory that it is given lie x (count,
 * inputs), the kernel of a gate (strips, inputs, 8) and, once they are made, sums (count, strips * 8): the first three say
 * where, the last two how many bytes a row of x and one of sums has.
 */
function productCode() {
  const [x, kernel, sums, count, deep, wide] = [0, 1, 2, 3, 4, 5]; // parameters, then the other locals
  const [weights, column, lastColumn, end] = [6, 7, 8, 9]; // where they lie: of the kernel, of sums, of x
  const rows = [10, 11, 12, 13]; // where each of four x, and then its sums, lie
  const [left, right] = [
    [14, 15, 16, 17],
    [18, 19, 20, 21],
  ]; // the sums of four outputs, and of the next four, for each of four x
  const [first, second, ink] = [22, 23, 24]; // weights of four outputs, of the next four, and one number of x
  const { get, set, number, sum, product, isLess, repeat, either } = WASM;
  const move = (local, by) => set(local, sum(get(local), by));
  const addProducts = (to, a, b) => set(to, WASM.sums(get(to), WASM.products(get(a), get(b))));

  // One number of each x with the weights of eight outputs, so that each is used several times.
  const step = (some) => [
    set(first, WASM.load(get(weights), 0)),
    set(second, WASM.load(get(weights), 16)),
    move(weights, number(32)),
    ...some.flatMap((n) => [
      set(ink, WASM.loadFourTimes(get(rows[n]))),
      addProducts(left[n], ink, first),
      addProducts(right[n], ink, second),
      move(rows[n], number(4)),
    ]),
  ];
  // Eight outputs of each x.
  const strip = (some) => [
    ...some.flatMap((n) => [set(left[n], WASM.zeros), set(right[n], WASM.zeros)]),
    ...some.map((n) => set(rows[n], n ? sum(get(rows[n - 1]), get(deep)) : get(x))),
    set(end, sum(get(x), get(deep))),
    repeat(step(some), isLess(get(rows[0]), get(end))),
    ...some.flatMap((n) => [
      set(rows[n], n ? sum(get(rows[n - 1]), get(wide)) : get(column)),
      WASM.store(get(rows[n]), 0, get(left[n])),
      WASM.store(get(rows[n]), 16, get(right[n])),
    ]),
    move(column, number(32)),
  ];
  // All outputs of some x.
  const allStrips = (some) => [
    set(weights, get(kernel)),
    set(column, get(sums)),
    set(lastColumn, sum(get(sums), get(wide))),
    repeat(strip(some), isLess(get(column), get(lastColumn))),
    move(x, product(get(deep), number(some.length))),
    move(sums, product(get(wide), number(some.length))),
    move(count, number(-some.length)),
  ];
  const four = either(isLess(get(count), number(4)), allStrips([0]), allStrips([0, 1, 2, 3]));
  return moduleOf(repeat([four], get(count)), [8, I32, 11, V128]);
}

/**
 * A module of one function.
 * @param {number[]} body of the function
 * @param {number[]} locals behind its parameters: how many, and their type, twice
 */
function moduleOf(body, locals) {
  const size = (n) => (n < 128 ? [n] : [(n % 128) + 128, ...size(n >> 7)]);
  const sized = (bytes) => [...size(bytes.length), ...bytes];
  const named = (name) => sized([...name].map((letter) => letter.charCodeAt(0)));
  const section = (id, entry) => [id, ...sized([1, ...entry])];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "asm", version 1
    ...section(1, [0x60, 6, ...Array(6).fill(I32), 0]), // a type: six numbers in, nothing out
    ...section(2, [...named("given"), ...named("memory"), 2, 0, 0]), // an import
    ...section(3, [0]), // a function of the type
    ...section(7, [...named("multiply"), 0, 0]), // an export
    ...section(10, sized([2, ...locals, ...body, 0x0b])),
  ]);
}
