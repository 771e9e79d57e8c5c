import assert from "node:assert/strict";
import { test } from "node:test";
import { joined } from "./joined.js";

const { Asker, FIRST } = await joined(["draw/explain/explain.js"], ["Asker", "FIRST"]);

/** A worker that is asked, and answers when it is told to. */
class Worker {
  asked = [];

  postMessage(question) {
    this.asked.push(question);
  }

  terminate() {}
}

test("a question leaves the answer its moment, and of those that come meanwhile only the last is asked", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.Worker = Worker;
  const asker = new Asker();
  asker.use("worker.js");
  const network = {};
  asker.ask({ network, digit: 3 });
  const answer = asker.ask({ network, digit: 7 });
  context.mock.timers.tick(FIRST - 1);
  assert.deepEqual(asker.worker.asked, []);
  context.mock.timers.tick(1);
  assert.deepEqual(asker.worker.asked, [{ network, digit: 7 }]);
  asker.worker.onmessage({ data: "because" });
  assert.equal(await answer, "because");
});

test("nothing is asked once it is closed", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.Worker = Worker;
  const asker = new Asker();
  asker.use("worker.js");
  const { worker } = asker;
  asker.ask({ network: {} });
  asker.close();
  context.mock.timers.tick(FIRST);
  assert.deepEqual(worker.asked, []);
});
