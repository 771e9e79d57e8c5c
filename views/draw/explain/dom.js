// Elements. In: names, attributes and children. Out: elements of the page. Stands before the panels that use it.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const SVG = "http://www.w3.org/2000/svg";

/**
 * A moment of a reading, as views/parts/reading/ tells of it.
 * @typedef {{ network: any, image: Float32Array, trace: any, stations: any[], sentences: string[], row: number,
 *   chosenRow: number, layer: number, unit: number | null, playing: boolean, isLive: boolean }} Moment
 */
/**
 * What the server knows beside it: views/draw/explain/__init__.py.
 * @typedef {{ palette: Palette, name: string, switches: { words: string, gate: string, value: number, accuracy: string }[],
 *   accuracy: string, worker: string | null, labels: string | null,
 *   units: { courses: Int8Array, names: string[], images: number[][], rows: number[][] }[] | null, images: ImageBitmap | null,
 *   atlas: { address: string | null, across: number } | null, examples: Float32Array[] }} Known
 */
/** @typedef {(name: string) => any} At the element of explain.html that is called so */

/**
 * @param {string} tag
 * @param {Record<string, any>} properties
 * @param {...(Node | string)} children
 * @returns {any}
 */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 * @returns {any}
 */
function drawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));
  element.append(...children);
  return element;
}

/**
 * Options of a list, made anew only when they change.
 * @param {HTMLSelectElement} select
 * @param {[string, string][]} options value and words of each
 * @param {string} value
 */
function offer(select, options, value) {
  const wanted = JSON.stringify(options);
  if (select.dataset.offered !== wanted)
    select.replaceChildren(...options.map(([key, words]) => new Option(words, key)));
  select.dataset.offered = wanted;
  select.value = value;
}

/**
 * A bar from the middle to one side.
 * @param {number} value
 * @param {number} limit the value that reaches the end
 * @param {Palette} palette
 */
function barOf(value, limit, palette) {
  const share = limit ? Math.min(1, Math.abs(value) / limit) / 2 : 0;
  const bar = make("span", { className: "bar" }, make("i"));
  Object.assign(bar.firstChild.style, {
    left: `${100 * (value < 0 ? 0.5 - share : 0.5)}%`,
    width: `${100 * share}%`,
    background: value < 0 ? palette.negative : palette.positive,
  });
  return bar;
}

/**
 * Puts the line of a row on every plate of a part.
 * @param {HTMLElement} part
 * @param {number} row from 1
 */
function lineAt(part, row) {
  part.querySelectorAll(".plate .row").forEach((line) => {
    /** @type {HTMLElement} */ (line).style.top = `calc(${(100 * (row - 0.5)) / ROWS}% - 1px)`;
  });
}

/** Asks the reading for a row, a unit or a layer. @param {{ row?: number, unit?: number, layer?: number }} choice */
const choose = (choice) => dispatchEvent(new CustomEvent("row-by-row-choice", { detail: choice }));

/** @type {(value: number) => string} */
const plus = (value) => (value > 0 ? "+" : "") + signed(value);

/** Whether two lists hold the very same: what was shown for one needs no showing for the other. @type {(a: any[], b: any[]) => boolean} */
const isSame = (a, b) => a.length === b.length && a.every((each, k) => each === b[k]);
