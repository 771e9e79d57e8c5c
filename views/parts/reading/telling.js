// What a reading tells the rest of the page. In: a reading, and the row at which its film stands. Out: the moment, for the
// answer's place and the panels beneath it; the story, and which of its sentences is being told. Joined behind panels.js,
// before reading.js.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * What a reading is told by: isKnown says whether the server has seen the image, isLive whether the pen is down.
 * @typedef {{ film: Film, data: any, network: any, image: Float32Array, trace: any, stations: Station[],
 *   sentences: string[], isKnown: boolean, isLive: boolean }} Tellable
 */

/** @param {Tellable} reading @returns all that can be shown of it at the film's row */
function momentOf({ film, data, network, image, trace, stations, sentences, isKnown, isLive }) {
  const { row, playing } = film.player;
  const from = ROWS - trace.beliefs.length / 10;
  const at = Math.max(0, row - 1 - from);
  const bars = trace.beliefs.subarray(10 * at, 10 * at + 10);
  const isBlank = !image.some((ink) => ink > 0);
  const [isLast, isResting, isAgreed] = [row === ROWS, !playing && !isLive, isKnown && !isLive];
  return {
    verdict: verdictOf(trace, isBlank, isAgreed ? data.sentence : null, isAgreed ? data.label : null),
    bars,
    told: [...bars].map((share) => (share >= 0.005 ? percent(share) : "")),
    isLast,
    isResting,
    isBlank,
    invites: data.opening && isLast && isResting,
    network,
    image,
    trace,
    stations,
    sentences,
    row,
    layer: trace.layers.indexOf(film.data.states),
    chosenRow: film.chosen?.row ?? ROWS,
    unit: film.chosen?.unit ?? null,
    isLive,
  };
}

/** @type {(moment: object) => void} */
function tell(moment) {
  const page = /** @type {any} */ (globalThis);
  page.rowByRow = moment; // for whoever begins to listen later
  dispatchEvent(new CustomEvent("row-by-row", { detail: moment }));
}

/**
 * @param {any} place that it stands in
 * @param {string[]} sentences
 * @param {Station[]} stations one a sentence; a row that none of them is of has no sentence
 * @param {number} row
 */
function tellStory(place, sentences, stations, row) {
  const wanted = sentences.join("|");
  if (place.dataset.told !== wanted) {
    place.dataset.told = wanted;
    place.replaceChildren(
      ...sentences.flatMap((each) => [Object.assign(document.createElement("span"), { textContent: each }), " "]),
    );
  }
  [...place.children].forEach((span, k) => {
    span.dataset.when = stations[k].from > row ? "later" : stations[k].to < row ? "past" : "now";
  });
}
