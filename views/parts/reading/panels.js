// From a reading to what the film shows of it. In: a trace and the words for its quantities. Out: panels. Pure.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/** @type {(image: Float32Array) => Panel} */
const imagePanel = (image) =>
  panelOf({
    name: "x",
    title: "The image",
    reads: "read row by row, from the top",
    scale: "ink",
    width: ROWS,
    values: image,
  });

/** @type {(beliefs: Float32Array, reads: string) => Panel} */
function beliefPanel(beliefs, reads) {
  const from = ROWS - beliefs.length / 10;
  return panelOf({ name: "belief", title: "Belief", reads, scale: "belief", width: 10, from, values: beliefs });
}

/**
 * The units that argued most.
 * @param {Float32Array} votes (28, units)
 * @param {number} units
 * @param {number} digit
 * @param {number} against
 * @param {number} lead of the digit over the other, in logits, with the biases
 * @param {boolean} isExact whether the votes sum to it
 * @returns {Panel}
 */
function votesPanel(votes, units, digit, against, lead, isExact) {
  const strips = loudest(votes, units);
  const last = votes.length - units;
  const given = strips.reduce((sum, unit) => sum + votes[last + unit], 0);
  const share = `${Math.round((100 * given) / lead)} %`;
  const title = `The ${strips.length} units that argued most`;
  const part = isExact
    ? `together ${share} of the lead of ${digit} over ${against}`
    : `by the slope of the lead of ${digit} over ${against}`;
  const limit = strips.reduce((most, unit) => {
    for (let at = unit; at < votes.length; at += units) most = Math.max(most, Math.abs(votes[at]));
    return most;
  }, 1e-6);
  const ends = [`for ${against}`, `for ${digit}`];
  return panelOf({
    name: "votes",
    title,
    reads: part,
    scale: "signed",
    width: units,
    values: votes,
    units: true,
    limit,
    strips,
    ends,
  });
}

/** Keeps the place of the units until the weights have arrived. @returns {Panel} */
function waitingPanel() {
  const [title, reads] = [`The ${FEW} units that argued most`, "are on their way"];
  const values = new Float32Array(ROWS * FEW);
  return panelOf({
    name: "votes",
    title,
    reads,
    scale: "signed",
    width: FEW,
    values,
    strips: [...values.subarray(0, FEW).keys()],
  });
}

/**
 * Every unit of a layer, a panel a quantity.
 * @param {Record<string, any>} layer of a trace
 * @param {Record<string, string[]>} words of each quantity: title, how to read it, scale
 * @returns {Panel[]}
 */
function unitPanels(layer, words) {
  return Object.entries(words)
    .filter(([name]) => layer[name])
    .map(([name, [title, reads, scale]]) => {
      const values = layer[name];
      const most = values.reduce((/** @type {number} */ a, /** @type {number} */ b) => Math.max(a, Math.abs(b)), 0);
      const limit = Math.max(1, Math.ceil(most));
      const width = values.length / ROWS;
      return panelOf({
        name,
        symbol: name,
        title,
        reads,
        scale: /** @type {Panel["scale"]} */ (scale),
        width,
        values,
        units: true,
        limit,
      });
    });
}

/**
 * A panel with what most have.
 * @param {Partial<Panel> & Pick<Panel, "name" | "title" | "reads" | "scale" | "width" | "values">} given
 * @returns {Panel}
 */
const panelOf = (given) => ({ lane: 0, symbol: "", units: false, limit: 1, from: 0, ...given });
