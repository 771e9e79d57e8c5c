// The cell, drawn. In: the kind of a layer. Out: a picture of one unit's cell, and how its numbers are put into it: vessels
// that fill, valves that open, pipes as wide as what flows through them.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const [TALL, WIDE, ROUND] = [120, 64, 22]; // of vessels, and the radius of valves, in units of the picture
const MIDDLE = 100; // the height of the main pipe
const LOW = 236; // of the lower one
const BESIDE = 92; // where a pipe of the GRU runs up and down
const THICKEST = 26; // of a flow

/**
 * What a picture is made of. A vessel is named as the state it shows, with "before" for that of the row before; a valve and a
 * round as the gate; a flow says how much passes.
 * @typedef {{ vessels: [string, number, string][], valves: [string, number, number, string][],
 *   rounds: [string, number, number, string][], flows: [string, (v: (name: string) => number) => number][], wide: number }} Cell
 */

/** @type {Record<string, Cell>} */
const CELL_PICTURES = {
  LSTM: {
    wide: 720,
    vessels: [
      ["c before", 30, "the memory after the row before"],
      ["c", 300, "the memory: what is kept, and what comes in"],
      ["h", 626, "the hidden state: what it passes on"],
    ],
    valves: [
      ["f", 194, MIDDLE, "the forget gate: how much of the memory is kept"],
      ["i", 206, LOW, "the input gate: how much of the candidate comes in"],
      ["o", 540, MIDDLE, "the output gate: how much of the memory is shown"],
    ],
    rounds: [["g", 100, LOW, "the candidate: the new it could add"]],
    flows: [
      [`M 94 ${MIDDLE} H 300`, (v) => v("f") * v("c before")],
      [`M 122 ${LOW} H 332 V 160`, (v) => v("i") * v("g")],
      [`M 364 ${MIDDLE} H 626`, (v) => v("h")],
    ],
  },
  GRU: {
    wide: 520,
    vessels: [
      ["h before", 60, "the hidden state after the row before"],
      ["h", 420, "the hidden state: what is kept, and what comes in"],
    ],
    valves: [
      ["z", 260, MIDDLE, "the update gate: how much of the old is kept; what it leaves, the candidate fills"],
      ["r", BESIDE, 196, "the reset gate: how much of the old the candidate sees"],
    ],
    rounds: [["g", BESIDE, 262, "the candidate: the new it could take"]],
    flows: [
      [`M 124 ${MIDDLE} H 420`, (v) => v("z") * v("h before")],
      [`M ${BESIDE} 160 V 240`, (v) => v("r") * v("h before")],
      ["M 114 262 H 452 V 160", (v) => (1 - v("z")) * v("g")],
    ],
  },
  SimpleRNN: {
    wide: 460,
    vessels: [
      ["h before", 30, "the hidden state after the row before"],
      ["h", 360, "the hidden state: made anew from the row and from all h before"],
    ],
    valves: [],
    rounds: [["h", 226, MIDDLE, "all that it reads, summed and squeezed"]],
    flows: [
      [`M 94 ${MIDDLE} H 204`, (v) => v("h before")],
      [`M 248 ${MIDDLE} H 360`, (v) => v("h")],
    ],
  },
};

class CellPicture {
  /**
   * @param {HTMLElement} place
   * @param {string} kind
   * @param {(gate: string, from: Element) => void} onGate called with the gate that was pressed, and where it stands
   */
  constructor(place, kind, onGate) {
    const cell = CELL_PICTURES[kind];
    this.cell = cell;
    const svg = drawn("svg", {
      viewBox: `0 0 ${cell.wide} 300`,
      role: "group",
      "aria-label": `The cell of one ${kind} unit`,
    });
    svg.append(...cell.flows.map(([d]) => drawn("path", { d, class: "pipe", "stroke-width": 6 })));
    this.flows = cell.flows.map(([d]) => drawn("path", { d, class: "flow" }));
    svg.append(...this.flows);
    this.vessels = cell.vessels.map(([name, x, words]) => vessel(svg, name, x, words));
    this.nodes = [
      ...cell.valves.map(([name, x, y, words]) => node(svg, { name, x, y, words, isValve: true }, onGate)),
      ...cell.rounds.map(([name, x, y, words]) => node(svg, { name, x, y, words, isValve: false }, onGate)),
    ];
    place.replaceChildren(svg);
  }

