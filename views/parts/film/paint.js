// Painting. In: a panel's values and the colours. Out: pixels on its canvas. Joined before all else of the film.

/**
 * The page's colours, each as #rrggbb; what each means stands in panels/theme.py.
 * @typedef {{ ground: string, ink: string, quiet: string, line: string, accent: string, negative: string,
 *   positive: string, gate: string, digits: string[] }} Palette
 */
/**
 * One picture of the film; the image has no lane, since all read it. `values` are (28 - from, width), row after row.
 * The scales ink and gate run from 0 to 1, signed from -limit to limit; belief is drawn as a river.
 * `strips` are the columns that are shown, wide and apart, where not all are; `ends` the words at the scale's ends.
 * @typedef {{ name: string, lane: number, symbol: string, title: string, reads: string, units: boolean,
 *   scale: "ink" | "gate" | "signed" | "belief", limit: number, width: number, from: number,
 *   values: Float32Array, strips?: number[], ends?: string[] }} Panel
 */
/**
 * What a film shows. The layout is "lanes" of several readings, "few" for the units that argued most, "all" for every
 * unit of a layer, whose name may stand in `layer`. `states` are those of the units of which some have no panel.
 * @typedef {{ key: string, layout: "lanes" | "few" | "all", panels: Panel[], palette: Palette, note: string,
 *   lanes: { name: string, decidedAfter: number, decision: string }[], layer?: string,
 *   chosen: { row: number, unit: number } | null, states?: Record<string, any> | null,
 *   terms?: Record<string, string> }} FilmData
 */

const ROWS = 28;

/** @param {string} base64 of little-endian float32 */
function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer); // (28 * width), row after row
}

/** @type {(value: number, low: number, high: number) => number} */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
/** The mirror of `percent` in panels/numbers.py. @type {(share: number, decimals?: number) => string} */
const percent = (share, decimals = 0) => {
  const [rounded, finest] = [(100 * share).toFixed(decimals), 10 ** -decimals];
  if (share > 0 && Number(rounded) === 0) return `< ${finest.toFixed(decimals)} %`;
  return share < 1 && Number(rounded) === 100 ? `> ${(100 - finest).toFixed(decimals)} %` : `${rounded} %`;
};
/** @type {(value: number, decimals?: number) => string} */
const signed = (value, decimals = 2) => value.toFixed(decimals).replace("-", "−");
/** @type {(hex: string) => number[]} */
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
/** @type {(a: number[], b: number[], share: number) => number[]} */
const mix = (a, b, share) => a.map((from, k) => from + (b[k] - from) * share);

/**
 * A value's colour on one of the three scales: ink and gates run from 0 to 1, signed values from -limit to limit.
 * @param {string} scale
 * @param {number} limit
 * @param {Palette} palette
 * @returns {(value: number) => number[]} red, green and blue, 0 to 255
 */
function colourOf(scale, limit, palette) {
  const ground = rgb(palette.ground);
  const ends = /** @type {Record<string, string>} */ ({ ink: palette.ink, gate: palette.gate })[scale];
  if (ends) {
    const full = rgb(ends);
    return (value) => mix(ground, full, clamp(value, 0, 1));
  }
  const [negative, positive] = [rgb(palette.negative), rgb(palette.positive)];
  return (value) => mix(ground, value < 0 ? negative : positive, clamp(Math.abs(value) / limit, 0, 1));
}

/**
 * One pixel a value.
 * @param {HTMLCanvasElement} canvas
 * @param {Panel} panel
 * @param {number[]} order which column of the values stands at each place
 * @param {Palette} palette
 */
function paintHeatmap(canvas, panel, order, palette) {
  canvas.width = order.length;
  canvas.height = ROWS;
  const pixels = new ImageData(order.length, ROWS);
  const colour = colourOf(panel.scale, panel.limit, palette);
  for (let t = 0; t < ROWS; t++) {
    order.forEach((column, place) => {
      pixels.data.set([...colour(panel.values[t * panel.width + column]), 255], 4 * (t * order.length + place));
    });
  }
  context(canvas).putImageData(pixels, 0, 0);
}

/**
 * A strip a column, a cell a row, with the ground between the strips.
 * @param {HTMLCanvasElement} canvas
 * @param {Panel} panel
 * @param {number[]} columns of the values, from left to right
 * @param {Palette} palette
 * @param {number} width in CSS pixels
 * @param {number} height in CSS pixels
 */
