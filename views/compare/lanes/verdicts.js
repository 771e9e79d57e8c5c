// What several readings of one image come to, in words. In: their traces. Out: a card for each, and the finding. The mirror
// of model/decision.py as to rows, which a test holds it to. Pure; percent is paint.js's.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * A network's reading, and whether it reads row by row.
 * @typedef {{ name: string, trace: { beliefs: Float32Array, digit: number, unsure: boolean, noDigit: boolean },
 *   byRows: boolean }} Answer
 */
/**
 * What is told of one network; `digit` is a dash where it answers none.
 * @typedef {{ name: string, digit: string, state: string, way: string }} Card
 */

const NONE = "–";

/** @type {(beliefs: Float32Array, row: number) => Float32Array} after that row, counted from 0 */
const beliefAt = (beliefs, row) => beliefs.subarray(10 * row, 10 * row + 10);

/** @type {(belief: Float32Array) => number} */
const likeliest = (belief) => belief.indexOf(Math.max(...belief));

/**
 * The row from which something holds to the end; 0 where it does not hold at the end.
 * @param {Float32Array} beliefs (rows, 10)
 * @param {(belief: Float32Array) => boolean} holds
 */
function staysFrom(beliefs, holds) {
  let row = beliefs.length / 10;
  while (row > 0 && holds(beliefAt(beliefs, row - 1))) row -= 1;
  return row === beliefs.length / 10 ? 0 : row + 1;
}

/** The row from which the answer never changes again; the last one where all rows are seen at once. @param {Float32Array} beliefs */
const decidedRow = (beliefs) =>
  beliefs.length === 10
    ? ROWS
    : staysFrom(beliefs, (belief) => likeliest(belief) === likeliest(beliefs.subarray(beliefs.length - 10)));

/** The row from which the answer is believed in to the end, or 0. @type {(beliefs: Float32Array, believed: number) => number} */
function believedRow(beliefs, believed) {
  const digit = likeliest(beliefs.subarray(beliefs.length - 10));
  return staysFrom(beliefs, (belief) => belief[digit] >= believed);
}

/** The later of the two. @type {(beliefs: Float32Array, believed: number) => number} */
const settledRow = (beliefs, believed) => Math.max(decidedRow(beliefs), believedRow(beliefs, believed));

/**
 * @param {Answer} answer
 * @param {boolean} isBlank whether nothing is drawn
 * @param {number} believed a digit is believed in from this probability on
 * @returns {Card}
 */
function cardOf({ name, trace, byRows }, isBlank, believed) {
  if (isBlank) return { name, digit: NONE, state: "Nothing drawn yet", way: "" };
  const way = wayOf(trace.beliefs, byRows, believed);
  if (trace.noDigit) return { name, digit: NONE, state: "No digit", way };
  const sure = percent(trace.beliefs[trace.beliefs.length - 10 + trace.digit]);
  return { name, digit: String(trace.digit), state: trace.unsure ? `Not sure: ${sure}` : sure, way };
}

/** How a reading came to its answer, in a few words. @type {(beliefs: Float32Array, byRows: boolean, believed: number) => string} */
function wayOf(beliefs, byRows, believed) {
  if (!byRows) return "All rows at once: no way to watch";
  const after = decidedRow(beliefs);
  const sure = believedRow(beliefs, believed);
  const words = [`final from row ${after} on`, after < sure ? `, believed from row ${sure}` : ""];
  for (let row = after - 2; row >= 0; row -= 1) {
    const digit = likeliest(beliefAt(beliefs, row));
    if (beliefAt(beliefs, row)[digit] < believed) continue;
    words.push(`; ${digit} until row ${row + 1}`);
    break;
  }
  return words.join("");
}

/** Beside the line of a lane: where it stands, and what it says. @type {(answer: Answer, believed: number) => { decidedAfter: number, decision: string }} */
function flagOf({ trace: { beliefs, digit, noDigit }, byRows }, believed) {
  const row = settledRow(beliefs, believed);
  if (noDigit) return { decidedAfter: 0, decision: "◂ no digit in the end" };
  return { decidedAfter: row, decision: byRows ? `◂ ${digit} from row ${row} on` : `◂ ${digit}, all rows at once` };
}

/**
 * What the networks answer, and which came to it first.
 * @param {Answer[]} answers
 * @param {boolean} isBlank
 * @param {number} believed
 */
function findingOf(answers, isBlank, believed) {
  if (isBlank) return "An empty page";
  const said = answers.map(({ trace }) => (trace.noDigit ? "no digit" : String(trace.digit)));
  if (answers.length === 1) return `${answers[0].name} answers ${said[0]}`;
  const votes = (word) => said.filter((each) => each === word).length;
  const word = said.reduce((best, each) => (votes(each) > votes(best) ? each : best));
  const most = votes(word);
  if (most === 1) return `${answers.length} networks, ${answers.length} answers`;
  if (most < answers.length) {
    const others = answers.map(({ name }, k) => (said[k] === word ? "" : `${name} ${said[k]}`)).filter(Boolean);
    return `${most} of ${answers.length} answer ${word}; ${others.join(", ")}`;
  }
  const all = `${most === 2 ? "Both" : `All ${most}`} answer ${word}`;
  const rows = answers
    .filter(({ byRows }) => byRows)
    .map(({ name, trace }) => ({ name, row: believedRow(trace.beliefs, believed) || ROWS }));
  if (!rows.length || word === "no digit") return all;
  const first = rows.reduce((best, each) => (each.row < best.row ? each : best));
  return `${all}; ${first.name} believed in it first, from row ${first.row}`;
}