  /**
   * @param {(name: string) => number} value of each state and gate
   * @param {number} limit the value that fills a vessel of c; those of h hold 1
   * @param {string} opened the gate whose sum is shown
   * @param {Palette} palette
   */
  show(value, limit, opened, palette) {
    this.vessels.forEach(({ name, level, number }) => {
      const most = name.startsWith("c") ? limit : 1;
      const share = clamp(value(name) / most, -1, 1);
      const high = (Math.abs(share) * TALL) / 2;
      level.setAttribute("y", String(share > 0 ? MIDDLE - high : MIDDLE));
      level.setAttribute("height", String(high));
      level.setAttribute("fill", share > 0 ? palette.positive : palette.negative);
      write(number, signed(value(name)));
    });
    this.nodes.forEach(({ name, group, open, number }) => {
      open?.setAttribute("r", String(Math.max(0, clamp(value(name), 0, 1) * (ROUND - 3))));
      write(number, signed(value(name)));
      group.setAttribute("aria-pressed", String(name === opened));
    });
    this.flows.forEach((flow, k) => {
      const passes = this.cell.flows[k][1](value);
      flow.setAttribute("stroke-width", String(clamp(Math.abs(passes) / limit, 0, 1) * THICKEST));
      flow.setAttribute("stroke", passes > 0 ? palette.positive : palette.negative);
    });
  }
}

/** A vessel: full at the top is its largest value, at the bottom its smallest. */
function vessel(svg, name, x, words) {
  const level = drawn("rect", { class: "level", x, width: WIDE });
  const number = drawn("text", { x: x + WIDE / 2, y: MIDDLE + TALL / 2 + 20 });
  svg.append(
    drawn(
      "g",
      {},
      drawn("title", {}, words),
      drawn("rect", { x, y: MIDDLE - TALL / 2, width: WIDE, height: TALL, rx: 6, fill: "var(--st-background-color)" }),
      level,
      drawn("line", { class: "vessel", x1: x, x2: x + WIDE, y1: MIDDLE, y2: MIDDLE, "stroke-dasharray": "2 3" }),
      drawn("rect", { class: "vessel", x, y: MIDDLE - TALL / 2, width: WIDE, height: TALL, rx: 6 }),
      drawn("text", { class: "symbol", x: x + WIDE / 2, y: MIDDLE - TALL / 2 - 9 }, name),
      number,
    ),
  );
  return { name, level, number };
}

/** A valve, open by its value, or a round; pressed, it opens its sum. */
function node(svg, { name, x, y, words, isValve }, onGate) {
  const open = isValve ? drawn("circle", { class: "open", cx: x, cy: y, r: 0 }) : null;
  const isBeside = x === BESIDE; // a pipe runs up and down there: its words stand at the side
  const number = drawn(
    "text",
    isBeside && isValve ? { x: x + 46, y: y + 5 } : { x, y: isValve ? y + ROUND + 17 : y + 5 },
  );
  const symbol = isBeside ? { x: x - ROUND - 18, y: y + 6 } : { x, y: y - ROUND - 9 };
  const group = drawn(
    "g",
    { role: "button", tabindex: 0, "aria-label": `${name}, ${words}: open its sum` },
    drawn("title", {}, words),
    drawn("circle", { class: isValve ? "valve" : "round", cx: x, cy: y, r: isValve ? ROUND : ROUND + 4 }),
    ...(open ? [open] : []),
    drawn("text", { class: "symbol", ...symbol }, name),
    number,
  );
  group.onclick = () => onGate(name, group);
  group.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onGate(name, group);
  };
  svg.append(group);
  return { name, group, open, number };
}
