"""The pages beside the Draw page, measured in turn with it: in goes a number of runs, out come lines of the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from playwright.sync_api import Browser, Page

import model
from benchmarks.browser import DIGITS, Server, answered, chromium, draw, serving, settle, undo, visiting
from benchmarks.pages import ANSWER, APP, DRAWINGS, PAUSE
from benchmarks.reading import milliseconds, test_images
from benchmarks.table import Line

FOUR = ("reader", "bn-lstm-128-tanh", "rnn-256-adam", "mlp-512")  # that the Compare page opens with
CARDS = ".st-key-readers .cards"
TILES = "[role=option]"
MATRIX = ".st-key-confusion .nsewdrag"
RIVER = ".st-key-film figure[data-panel=belief] canvas"
SHOWN = {"": RIVER, "test-set": MATRIX}  # a page's address: its first chart
CELLS = ((9, 4), (5, 3), (7, 2), (9, 5), (2, 7), (8, 9))  # true digit and answer, each with a few images of the reader
SIDE = 11  # cells a side of the matrix, with the totals
READS = 30  # of one image by four networks, in each run
PAINTED = """
([words, tiles]) => {
  const found = (root) => root.querySelector(tiles) || [...root.querySelectorAll("*")]
    .map((each) => each.shadowRoot?.querySelector(tiles)).find(Boolean);
  const named = () => [...document.querySelectorAll("h2")].some((each) => each.textContent.includes(words));
  window.painted = new Promise((resolve) => addEventListener("pointerdown", () => {
    const start = performance.now();
    const look = () => named() && found(document)
      ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
      : requestAnimationFrame(look);
    look();
  }, { capture: true, once: true }));
}
"""


def four(runs: int) -> list[Line]:
    """Four networks read one drawing, every gate kept, as on the Compare page."""
    networks = [model.load(name) for name in FOUR]
    image = test_images()[0]
    times = [milliseconds(lambda: [model.read(each, image) for each in networks]) for _ in range(READS * runs)]
    return [
        Line(
            f"{len(networks)} networks read one drawing",
            f"{median(times):.2f} ms",
            "at most 10 ms",
            median(times) <= 10,
            f"{len(times)} readings",
        )
    ]


def compare(runs: int) -> list[Line]:
    """From the lift of the pen to the new answers on the Compare page, against the Draw page."""
    times: dict[str, list[float]] = {ANSWER: [], CARDS: []}
    with (
        chromium() as visitor,
        serving(APP) as server,
        visiting(visitor, server) as drawing,
        visiting(visitor, _at(server, "compare")) as comparing,
    ):
        pages = {ANSWER: drawing, CARDS: comparing}
        for page in pages.values():
            settle(page, PAUSE)
        for turn in range(DRAWINGS * (runs + 1)):
            for place, page in pages.items():
                answer = _one_drawing(page, turn, place)
                if turn >= DRAWINGS:
                    times[place].append(answer)
    ours, yardstick = median(times[CARDS]), median(times[ANSWER])
    return [
        Line(
            "pen up to the new answers of four networks on the Compare page, against the Draw page",
            f"{ours:.0f} ms against {yardstick:.0f} ms: {ours / yardstick:.2f} ×",
            "at most 1.5 ×",
            ours / yardstick <= 1.5,
            f"{len(times[CARDS])} drawings each",
        )
    ]


def test_set(runs: int) -> list[Line]:
    """The Test set page: how long it opens, against the Draw page; and from a click on a cell to its pictures."""
    opened: dict[str, list[float]] = {page: [] for page in SHOWN}
    clicks: list[float] = []
    with chromium() as visitor, serving(APP) as server:
        for turn in range(runs + 1):  # the first is not counted: the networks are read from the disk then
            for page in SHOWN:
                seconds = _opened(visitor, server, page, clicks if turn else [])
                if turn:
                    opened[page].append(seconds)
    draw_page, ours = (median(opened[page]) for page in SHOWN)
    return [
        Line(
            "opening the Test set page until its matrix is there, against the Draw page until its probabilities are",
            f"{ours:.2f} s against {draw_page:.2f} s: {ours / draw_page:.2f} ×",
            "at most 1.5 ×",
            ours / draw_page <= 1.5,
            f"{runs} visits each",
        ),
        Line(
            "a click on a cell of the matrix until its pictures are painted",
            f"{median(clicks):.0f} ms",
            "at most 400 ms",
            median(clicks) <= 400,
            f"{len(clicks)} clicks",
        ),
    ]


def explored(runs: int) -> list[Line]:
    """What the Test set page adds to the server's memory, whatever the number of visitors."""
    grown = []
    with chromium() as visitor:
        for _ in range(min(runs, 3)):
            with serving(APP) as server:
                with visiting(visitor, server) as page:
                    settle(page, 1000)
                before = server.resident_mb()
                for _ in range(3):
                    _opened(visitor, server, "test-set", [])
                grown.append(server.resident_mb() - before)
    return [
        Line(
            "memory that the Test set page adds to the server, three visitors",
            f"{median(grown):.0f} MB",
            "at most 60 MB",
            median(grown) <= 60,
            f"{len(grown)} servers",
        )
    ]


def _opened(visitor: Browser, server: Server, page: str, clicks: list[float]) -> float:
    """The seconds until a new visitor can use a page; adds the milliseconds of clicks on its matrix, if it has one."""
    context = visitor.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    tab = context.new_page()
    start = time.perf_counter()
    tab.goto(f"{server.url}/{page}", wait_until="commit")
    tab.locator(SHOWN[page]).first.wait_for()
    seconds = time.perf_counter() - start
    settle(tab, PAUSE)
    if SHOWN[page] == MATRIX:
        clicks += [_clicked(tab, *cell) for cell in CELLS]
    context.close()
    return seconds


def _clicked(page: Page, true: int, answer: int) -> float:
    """Clicks a cell; the milliseconds until its images are painted."""
    matrix = page.locator(MATRIX).first
    matrix.scroll_into_view_if_needed()
    box = matrix.bounding_box()
    assert box
    x, y = (box["x"] + (answer + 0.5) / SIDE * box["width"], box["y"] + (true + 0.5) / SIDE * box["height"])
    page.mouse.move(x, y)
    settle(page, PAUSE)
    page.evaluate(PAINTED, [f"of a {true} read as {answer}", TILES])
    page.mouse.click(x, y)
    return float(page.evaluate("window.painted"))


def _at(server: Server, page: str) -> Server:
    return Server(f"{server.url}/{page}", server.pid)


def _one_drawing(page: Page, turn: int, place: str) -> float:
    """Draws a digit and takes it back; the milliseconds to the new answer."""
    settle(page, PAUSE)
    with answered(page, place) as answer:
        draw(page, list(DIGITS.values())[turn % len(DIGITS)])
    settle(page, PAUSE)
    with answered(page, place):
        undo(page)
    return answer[0]


BENCHMARKS: dict[str, Callable[[int], list[Line]]] = {
    "four": four,
    "compare": compare,
    "test-set": test_set,
    "test-set-memory": explored,
}
