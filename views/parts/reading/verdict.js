// The answer in words. In: what a reading came to. Out: what stands beside the canvas. Pure; percent is paint.js's.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * The answer as it is shown: a digit with its state, or a sentence where there is none.
 * @typedef {{ sentence: string, digit: string, state: string, second: string }} Verdict
 */

const BLANK = "Draw a digit on the canvas, or choose one below it.";
const NO_DIGIT = "This does not look like a digit.";

/**
 * @param {{ beliefs: Float32Array, digit: number, unsure: boolean, noDigit: boolean }} trace
 * @param {boolean} isBlank whether nothing is drawn
 * @param {string | null} problem a sentence on why the drawing can be no digit
 * @param {number | null} label the digit that the image is known to show
 * @returns {Verdict}
 */
function verdictOf(trace, isBlank, problem, label) {
  const none = { digit: "", state: "", second: "" };
  if (isBlank) return { sentence: BLANK, ...none };
  if (problem) return { sentence: problem, ...none };
  if (trace.noDigit) return { sentence: NO_DIGIT, ...none };
  const belief = trace.beliefs.subarray(trace.beliefs.length - 10);
  const second = [...belief.keys()].sort((a, b) => belief[b] - belief[a]).find((digit) => digit !== trace.digit);
  const sure = percent(belief[trace.digit]).replaceAll(" ", "\u00a0"); // a narrow place breaks no number
  const next = `${second}, ${percent(belief[Number(second)])}`;
  const says = label !== null && label !== trace.digit ? `. The label says ${label}.` : "";
  return {
    sentence: "",
    digit: String(trace.digit),
    state: trace.unsure ? "Not sure" : `Sure: ${sure}`,
    second: (trace.unsure ? `${trace.digit}, ${sure}, or ${next}` : `Runner-up: ${next}`) + says,
  };
}
