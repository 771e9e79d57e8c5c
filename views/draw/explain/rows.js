// The handles at the edge of the image. In: drags and keys. Out: a row to be moved, and where to; or one that was chosen.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

class RowHandles {
  row = 1; // the chosen one, which keys move
  /** @type {number | null} the row that is dragged */
  grabbed = null;
  to = 1; // where it would land

  /** @param {At} at @param {(from: number, to: number) => void} move */
  constructor(at, move) {
    this.handles = at("row-handles");
    this.landing = at("row-landing");
    this.move = (from, to) => {
      if (from !== to) move(from, to);
      choose({ row: to });
    };
    this.handles.onpointerdown = (event) => {
      if (event.button) return;
      this.handles.setPointerCapture(event.pointerId);
      this.grabbed = this.rowAt(event);
      this.point(this.grabbed);
    };
    this.handles.onpointermove = (event) => this.point(this.rowAt(event));
    this.handles.onpointerup = () => {
      if (this.grabbed !== null) this.move(this.grabbed, this.to);
      this.drop();
    };
    this.handles.onpointercancel = this.handles.onpointerleave = () => this.drop();
    this.handles.onkeydown = (event) => this.press(event);
  }

  /** @param {number} row the chosen one */
  show(row) {
    this.row = row;
    this.handles.setAttribute("aria-valuenow", String(row));
    this.handles.setAttribute("aria-valuetext", `row ${row}`);
  }

  /** @param {PointerEvent} event */
  rowAt(event) {
    const { top, height } = this.handles.getBoundingClientRect();
    return clamp(Math.floor(((event.clientY - top) / height) * ROWS) + 1, 1, ROWS);
  }

  // Marks the row under the pointer, or the one that is dragged with a line where it would land.
  point(row) {
    const { grabbed } = this;
    this.to = row;
    this.handles.style.setProperty("--row", String((grabbed ?? row) - 1));
    this.handles.dataset.state = grabbed === null ? "pointed" : "dragged";
    this.landing.hidden = grabbed === null || row === grabbed;
    this.landing.style.top = `${(100 * (row > Number(grabbed) ? row : row - 1)) / ROWS}%`;
  }

  drop() {
    this.grabbed = null;
    this.handles.dataset.state = "";
    this.landing.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const to = { ArrowUp: this.row - 1, ArrowDown: this.row + 1, Home: 1, End: ROWS }[event.key];
    if (event.key === "Escape") this.drop();
    if (to === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const row = clamp(to, 1, ROWS);
    if (event.altKey || event.shiftKey) this.move(this.row, row);
    else choose({ row });
    this.show(row); // the next key may come before the choice is told
  }
}
