// Time. In: what to draw at each moment. Out: how many rows have been read by then. Joined behind paint.js.

const ROWS_PER_SECOND = 7;

class Player {
  /** @param {() => void} draw called whenever the position or what is playing changes */
  constructor(draw) {
    this.draw = draw;
    this.position = ROWS; // rows read so far; between whole numbers only while playing or dragging
    this.speed = 1;
    this.playing = false;
    this.frame = 0; // the animation frame that is asked for
    /** @type {number | undefined} */
    this.once = undefined; // the speed of this playing alone
  }

  // The row that the line stands in or has just read, 1 to 28.
  get row() {
    return clamp(Math.ceil(this.position - 1e-6), 1, ROWS);
  }

  play() {
    if (this.position >= ROWS) this.position = 0;
    this.playing = true;
    let before = performance.now();
    /** @param {number} now */
    const tick = (now) => {
      this.position = Math.min(
        ROWS,
        this.position + (Math.max(0, now - before) / 1000) * ROWS_PER_SECOND * (this.once ?? this.speed),
      );
      before = now;
      this.playing = this.position < ROWS;
      this.draw();
      if (this.playing) this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  /** @param {number | undefined} speed for this once; as the viewer chose it otherwise */
  replay(speed = undefined) {
    this.moveTo(0);
    this.once = speed;
    this.play();
  }

  toggle() {
    if (this.playing) this.moveTo(this.row);
    else this.play();
  }

  /** @param {number} position */
  moveTo(position) {
    this.close();
    this.playing = false;
    this.once = undefined;
    this.position = clamp(position, 0, ROWS);
    this.draw();
  }

  /** @param {number} rows */
  step(rows) {
    this.moveTo(clamp(this.row + rows, 1, ROWS));
  }

  close() {
    cancelAnimationFrame(this.frame);
  }
}
