// What the network sees of a drawing. In: the pixels of the canvas, white ink on nothing. Out: 28 × 28. The mirror of what
// model/image.py does with a canvas: the ink, cropped, fitted to 20 × 20 by Pillow's own averages, centred.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const SIZE = 28; // height and width of what the network sees
const BOX = 20; // the longer side of every digit
const CENTRE = 14; // the row and column of its centre of mass
const MIN_CONTRAST = 0.05; // what differs less from the ground is no ink
const INK = 0.1; // what is fainter does not widen the crop

/** @typedef {{ width: number, height: number, values: Float32Array }} Plane row after row */

/**
 * @param {{ data: ArrayLike<number>, width: number, height: number }} pixels RGBA, 0 to 255
 * @returns {Float32Array} (28, 28) in [0, 1], ink is 1; zeros where nothing is drawn
 */
function imageOf(pixels) {
  const centred = new Float32Array(SIZE * SIZE);
  const ink = inkOf(pixels);
  const cropped = ink && cropOf(ink);
  if (!cropped) return centred;
  for (let side = BOX; side >= CENTRE; side--) {
    const fitted = fit(cropped, side);
    const [top, left] = cornerOf(fitted);
    const fits = Math.min(top, left) >= 0 && Math.max(top + fitted.height, left + fitted.width) <= SIZE;
    if (!fits && side > CENTRE) continue;
    for (let y = 0; y < fitted.height; y++) {
      const row = fitted.values.subarray(y * fitted.width, (y + 1) * fitted.width);
      centred.set(row, (top + y) * SIZE + left);
    }
    break;
  }
  return centred;
}

/** The ink at full contrast; null where nothing stands out. @returns {Plane | null} */
function inkOf({ data, width, height }) {
  const values = new Float32Array(width * height);
  let least = 255;
  for (let k = 0; k < values.length; k++) least = Math.min(least, data[4 * k + 3]);
  let most = 0;
  for (let k = 0; k < values.length; k++) {
    values[k] = (data[4 * k + 3] - least) / 255;
    most = Math.max(most, values[k]);
  }
  if (most <= MIN_CONTRAST) return null;
  fullContrast(values, most);
  return { width, height, values };
}

/** Scaled so that the upper quartile of what is stronger than half of the peak becomes 1, in place. */
function fullContrast(/** @type {Float32Array} */ values, /** @type {number} */ most) {
  const strong = values.filter((value) => value > most / 2).sort();
  const place = 0.75 * (strong.length - 1);
  const below = strong[Math.floor(place)];
  const quartile = below + (strong[Math.ceil(place)] - below) * (place - Math.floor(place));
  for (let k = 0; k < values.length; k++) values[k] = Math.min(values[k] / quartile, 1);
}

/** From the first row and column with ink to the last. @param {Plane} ink @returns {Plane | null} */
function cropOf({ width, height, values }) {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x] <= INK) continue;
      [top, bottom] = [Math.min(top, y), y];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
    }
  }
  if (bottom < 0) return null;
  const cropped = { width: right - left + 1, height: bottom - top + 1, values: new Float32Array(0) };
  cropped.values = new Float32Array(cropped.width * cropped.height);
  for (let y = 0; y < cropped.height; y++) {
    const from = (top + y) * width + left;
    cropped.values.set(values.subarray(from, from + cropped.width), y * cropped.width);
  }
  return cropped;
}

/** Scaled so that the longer side is `side`, with anti-aliasing. @param {Plane} plane @param {number} side */
function fit({ width, height, values }, side) {
  const longer = Math.max(width, height);
  const [across, down] = [width, height].map((length) => Math.max(1, toEven((length * side) / longer)));
  const narrow = new Float32Array(across * height);
  weightsOf(width, across).forEach(({ from, shares }, x) => {
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (let k = 0; k < shares.length; k++) sum += shares[k] * values[y * width + from + k];
      narrow[y * across + x] = sum;
    }
  });
  const fitted = new Float32Array(across * down);
  weightsOf(height, down).forEach(({ from, shares }, y) => {
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (let k = 0; k < shares.length; k++) sum += shares[k] * narrow[(from + k) * across + x];
      fitted[y * across + x] = sum;
    }
  });
  fullContrast(fitted, Math.max(...fitted));
  return { width: across, height: down, values: fitted };
}

/**
 * Pillow's triangle filter: from which pixel on and with what shares each new one is made of the old.
 * @param {number} before
 * @param {number} after
 */
function weightsOf(before, after) {
  const scale = before / after;
  const reach = Math.max(scale, 1);
  return Array.from({ length: after }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - reach + 0.5));
    const to = Math.min(before, Math.trunc(centre + reach + 0.5));
    const shares = Array.from({ length: to - from }, (_, k) =>
      Math.max(0, 1 - Math.abs((from + k - centre + 0.5) / reach)),
    );
    const sum = shares.reduce((a, b) => a + b, 0);
    return { from, shares: shares.map((share) => share / sum) };
  });
}

/** Top and left that bring the centre of mass next to (14, 14). @param {Plane} plane */
function cornerOf({ width, height, values }) {
  let [mass, row, column] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ink = values[y * width + x];
      mass += ink;
      row += y * ink;
      column += x * ink;
    }
  }
  return [toEven(CENTRE - row / mass), toEven(CENTRE - column / mass)];
}

/** To the next whole number, halves to the even one, as Python rounds. @param {number} value */
function toEven(value) {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 ? rounded - 1 : rounded;
}
