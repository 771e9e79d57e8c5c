"""The instruments of `speed.py`: servers started as a user starts them, and a Chromium that draws on their pages.

In: the path of a page. Out: its server, its page in the browser, and what a stopwatch inside that page says.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, WHOLE, find_or_install
from tests.browser.server import free_port

ROOT = Path(__file__).parent.parent
PATIENCE = 60  # seconds that a server may take to listen
POLL = 0.002  # seconds between two tries; the error of the starting time
PEN = ".st-key-canvas canvas.upper-canvas"  # Fabric adds it once the canvas listens to the pen
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'

Stroke = Sequence[tuple[int, int]]  # corners on the canvas of 280 × 280

# Digits of one stroke, so that the pen is lifted once.
DIGITS: dict[int, Stroke] = {
    7: [(80, 60), (200, 60), (130, 230)],
    0: [(140, 50), (90, 90), (85, 180), (140, 230), (190, 180), (190, 90), (140, 50)],
    1: [(140, 50), (140, 230)],
    3: [(90, 60), (160, 50), (185, 95), (130, 135), (190, 180), (155, 230), (85, 215)],
    2: [(90, 90), (140, 50), (185, 90), (90, 225), (200, 225)],
}

# watch(selector): a promise of the milliseconds from the next lift of the pen until what the selector finds has
# changed and that frame is painted.
STOPWATCH = """
window.watch = (selector) => new Promise((resolve, reject) => {
  const look = () => document.querySelector(selector)?.innerHTML;
  const before = look();
  let up = NaN;
  addEventListener("pointerup", () => (up = performance.now()), { capture: true, once: true });
  const observer = new MutationObserver(() => {
    if (look() === before) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - up)));
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
  setTimeout(() => reject(new Error(`${selector} did not change in half a minute`)), 30000);
});
"""
# From a move of the pen to the painted frame with its reading; from its lift to that with the answer.
TIMES = """
() => {
  window.times = { moves: [], tasks: [] };
  let moved, isUp;
  const painted = (act) => requestAnimationFrame(() => setTimeout(act));
  addEventListener("pointermove", (event) => { if (event.buttons) moved ??= performance.now(); }, true);
  addEventListener("pointerdown", () => {
    moved = isUp = undefined;
    times.lifted = new Promise((done) => (times.lift = done));
  }, true);
  addEventListener("pointerup", () => (isUp = performance.now()), true);
  addEventListener("row-by-row", ({ detail }) => {
    const [from, up] = [moved, isUp];
    if (up && detail.isResting) painted(() => times.lift(performance.now() - up));
    else if (from && !up) painted(() => times.moves.push(performance.now() - from));
    moved = undefined;
  });
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => times.tasks.push(duration)))
    .observe({ type: "longtask" });
}
"""
FRAMES = """
(button) => new Promise((resolve) => {
  const gaps = [];
  let before;
  const tick = (now) => {
    if (before) gaps.push(now - before);
    before = now;
    if (button.textContent === "Pause") requestAnimationFrame(tick);
    else resolve(gaps);
  };
  button.click();
  requestAnimationFrame(tick);
})
"""


# ---- servers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """A running Streamlit server."""

    url: str
    pid: int

    def resident_mb(self) -> float:
        """The megabytes of memory that the process holds now (Linux only)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kib) * 1024 / 1e6


@contextmanager
def serving(script: Path, log: Path | None = None) -> Iterator[Server]:
    """Starts a page's server as a user does, and ends it afterwards.

    Args:
        script: the page.
        log: where `timed_server.py` is to write the milliseconds of each run; None starts Streamlit itself.

    Raises:
        RuntimeError: the server does not listen.
    """
    port = free_port()
    start = ["streamlit", "run"] if log is None else ["benchmarks.timed_server", str(log)]
    options = ["--server.port", str(port), "--server.headless", "true"]
    command = [sys.executable, "-m", *start, str(script), *options]
    quiet = subprocess.DEVNULL
    # Each in its own folder: the bare page gets Streamlit's own settings, not the app's.
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=script.parent, env=environment, stdout=quiet, stderr=quiet)
    try:
        _await_port(process, port)
        yield Server(f"http://localhost:{port}", process.pid)
    finally:
        process.kill()
        process.wait()


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and process.poll() is None:
        try:
            socket.create_connection(("localhost", port)).close()
            return
        except OSError:
            time.sleep(POLL)
    raise RuntimeError(f"expected a server on port {port}, but none listens; run {process.args!r} to see why")


# ---- pages -------------------------------------------------------------------------------------------------------


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium, the one that people have.

    Raises:
        RuntimeError: there is none and none can be installed.
    """
    path = find_or_install(WHOLE)
    if not path:
        raise RuntimeError("expected a Chromium, but found none; install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def visiting(browser: Browser, server: Server, *, moving: bool = False) -> Iterator[Page]:
    """A page of a new visitor, nothing cached, from the moment on when its canvas can be drawn on.

    Args:
        browser: a Chromium.
        server: whose page.
        moving: whether the visitor wants motion; without it the film stands still until it is played.
    """
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="no-preference" if moving else "reduce"
    )
    page = context.new_page()
    page.add_init_script(STOPWATCH)
    page.goto(server.url, wait_until="commit")
    page.locator(PEN).wait_for()
    yield page
    context.close()


def settle(page: Page, milliseconds: int = 0) -> None:
    """Waits until the server has finished its run, and then that long."""
    page.locator(IDLE).wait_for()
    page.wait_for_timeout(milliseconds)


def draw(page: Page, stroke: Stroke) -> None:
    """Draws one stroke with the mouse."""
    box = page.locator(PEN).bounding_box()
    assert box
    corners = [(box["x"] + x, box["y"] + y) for x, y in stroke]
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=5)
    page.mouse.up()


def undo(page: Page) -> None:
    """Takes the last stroke back with the canvas's own button."""
    page.locator('.st-key-canvas [aria-label="Undo"]').dispatch_event("click")


@contextmanager
def answered(page: Page, place: str) -> Iterator[list[float]]:
    """Waits for what was done inside the block to change a place of the page.

    Args:
        page: where.
        place: a CSS selector.

    Yields:
        A list; after the block it holds the milliseconds since the pen was lifted.
    """
    page.evaluate("(place) => { window.watched = watch(place); }", place)
    milliseconds: list[float] = []
    yield milliseconds
    milliseconds.append(page.evaluate("watched"))
