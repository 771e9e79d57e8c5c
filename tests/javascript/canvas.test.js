import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const FILES = ["parts/canvas/package.js", "parts/canvas/keys.js"];
const { CanvasWatch, PARTS, WITHIN, buttonOf, onPen } = await joined(FILES, [
  "CanvasWatch",
  "PARTS",
  "WITHIN",
  "buttonOf",
  "onPen",
]);

const FIELD = { tagName: "INPUT", type: "text" };
const SLIDER = { tagName: "INPUT", type: "range" };

/** A key as the browser tells of it, held together with others. */
const pressed = (key, held = {}, at = { tagName: "BODY" }) => ({ key, composedPath: () => [at], ...held });

test("Ctrl+Z is Undo, Ctrl+Shift+Z and Ctrl+Y are Redo", () => {
  const ctrl = { ctrlKey: true };
  const both = { ctrlKey: true, shiftKey: true };
  const events = [pressed("z", ctrl), pressed("Z", ctrl), pressed("Z", both), pressed("z", both), pressed("y", ctrl)];
  assert.deepEqual(
    events.map((event) => buttonOf(event, false)),
    ["undo", "undo", "redo", "redo", "redo"],
  );
});

test("on a Mac it is Cmd, and only there", () => {
  const [ctrl, cmd] = [pressed("z", { ctrlKey: true }), pressed("z", { metaKey: true })];
  assert.deepEqual([buttonOf(cmd, true), buttonOf(ctrl, true), buttonOf(cmd, false)], ["undo", null, null]);
});

test("other keys are left alone, and all of them where text is written", () => {
  const ctrl = { ctrlKey: true };
  const left = [
    pressed("z"),
    pressed("x", ctrl),
    pressed("z", { ctrlKey: true, altKey: true }),
    pressed("Y", { ctrlKey: true, shiftKey: true }),
    pressed("z", ctrl, FIELD),
    pressed("z", ctrl, { tagName: "TEXTAREA" }),
    pressed("z", ctrl, { tagName: "DIV", isContentEditable: true }),
  ];
  assert.deepEqual(new Set(left.map((event) => buttonOf(event, false))), new Set([null]));
  assert.equal(buttonOf(pressed("z", ctrl, SLIDER), false), "undo");
});

/** A page of one element, the canvas's place, and what changes in it. */
class Page {
  body = {};
  now = 0;
  place = { shadowRoot: null, querySelectorAll: () => [], contains: () => true };
  told = [];
  observed = new Set();

  constructor(context) {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    context.mock.method(performance, "now", () => this.now);
    const page = this;
    globalThis.document = { body: this.body, querySelector: () => this.place };
    globalThis.MutationObserver = class {
      constructor(change) {
        page.change = change;
      }
      observe(node) {
        page.observed.add(node);
      }
      disconnect() {
        page.observed.clear();
      }
    };
    this.lost = 0;
    this.watch = new CanvasWatch(
      "place",
      (inside) => this.told.push(inside),
      () => {
        this.lost += 1;
      },
    );
    this.context = context;
  }

  /** Lets time pass; gives how often the canvas was looked for. */
  pass(milliseconds) {
    const looks = this.context.mock.method(this.watch, "look");
    for (let k = 0; k < milliseconds; k += 10) {
      this.now += 10;
      this.context.mock.timers.tick(10);
    }
    const count = looks.mock.callCount();
    looks.mock.restore();
    return count;
  }

  /** Puts a whole canvas into the place. */
  build() {
    const parts = Object.fromEntries(Object.values(PARTS).map((selector) => [selector, { isConnected: true }]));
    const root = { isConnected: true, host: {}, querySelector: (selector) => parts[selector] };
    this.place.shadowRoot = root;
    return { root, parts };
  }
}

test("a canvas that does not come is given up in time, and then nothing looks for it any more", (context) => {
  const page = new Page(context);
  page.pass(WITHIN - 100);
  assert.deepEqual(page.told, []);
  page.pass(200);
  assert.deepEqual(page.told, [null]);
  assert.equal(page.pass(10 * WITHIN), 0);
});

test("a canvas that comes late is found when it comes", (context) => {
  const page = new Page(context);
  page.pass(2 * WITHIN);
  const { root } = page.build();
  page.change();
  assert.deepEqual(
    page.told.map((inside) => inside?.root),
    [undefined, root],
  );
  assert.equal(page.pass(WITHIN), 0);
});

