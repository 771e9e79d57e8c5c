// All units of a layer after a row, a bar each. In: the layer's hidden states. Out: the bars, and the unit that was chosen
// among them by a click or a key.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/** From where to where bars reach: -1 and 1, or as far as the states go. @type {(h: Float32Array) => [number, number]} */
function rangeOf(h) {
  const most = h.reduce((limit, value) => Math.max(limit, Math.ceil(Math.abs(value))), 1);
  return [h.some((value) => value < 0) ? -most : 0, most]; // units that cannot fall below zero need no place there
}

class AllUnits {
  /** @type {Moment} */
  moment;
  /** @type {Float32Array} (units,) what each passes on after the row */
  values;
  /** @type {number | null} the unit under the pointer */
  pointed = null;
  /** @type {any[]} what the bars are of */
  drawn = [];

  /** @param {At} at */
  constructor(at) {
    this.at = at;
    this.plate = at("units");
    this.plate.onpointermove = (event) => this.point(this.unitAt(event));
    this.plate.onpointerleave = () => this.point(null);
    this.plate.onclick = (event) => choose({ unit: this.unitAt(event) });
    this.plate.onkeydown = (event) => this.press(event);
  }

  /** @param {Moment} moment of a network with units @param {Palette} palette */
  show(moment, palette) {
    this.moment = moment;
    const { trace, layer, row } = moment;
    const { h } = trace.layers[layer]; // (28, units)
    const units = h.length / ROWS;
    this.values = h.subarray((row - 1) * units, row * units);
    const [low, high] = rangeOf(h);
    const title = `All ${units} units${layerOf(moment)} after row ${row}`;
    write(this.at("units-title"), title);
    write(this.at("units-read"), `h of each, from ${signed(low, 0)} to ${high}: choose one, and see inside it`);
    const now = { label: title, valuemax: units - 1, valuenow: moment.unit, valuetext: this.told(Number(moment.unit)) };
    for (const [name, value] of Object.entries(now)) this.plate.setAttribute(`aria-${name}`, String(value));
    this.mark();
    const bars = [trace, layer, row, palette, this.plate.clientWidth];
    if (!isSame(this.drawn, bars)) this.paint(low, high, palette);
    this.drawn = bars;
  }

  paint(low, high, palette) {
    const canvas = this.at("units-bars");
    const [width, height] = [canvas.clientWidth || 300, canvas.clientHeight || 90];
    const pen = sharp(canvas, width, height);
    const across = width / this.values.length;
    const gap = Math.min(1, across / 4);
    const y = (value) => ((high - value) / (high - low)) * height;
    this.values.forEach((value, unit) => {
      pen.fillStyle = value < 0 ? palette.negative : palette.positive;
      pen.fillRect(unit * across + gap / 2, y(0), across - gap, y(value) - y(0));
    });
    pen.fillStyle = palette.quiet;
    pen.fillRect(0, Math.min(y(0), height - 1), width, 1);
  }

  // Marks the chosen unit and the one under the pointer, and says what that one, or else the chosen one, passes on.
  mark() {
    const places = { chosen: this.moment.unit, pointed: this.pointed, told: this.pointed ?? this.moment.unit };
    for (const [name, unit] of Object.entries(places)) {
      const mark = this.at(`units-${name}`);
      mark.hidden = unit === null || unit >= this.values.length;
      mark.style.setProperty("--share", String((Number(unit) + 0.5) / this.values.length));
    }
    write(this.at("units-told"), this.told(Number(places.told)));
  }

  /** @param {number} unit */
  told(unit) {
    return unit < this.values.length ? `unit ${unit}: ${signed(this.values[unit])}` : "";
  }

  /** @param {number | null} unit */
  point(unit) {
    this.pointed = unit;
    if (this.moment) this.mark();
  }

  /** @param {PointerEvent} event */
  unitAt(event) {
    const { left, width } = this.plate.getBoundingClientRect();
    return Math.floor(clamp((event.clientX - left) / width, 0, 1 - 1e-6) * this.values.length);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const [unit, last] = [Number(this.moment.unit), this.values.length - 1];
    const [before, after] = [Math.max(0, unit - 1), Math.min(last, unit + 1)];
    /** @type {Record<string, number>} */
    const keys = { ArrowLeft: before, ArrowDown: before, ArrowRight: after, ArrowUp: after, Home: 0, End: last };
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose({ unit: keys[event.key] });
  }
}

/** Which layer is meant, where there are several. @type {(moment: Moment) => string} */
const layerOf = ({ trace, layer }) => (trace.layers.length > 1 ? ` of the ${ORDINALS[layer]}` : "");
