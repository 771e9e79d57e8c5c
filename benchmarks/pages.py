"""The page as its visitors meet it: in goes a number of runs, out come lines of the table.

Where a target is a ratio, the yardstick is `bare_page.py`, measured in turn with the program's own page.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from benchmarks.browser import DIGITS, FRAMES, ROOT, answered, chromium, draw, serving, settle, undo, visiting
from benchmarks.table import Line

APP = ROOT / "app.py"
BARE = ROOT / "benchmarks" / "bare_page.py"
ANSWER = ".st-key-answer .answer"
STAGES = ".st-key-stages .stages"

DRAWINGS = 4  # in each run; one more run before them is not counted
PAUSE = 300  # milliseconds between two of them, longer than any animation
MANY = 300  # drawings over which memory may grow
SERVERS = 3  # at most, for the memory: one takes minutes


# ---- the page against a bare one -----------------------------------------------------------------------------------


def start_up(runs: int) -> list[Line]:
    """From the start of the server's process until its page has a canvas that listens to the pen."""
    seconds: dict[Path, list[float]] = {APP: [], BARE: []}
    with chromium() as visitor:
        for _ in range(runs):
            for page, times in seconds.items():
                start = time.perf_counter()
                with serving(page) as server, visiting(visitor, server, moving=True):
                    times.append(time.perf_counter() - start)
    ours, bare = median(seconds[APP]), median(seconds[BARE])
    return [
        Line(
            "process start to usable canvas, against a bare page",
            f"{ours:.2f} s against {bare:.2f} s: {ours / bare:.2f} ×",
            "at most 1.2 ×",
            ours / bare <= 1.2,
            f"{runs} starts each",
        )
    ]


def pen_up(runs: int) -> list[Line]:
    """From the lift of the pen to the painted frame with the new answer; and the server's part of it."""
    answers: dict[Path, list[float]] = {APP: [], BARE: []}  # milliseconds
    servers: dict[Path, list[float]] = {APP: [], BARE: []}
    with tempfile.TemporaryDirectory() as folder, chromium() as visitor:
        logs = {page: Path(folder) / page.name for page in (APP, BARE)}
        with (
            serving(APP, logs[APP]) as ours,
            serving(BARE, logs[BARE]) as bare,
            visiting(visitor, ours) as our_page,
            visiting(visitor, bare) as bare_page,
        ):
            settle(our_page, PAUSE)
            with answered(our_page, ANSWER):
                our_page.get_by_role("button", name="Clear").click()
            for turn in range(DRAWINGS * (runs + 1)):
                for script, page in ((APP, our_page), (BARE, bare_page)):
                    answer, server = _one_drawing(page, turn, logs[script])
                    if turn >= DRAWINGS:
                        answers[script].append(answer)
                        servers[script].append(server)
    ours_ms, bare_ms, server_ms = median(answers[APP]), median(answers[BARE]), median(servers[APP])
    count = f"{len(answers[APP])} drawings each"
    return [
        Line(
            "pen up to the new answer on the screen, against a bare page",
            f"{ours_ms:.0f} ms against {bare_ms:.0f} ms: {ours_ms / bare_ms:.2f} ×",
            "at most 1.2 ×",
            ours_ms / bare_ms <= 1.2,
            count,
        ),
        Line(
            "of that the server: request for a rerun to the end of the run",
            f"{server_ms:.0f} ms (bare page {median(servers[BARE]):.0f} ms)",
            "at most 40 ms",
            server_ms <= 40,
            count,
        ),
    ]


def _one_drawing(page: Page, turn: int, log: Path) -> tuple[float, float]:
    """Draws a digit and takes it back.

    Returns:
        The milliseconds to the new answer, and those that the server took.
    """
    settle(page, PAUSE)
    before = _lines(log)
    with answered(page, ANSWER) as answer:
        draw(page, list(DIGITS.values())[turn % len(DIGITS)])
    settle(page, PAUSE)
    server = sum(float(line) for line in _lines(log)[len(before) :])
    with answered(page, ANSWER):
        undo(page)
    return answer[0], server


def _lines(log: Path) -> list[str]:
    return log.read_text().splitlines()


# ---- the film ------------------------------------------------------------------------------------------------------


def film(runs: int) -> list[Line]:
    """The frames while the film plays, and what the server sends for it."""
    gaps: list[float] = []  # milliseconds
    with chromium() as visitor, serving(APP) as server, visiting(visitor, server) as page:
        play = page.locator('.st-key-film [data-at="play"]')
        play.scroll_into_view_if_needed()
        settle(page, 1000)
        for _ in range(runs):
            gaps += play.evaluate(FRAMES)
    frame, payload = median(gaps), _payload_kb()
    late = sum(gap > 20 for gap in gaps) / len(gaps)
    return [
        Line(
            "film: time between frames while it plays",
            f"{frame:.1f} ms; {100 * late:.1f} % of the frames over 20 ms",
            "at most 20 ms",
            frame <= 20,
            f"{len(gaps)} frames, {runs} plays",
        ),
        Line("film: payload of one trace", f"{payload:.0f} KB", "at most 200 KB", payload <= 200, "1, always the same"),
    ]


def _payload_kb() -> float:
    """The length of the JSON that the page sends the film for the reading it opens with."""
    from streamlit.testing.v1 import AppTest

    elements = AppTest.from_file(str(APP), default_timeout=60).run().get("bidi_component")
    film_message = next(element.proto for element in elements if element.proto.component_name == "film")
    return len(film_message.json.encode()) / 1000


# ---- memory --------------------------------------------------------------------------------------------------------


def memory(runs: int) -> list[Line]:
    """What the server's process holds after one drawing, and how much more after many."""
    first, growth = [], []  # megabytes
    servers = min(runs, SERVERS)
    with chromium() as visitor:
        for _ in range(servers):
            with serving(APP) as server, visiting(visitor, server) as page:
                settle(page, 1000)
                _draw_many(page, 1)
                first.append(server.resident_mb())
                _draw_many(page, MANY)
                growth.append(server.resident_mb() - first[-1])
    count = f"{servers} server{'s' * (servers != 1)}"
    return [
        Line(
            "resident memory of the server after the first drawing",
            f"{median(first):.0f} MB",
            "at most 250 MB",
            median(first) <= 250,
            count,
        ),
        Line(
            f"its growth over {MANY} further drawings",
            f"{median(growth):.1f} MB",
            "at most 20 MB",
            median(growth) <= 20,
            count,
        ),
    ]


def _draw_many(page: Page, drawings: int) -> None:
    """Draws as fast as the page follows, on a cleared canvas after every five digits."""
    for turn in range(drawings):
        if turn % len(DIGITS) == 0:
            with answered(page, STAGES):
                page.get_by_role("button", name="Clear").click()
            settle(page)
        with answered(page, STAGES):
            draw(page, list(DIGITS.values())[turn % len(DIGITS)])
        settle(page)
