// What is told of a unit. In: its course and the terms of its sums. Out: sentences. Pure.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const LARGEST = 6; // terms of a sum that are named
const [EMPTIES, HOLDS] = [0.2, 0.95]; // a forget gate below empties the memory, one above holds it
const LONG = 4; // rows on end that make a moment

/**
 * The moments in a unit's course, in words.
 * @param {number[] | null} f (28,) its forget gate
 * @param {number[]} values (28,) its memory, or its hidden state
 * @param {string} name
 * @returns {string[]}
 */
function momentsOf(f, values, name) {
  const moves = values.map((value, t) => value - (t ? values[t - 1] : 0));
  const most = moves.reduce((best, move, t) => (Math.abs(move) > Math.abs(moves[best]) ? t : best), 0);
  /** @type {[number, string][]} the row of each, and the sentence */
  const found = [[most, `Row ${most + 1}: ${name} moves by ${plus(moves[most])}, further than at any other row.`]];
  if (f) {
    const empties = f.findIndex((each, t) => t > 0 && each < EMPTIES && Math.abs(values[t - 1]) > 0.3);
    if (empties > 0) found.push([empties, `Row ${empties + 1}: f = ${signed(f[empties])}, it empties its memory.`]);
    const [from, to] = longest(f.map((each) => each >= HOLDS));
    if (to - from >= LONG) found.push([from, `Rows ${from + 1} to ${to}: f ≥ ${HOLDS}, it holds what it has.`]);
  }
  return found.sort(([a], [b]) => a - b).map(([, sentence]) => sentence);
}

/** The longest run, from and behind the last, from 0. @type {(flags: boolean[]) => [number, number]} */
function longest(flags) {
  /** @type {[number, number]} */
  let best = [0, 0];
  let from = 0;
  for (let t = 0; t <= flags.length; t++) {
    if (t < flags.length && flags[t]) continue;
    if (t - from > best[1] - best[0]) best = [from, t];
    from = t + 1;
  }
  return best;
}

/** The largest terms by name. @param {Terms} terms @param {boolean} isFirst whether the inputs are pixels */
function largestOf({ inputs, state }, isFirst) {
  const named = [
    ...[...inputs].map(
      (value, k) => /** @type {[number, string]} */ ([value, isFirst ? `column ${k + 1}` : `unit ${k} below`]),
    ),
    ...[...state].map((value, k) => /** @type {[number, string]} */ ([value, `unit ${k}`])),
  ];
  const first = named.sort(([a], [b]) => Math.abs(b) - Math.abs(a)).slice(0, LARGEST);
  return `Largest of its ${named.length} terms: ${first.map(([value, name]) => `${name} ${plus(value)}`).join(", ")}.`;
}
