// Who plays the film. In: what keyboard, pointer and controls do. Out: calls of the film and its player. Joined behind
// words.js, before film.js.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its class.

const SPEEDS = [0.25, 0.5, 1, 2, 4];

class Hands {
  /** @type {any} the press of the pointer that is going on; null between two */
  held = null;

  /** @param {Film} film */
  constructor(film) {
    this.film = film;
  }

  /** @param {AbortSignal} signal that ends it */
  listen(signal) {
    const { film } = this;
    const { player } = film;
    const on = (name, type, act) => film.at(name).addEventListener(type, act, { signal });
    film.at("speed").replaceChildren(...SPEEDS.map((speed) => new Option(`${speed}×`, String(speed))));
    on("play", "click", () => player.toggle());
    on("back", "click", () => player.step(-1));
    on("forward", "click", () => player.step(1));
    on("speed", "change", (event) => (player.speed = Number(event.target.value)));
    on("order", "change", (event) => {
      film.byMove = event.target.value === "move";
      film.layOut();
    });
    on("head", "keydown", (event) => this.press(event));
    on("stage", "focus", () => film.at("head").focus({ preventScroll: true }));
    on("stage", "pointerdown", (event) => this.take(event));
    on("stage", "pointermove", (event) => this.glide(event));
    on("stage", "pointerup", () => this.release());
    on("stage", "pointercancel", () => (this.held = null));
    on("look", "click", () => film.onLook?.(film.chosenMark()));
    on("stage", "dblclick", () => film.onLook?.(film.chosenMark()));
    on("stage", "pointerleave", () => film.hover(null));
  }

  press(event) {
    const { film } = this;
    const { player } = film;
    const keys = {
      ArrowDown: () => player.step(1),
      ArrowRight: () => player.step(1),
      ArrowUp: () => player.step(-1),
      ArrowLeft: () => player.step(-1),
      Home: () => player.moveTo(1),
      End: () => player.moveTo(ROWS),
      " ": () => player.toggle(),
      Enter: () => film.choose(player.row, film.chosen?.unit),
      "Shift+ArrowLeft": () => film.chooseNext(-1),
      "Shift+ArrowRight": () => film.chooseNext(1),
    };
    const act = keys[(event.shiftKey ? "Shift+" : "") + event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  // What lies under the pointer; null outside the pictures.
  locate(event) {
    const { plates, panels } = this.film;
    const panel = plates.findIndex((plate) => event.composedPath().includes(plate));
    if (panel < 0) return null;
    const box = plates[panel].getBoundingClientRect();
    const across = clamp((event.clientX - box.left) / box.width, 0, 1 - 1e-6);
    const row = clamp(Math.floor(((event.clientY - box.top) / box.height) * ROWS) + 1, 1, ROWS);
    const columns = this.film.columns(panels[panel]);
    return { panel, row, column: columns[Math.floor(across * columns.length)] };
  }

  // A mouse drags anywhere; a finger drags the line, and elsewhere scrolls the page.
  take(event) {
    const here = this.locate(event);
    if (!here || event.button) return;
    const drags = event.pointerType === "mouse" || event.composedPath().some((node) => node.className === "line");
    this.held = { x: event.clientX, y: event.clientY, here, drags, moved: false };
    if (drags) this.film.at("stage").setPointerCapture(event.pointerId);
  }

  glide(event) {
    const { held, film } = this;
    if (!held) {
      film.hover(event.pointerType === "mouse" ? this.locate(event) : null, event);
      return;
    }
    held.moved ||= held.drags && Math.hypot(event.clientX - held.x, event.clientY - held.y) > 4;
    if (!held.moved) return;
    film.hover(null);
    const box = film.plates[held.here.panel].getBoundingClientRect();
    film.player.moveTo(((event.clientY - box.top) / box.height) * ROWS);
  }

  release() {
    const { held, film } = this;
    const { player, panels, chosen } = film;
    this.held = null;
    if (!held) return;
    if (held.moved) player.moveTo(player.row);
    else {
      player.moveTo(held.here.row);
      film.choose(held.here.row, panels[held.here.panel].units ? held.here.column : chosen?.unit);
    }
  }
}
