// What the film says. In: its data and a place on it. Out: the numbers there, the cell's formula, the tip at the pointer,
// and texts with their terms explained. Joined behind paint.js and player.js, before hands.js.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * The number that stands on a panel; undefined where there is no such panel, or not yet at this row.
 * @param {FilmData} data
 * @param {string} name
 * @param {number} row 1 to 28
 * @param {number} column
 * @param {number} lane
 * @returns {any}
 */
function numberOn(data, name, row, column, lane = 0) {
  const panel = data.panels.find((each) => each.name === name && (each.lane ?? lane) === lane);
  if (panel) return panel.values[(row - 1 - panel.from) * panel.width + column];
  const state = data.states?.[name]; // of a unit that has no panel for it
  return state?.[((row - 1) * state.length) / ROWS + column];
}

/**
 * The likeliest digits of a lane after a row: [[digit, probability], ...]; empty before it has an answer.
 * @param {FilmData} data
 * @param {number} row 1 to 28
 * @param {number} lane
 * @returns {number[][]}
 */
function rankingOf(data, row, lane = 0) {
  const digits = [...Array(10).keys()].map((digit) => [digit, numberOn(data, "belief", row, digit, lane)]);
  return digits.filter(([, share]) => share !== undefined).sort((a, b) => b[1] - a[1]);
}

/**
 * A text with the first term of the glossary in it underlined, and explained on hover, focus and tap.
 * @param {string} text
 * @param {Record<string, string>} terms
 * @returns {(string | Node)[]}
 */
function explained(text, terms = {}) {
  /** @param {string} name */
  const place = (name) => text.search(new RegExp(`\\b${name}`, "i"));
  const here = Object.keys(terms)
    .filter((name) => place(name) >= 0)
    .sort((a, b) => b.length - a.length)[0];
  if (!here) return [text];
  const [at, length] = [place(here), here.length + Number(text[place(here) + here.length] === "s")];
  const term = Object.assign(document.createElement("span"), { className: "term", tabIndex: 0 });
  const gloss = Object.assign(document.createElement("span"), { className: "gloss", role: "tooltip" });
  gloss.textContent = terms[here];
  term.append(text.slice(at, at + length), gloss);
  return [text.slice(0, at), term, text.slice(at + length)];
}

/**
 * The cell's own sum in numbers, for a unit at a row, as HTML.
 * @param {FilmData} data
 * @param {number} unit
 * @param {number} row 1 to 28
 */
function formulaOf(data, unit, row) {
  /** @param {string} name */
  const number = (name, at = row) => `<b>${signed(at ? numberOn(data, name, at, unit) : 0)}</b>`;
  const before = row - 1;
  /** @param {string} name */
  const has = (name) => numberOn(data, name, 1, 0) !== undefined;
  const lead = `<b>Unit ${unit}</b>${data.layer ? ` of the ${data.layer}` : ""} at row ${row}`;
  if (!has("h")) return "";
  if (has("c")) {
    return (
      `${lead}: <span>c = f · c<sub>before</sub> + i · g = ${number("f")} · ${number("c", before)} + ` +
      `${number("i")} · ${number("g")} = ${number("c")}</span> ` +
      `<span>h = o · tanh c = ${number("o")} · tanh ${number("c")} = ${number("h")}</span>`
    );
  }
  if (has("z")) {
    return (
      `${lead}: <span>h = z · h<sub>before</sub> + (1 − z) · g = ${number("z")} · ${number("h", before)} + ` +
      `<b>${signed(1 - numberOn(data, "z", row, unit))}</b> · ${number("g")} = ${number("h")}</span>`
    );
  }
  return `${lead}: <span>h goes from ${number("h", before)} to ${number("h")}</span>`;
}

/**
 * What stands at a place of a panel, as HTML.
 * @param {FilmData} data
 * @param {{ panel: number, row: number, column: number }} place the panel by its number
 */
function tipOf(data, { panel, row, column }) {
  const here = data.panels[panel];
  const entry = (text, isHere) => `<span${isHere ? ' class="here"' : ""}>${text}</span>`;
  if (here.units) {
    const units = data.panels.filter((each) => each.units && each.lane === here.lane);
    const values = units.map((each) =>
      entry(`${each.symbol} ${signed(numberOn(data, each.name, row, column, each.lane), 3)}`, each === here),
    );
    if (here.strips) values.push(entry(`h ${signed(numberOn(data, "h", row, column), 3)}`, false));
    return `row ${row}, unit ${column}<br>${values.join("")}`;
  }
  if (here.scale === "belief") {
    const best = rankingOf(data, row, here.lane).slice(0, 3);
    const entries = best.map(([digit, share]) => entry(`<b>${digit}</b> ${(100 * share).toFixed(1)} %`, false));
    return `after row ${row}<br>${entries.join("")}`;
  }
  const ink = numberOn(data, here.name, row, column).toFixed(2);
  return `row ${row}, column ${column + 1}<br>${entry(`ink ${ink}`, true)}`;
}
