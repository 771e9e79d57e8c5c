// What can be done to an image, and where two readings part. In: images and beliefs. Out: others. Pure, but for a river's edges.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const NARROW = 0.06; // a band of less has no border of its own
const PARTED = 0.1; // of the belief lies elsewhere where two readings have parted

/** @type {Record<string, (image: Float32Array, row: number) => Float32Array>} what can be done to the image at a row */
const EDITS = {
  "Blank this row": (image, row) => withRow(image, row, () => 0),
  "Repeat this row": (image, row) =>
    row === ROWS ? image : withRow(image, row + 1, (k) => image[(row - 1) * ROWS + k]),
  "Shift it right": (image, row) => withRow(image, row, (k) => (k ? image[(row - 1) * ROWS + k - 1] : 0)),
  "Mirror it": (image, row) => withRow(image, row, (k) => image[row * ROWS - 1 - k]),
  "Swap with the next": (image, row) =>
    row === ROWS
      ? image
      : withRow(
          withRow(image, row, (k) => image[row * ROWS + k]),
          row + 1,
          (k) => image[(row - 1) * ROWS + k],
        ),
  "From the bottom": (image) => image.map((_, k) => image[(ROWS - 1 - Math.floor(k / ROWS)) * ROWS + (k % ROWS)]),
};

/** An image with another row, counted from 1. @type {(image: Float32Array, row: number, ink: (column: number) => number) => Float32Array} */
const withRow = (image, row, ink) => image.map((each, k) => (Math.floor(k / ROWS) === row - 1 ? ink(k % ROWS) : each));

/** An image whose row `from` lies where `to` was; those between move on by one. @type {(image: Float32Array, from: number, to: number) => Float32Array} */
function moveRow(image, from, to) {
  const rows = [...Array(ROWS).keys()];
  rows.splice(to - 1, 0, ...rows.splice(from - 1, 1));
  return image.map((_, k) => image[rows[Math.floor(k / ROWS)] * ROWS + (k % ROWS)]);
}

/** The row from which on two readings differ for the first time, from 1; 0: never. @type {(a: Float32Array, b: Float32Array) => number} */
function partedAt(a, b) {
  const rows = Math.min(a.length, b.length) / 10;
  for (let t = 0; t < rows; t++) {
    let moved = 0;
    for (let d = 0; d < 10; d++) moved += Math.abs(a[10 * t + d] - b[10 * t + d]) / 2;
    if (moved > PARTED) return ROWS - rows + t + 1;
  }
  return 0;
}

/** The borders between the ten bands of another river, dotted, over what is painted; none where both bands are narrow. */
function paintEdges(pen, beliefs, width, height, palette) {
  const rows = beliefs.length / 10;
  const step = height / ROWS;
  const share = (t, d) => beliefs[10 * t + d];
  const edge = (t, d) => beliefs.subarray(10 * t, 10 * t + d + 1).reduce((sum, each) => sum + each, 0) * width;
  const isWide = (t, d) => Math.max(share(t, d), share(t, d + 1)) > NARROW && edge(t, d) > 2 && edge(t, d) < width - 2;
  for (const [colour, wide, dash] of [
    [palette.ground, 3, []],
    [palette.ink, 1.4, [3, 3]],
  ]) {
    Object.assign(pen, { strokeStyle: colour, lineWidth: wide });
    pen.setLineDash(dash);
    pen.beginPath();
    for (let d = 0; d < 9; d++) {
      for (let t = 1; t < rows; t++) {
        if (!isWide(t - 1, d) || !isWide(t, d)) continue;
        pen.moveTo(edge(t - 1, d), (ROWS - rows + t - 0.5) * step);
        pen.lineTo(edge(t, d), (ROWS - rows + t + 0.5) * step);
      }
    }
    pen.stroke();
  }
  pen.setLineDash([]);
}