function paintStrips(canvas, panel, columns, palette, width, height) {
  const pen = sharp(canvas, width, height);
  const colour = colourOf(panel.scale, panel.limit, palette);
  const [across, down] = [width / columns.length, height / ROWS];
  columns.forEach((column, place) => {
    for (let t = 0; t < ROWS; t++) {
      pen.fillStyle = `rgb(${colour(panel.values[t * panel.width + column]).join()})`;
      pen.fillRect(place * across + 1, t * down, across - 2, down + 0.5);
    }
  });
}

/**
 * The units by the row at which their hidden state moves most, falling ones before rising ones.
 * @param {Pick<Panel, "values" | "width">} panel of h
 * @returns {number[]} place -> unit
 */
function orderByMove({ values, width }) {
  const rank = Float32Array.from({ length: width }, (_, unit) => {
    /** @param {number} t */
    const move = (t) => values[t * width + unit] - (t ? values[(t - 1) * width + unit] : 0);
    let most = 0;
    for (let t = 1; t < ROWS; t++) if (Math.abs(move(t)) > Math.abs(move(most))) most = t;
    return 2 * most + Number(move(most) > 0);
  });
  return [...rank.keys()].sort((a, b) => rank[a] - rank[b]);
}

/**
 * The ten beliefs as bands that flow downwards; in the middle of a row the bands' widths are that row's beliefs.
 * A network that sees all rows at once has beliefs after the last row only: its bands begin there.
 * @param {HTMLCanvasElement} canvas
 * @param {Panel} panel
 * @param {Palette} palette
 * @param {number} width in CSS pixels
 * @param {number} height in CSS pixels
 */
function paintRiver(canvas, panel, palette, width, height) {
  const pen = sharp(canvas, width, height);
  const step = height / ROWS;
  const rows = ROWS - panel.from;
  const edges = Array.from({ length: rows }, () => new Float32Array(panel.width + 1));
  edges.forEach((row, t) => {
    for (let d = 0; d < panel.width; d++) row[d + 1] = row[d] + panel.values[t * panel.width + d] * width;
  });
  for (let d = 0; d < panel.width; d++) {
    /** @param {number} k */
    const side = (k) => edges.map((row, t) => [row[d + k], (panel.from + t + 0.5) * step]);
    const [left, right] = [side(0), side(1)];
    const outline = [[left[0][0], panel.from * step], ...left, [left[rows - 1][0], height]];
    outline.push([right[rows - 1][0], height], ...right.reverse(), [right[rows - 1][0], panel.from * step]);
    pen.beginPath();
    outline.forEach(([x, y]) => pen.lineTo(x, y));
    pen.fillStyle = palette.digits[d];
    pen.fill();
    pen.strokeStyle = palette.ground;
    pen.lineWidth = 0.75;
    pen.stroke();
    labelBand(pen, edges, d, panel.from, step, palette);
  }
}

/**
 * A band carries its digit where it is widest, if there is room for it.
 * @param {CanvasRenderingContext2D} pen
 * @param {Float32Array[]} edges of the bands at each row, in CSS pixels
 * @param {number} digit
 * @param {number} from the first row, from 0
 * @param {number} step CSS pixels a row
 * @param {Palette} palette
 */
function labelBand(pen, edges, digit, from, step, palette) {
  const widths = edges.map((row) => row[digit + 1] - row[digit]);
  const widest = widths.reduce(
    (best, _, t) => (smooth(widths, t) > smooth(widths, best) + 1 ? t : best),
    Math.min(1, widths.length - 1),
  );
  if (widths[widest] < 13) return;
  const [r, g, b] = rgb(palette.digits[digit]);
  pen.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#15171b" : "#ffffff";
  pen.font = "600 12px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const middle = clamp((from + widest + 0.5) * step, 8, ROWS * step - 8); // whole, also in the first row and the last
  pen.fillText(String(digit), (edges[widest][digit] + edges[widest][digit + 1]) / 2, middle);
}

/** @type {(widths: number[], t: number) => number} */
const smooth = (widths, t) =>
  Math.min(widths[Math.max(t - 1, 0)], widths[t], widths[Math.min(t + 1, widths.length - 1)]);

/**
 * A canvas of as many pixels as the screen has there, and a pen that takes CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} height in CSS pixels
 */
function sharp(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = context(canvas);
  pen.scale(ratio, ratio);
  return pen;
}

/**
 * How many pixels high a row is in a film of this width: whole ones, so that all rows are alike.
 * @param {number} width in CSS pixels
 * @param {string} layout
 */
function pixelsARow(width, layout) {
  if (layout === "lanes") return clamp(Math.floor((0.245 * width) / ROWS), 6, 13);
  if (width < 420) return 7;
  return clamp(Math.floor((0.4 * width) / ROWS), 7, 11);
}

/** @param {HTMLCanvasElement} canvas */
const context = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
