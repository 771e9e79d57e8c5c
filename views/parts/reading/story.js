// The story of a reading. In: the beliefs after each row and which rows hold ink. Out: its stations, and their sentences.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const UNDECIDED = 0.3; // a digit less likely than this is no guess
const CLOSE = 0.15; // a second digit at least so likely is named beside one that is not believed in
const MOST_STATIONS = 6;

/**
 * What stood after some rows: a digit believed in, one or two that it could be, or none; "blank" before any ink.
 * @typedef {{ from: number, to: number, kind: "blank" | "believed" | "could be" | "undecided", digits: number[] }} Station
 */

/**
 * The stations of a reading, first to last; they follow upon each other from row 1 to the last.
 * @param {Float32Array} beliefs (28, 10)
 * @param {Float32Array} image (28, 28)
 * @param {number} believed a digit is believed in from this probability on
 * @returns {Station[]}
 */
function stationsOf(beliefs, image, believed) {
  const rows = beliefs.length / 10;
  const firstInk = image.findIndex((ink) => ink > 0);
  const blank = firstInk < 0 ? rows : Math.floor(firstInk / (image.length / rows)); // rows before the first ink
  /** @type {Station[]} */
  const stations = [];
  for (let t = 0; t < rows; t++) {
    const { kind, digits } = stateOf(beliefs.subarray(10 * t, 10 * t + 10), t < blank, believed);
    const last = stations[stations.length - 1];
    if (last && last.kind === kind && last.digits.join() === digits.join()) last.to = t + 1;
    else stations.push({ from: t + 1, to: t + 1, kind, digits });
  }
  return shortened(stations);
}

/** @type {(belief: Float32Array, isBlank: boolean, believed: number) => Pick<Station, "kind" | "digits">} */
function stateOf(belief, isBlank, believed) {
  const [best, second] = [...belief.keys()].sort((a, b) => belief[b] - belief[a]);
  if (isBlank) return { kind: "blank", digits: belief[best] > believed ? [best] : [] };
  if (belief[best] >= believed) return { kind: "believed", digits: [best] };
  if (belief[best] < UNDECIDED) return { kind: "undecided", digits: [] };
  return { kind: "could be", digits: belief[second] >= CLOSE ? [best, second].sort((a, b) => a - b) : [best] };
}

/**
 * Few enough to be read: the shortest stations in which nothing is believed are left out first, then the shortest of all,
 * but never the first nor the last. What was left out leaves a gap in the rows.
 * @param {Station[]} stations
 */
function shortened(stations) {
  const kept = [...stations];
  while (kept.length > MOST_STATIONS) {
    const inner = kept.slice(1, -1);
    const weight = ({ from, to, kind }) => to - from + (kind === "believed" ? 100 : 0);
    kept.splice(kept.indexOf(inner.reduce((least, each) => (weight(each) < weight(least) ? each : least))), 1);
  }
  return kept;
}

/**
 * A sentence for each station.
 * @param {Station[]} stations
 * @param {boolean} noDigit whether the reading ended without a digit
 * @returns {string[]}
 */
function told(stations, noDigit) {
  return stations.map((station, k) => {
    const isLast = k === stations.length - 1;
    if (station.kind === "blank") return ofBlank(station);
    const [first, second] = station.digits;
    const returns = stations.slice(0, k).some((each) => each.kind === "believed" && each.digits[0] === first);
    const what = {
      believed: `${returns ? `${first} again` : `it believes in ${article(first)}`}${isLast ? ", to the end" : ""}`,
      "could be":
        second === undefined ? `perhaps ${article(first)}` : `could be ${article(first)} or ${article(second)}`,
      undecided: "undecided",
    }[station.kind];
    const end = isLast && noDigit ? ", and in the end no digit" : "";
    return `Row ${station.from}: ${what}${end}.`;
  });
}

/** @type {(station: Station) => string} */
function ofBlank({ from, to, digits }) {
  const rows = from === to ? `Row ${from}` : `Rows ${from}–${to}`;
  if (!digits.length) return `${rows}: no ink yet.`;
  return `${rows}: no ink yet, but so late a start already speaks for ${article(digits[0])}.`;
}

/** @type {(digit: number) => string} */
const article = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;
