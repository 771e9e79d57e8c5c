import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { joined } from "./joined.js";

const { Player, ROWS, ROWS_PER_SECOND } = await joined(
  ["parts/film/paint.js", "parts/film/player.js"],
  ["Player", "ROWS", "ROWS_PER_SECOND"],
);

// A browser's clock and frames, moved by hand.
let now = 0;
let frames = new Map();
let asked = 0;
performance.now = () => now;
globalThis.requestAnimationFrame = (act) => {
  asked += 1;
  frames.set(asked, act);
  return asked;
};
globalThis.cancelAnimationFrame = (number) => frames.delete(number);

function pass(milliseconds) {
  now += milliseconds;
  const due = [...frames.values()];
  frames = new Map();
  due.forEach((act) => act(now));
}

function made() {
  const drawn = [];
  const player = new Player(() => drawn.push(player.position));
  return { player, drawn };
}

beforeEach(() => {
  now = 1000;
  frames = new Map();
});

test("it rests after the last row", () => {
  const { player, drawn } = made();
  assert.deepEqual([player.row, player.playing, drawn], [ROWS, false, []]);
});

test("played from the end it begins anew and stops at the end", () => {
  const { player, drawn } = made();
  player.play();
  pass(0);
  assert.deepEqual([player.row, player.playing], [1, true]);
  pass(1000);
  assert.equal(player.position, ROWS_PER_SECOND);
  pass(60_000);
  assert.deepEqual([player.position, player.playing, frames.size], [ROWS, false, 0]);
  assert.deepEqual(drawn, [0, ROWS_PER_SECOND, ROWS]);
});

test("twice the speed reads twice the rows", () => {
  const { player } = made();
  player.speed = 2;
  player.play();
  pass(1000);
  assert.equal(player.position, 2 * ROWS_PER_SECOND);
});

test("a clock that runs backwards moves nothing back", () => {
  const { player } = made();
  player.play();
  pass(1000);
  pass(-500);
  assert.equal(player.position, ROWS_PER_SECOND);
});

test("paused it stands on the row it was reading, and goes on from there", () => {
  const { player } = made();
  player.play();
  pass(500);
  player.toggle();
  assert.deepEqual([player.position, player.playing, frames.size], [4, false, 0]);
  player.toggle();
  pass(1000);
  assert.equal(player.position, 4 + ROWS_PER_SECOND);
});

test("steps and moves stay within the rows", () => {
  const { player } = made();
  player.step(1);
  assert.equal(player.position, ROWS);
  player.step(-40);
  assert.equal(player.position, 1);
  player.moveTo(-3);
  assert.deepEqual([player.position, player.row], [0, 1]);
  player.moveTo(99);
  assert.equal(player.position, ROWS);
});

test("the row is the one that the line stands in or has just read", () => {
  const { player } = made();
  const rows = [0, 0.01, 1, 1.01, 27.5, 28].map((position) => {
    player.moveTo(position);
    return player.row;
  });
  assert.deepEqual(rows, [1, 1, 1, 2, 28, 28]);
});

test("closed it asks for no further frame", () => {
  const { player, drawn } = made();
  player.play();
  player.close();
  pass(100);
  assert.deepEqual(drawn, []);
});