test("a canvas that lacks a part counts as none, and the part may still come", (context) => {
  const page = new Page(context);
  const { root, parts } = page.build();
  parts[PARTS.redo] = null;
  page.place.shadowRoot = null;
  page.pass(100);
  page.place.shadowRoot = root;
  page.pass(2 * WITHIN);
  assert.deepEqual(page.told, [null]);
  assert.ok(page.observed.has(root));
  parts[PARTS.redo] = { isConnected: true };
  page.change();
  assert.equal(page.told.at(-1)?.root, root);
});

test("a canvas in another's stead is told of once", (context) => {
  const page = new Page(context);
  const { root: first, parts } = page.build();
  page.change();
  page.change();
  first.isConnected = parts[PARTS.undo].isConnected = false;
  const { root: second } = page.build();
  page.change();
  page.change();
  assert.deepEqual(
    page.told.map(({ root }) => root),
    [first, second],
  );
  assert.equal(page.lost, 1);
});

test("a canvas that is gone is lost once, unless its place is gone, too", (context) => {
  for (const stays of [true, false]) {
    const page = new Page(context);
    const { root } = page.build();
    page.change();
    root.isConnected = false;
    page.place = stays ? { ...page.place, shadowRoot: null } : null;
    page.change();
    page.change();
    assert.equal(page.lost, stays ? 1 : 0);
    context.mock.restoreAll();
    context.mock.timers.reset();
  }
});

test("a page without the place waits for nothing", (context) => {
  const page = new Page(context);
  page.place = null;
  page.change();
  assert.equal(page.pass(2 * WITHIN), 0);
  assert.deepEqual(page.told, []);
});

/** A canvas under a pen, and the browser's frames. */
class Pen {
  host = new EventTarget();
  page = new EventTarget();
  frames = new Map();
  asked = 0;
  told = [];

  constructor() {
    globalThis.Element = class {
      matches = (selector) => selector === PARTS.upper;
    };
    globalThis.addEventListener = this.page.addEventListener.bind(this.page);
    globalThis.requestAnimationFrame = (callback) => {
      this.asked += 1;
      this.frames.set(this.asked, callback);
      return this.asked;
    };
    globalThis.cancelAnimationFrame = (frame) => this.frames.delete(frame);
    this.stop = onPen(this.host, (phase) => this.told.push(phase));
  }

  /** @param {string} type */
  send(type, { button = 0, isPrimary = true, at = new globalThis.Element() } = {}) {
    const event = Object.assign(new Event(type), { button, isPrimary, composedPath: () => [at] });
    (type === "pointerdown" ? this.host : this.page).dispatchEvent(event);
  }

  frame() {
    const callbacks = [...this.frames.values()];
    this.frames.clear();
    callbacks.forEach((callback) => callback());
  }
}

test("a pen is told of when it comes down, once in each frame in which it moves, and when its stroke is there", () => {
  const pen = new Pen();
  pen.send("pointerdown");
  assert.deepEqual(pen.told, ["down"]);
  pen.frame();
  ["pointermove", "pointermove", "pointermove"].forEach((type) => pen.send(type));
  pen.frame();
  pen.frame();
  assert.deepEqual(pen.told, ["down", "move", "move"]);
  pen.send("pointermove");
  pen.send("pointerup");
  pen.frame();
  assert.deepEqual(pen.told, ["down", "move", "move"]);
  pen.frame();
  assert.deepEqual(pen.told, ["down", "move", "move", "up"]);
});

test("no frame is asked for while the pen is up, nor by other buttons, other fingers, other places", () => {
  const pen = new Pen();
  pen.send("pointermove");
  pen.send("pointerup");
  pen.send("pointerdown", { button: 2 });
  pen.send("pointerdown", { isPrimary: false });
  pen.send("pointerdown", { at: {} });
  pen.send("pointermove");
  assert.equal(pen.asked, 0);
  assert.deepEqual(pen.told, []);
});

test("a stroke begun in the frame in which another ends comes after it", () => {
  const pen = new Pen();
  pen.send("pointerdown");
  pen.send("pointerup");
  pen.send("pointerdown");
  assert.deepEqual(pen.told, ["down", "up", "down"]);
  pen.stop();
  pen.send("pointermove");
  pen.frame();
  assert.deepEqual(pen.told, ["down", "up", "down"]);
});
