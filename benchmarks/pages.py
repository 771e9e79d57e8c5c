"""The page as its visitors meet it: in goes a number of runs, out come lines of the table.

Where a target is a ratio, the yardstick is `bare_page.py`, measured in turn with the program's own page.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from benchmarks.browser import DIGITS, FRAMES, ROOT, TIMES, answered, chromium, draw, serving, settle, visiting
from benchmarks.table import Line

APP = ROOT / "app.py"
BARE = ROOT / "benchmarks" / "bare_page.py"
ANSWER = ".st-key-answer .answer"
STAGES = ".stages"

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


@dataclass(frozen=True)
class Drawn:
    """What some drawings took, in milliseconds."""

    moves: list[float]  # from each move of the pen to its reading on the screen
    ups: list[float]  # from each pen that was lifted to the answer
    tasks: list[float]  # each long task of the page meanwhile
    servers: list[float]  # the server's scripts, one a drawing


def live(runs: int) -> list[Line]:
    """While the pen moves and once it is lifted: until what is drawn is read and painted; and the server's share."""
    drawn = _drawn(DRAWINGS * runs)
    moves, ups, servers = drawn.moves, drawn.ups, drawn.servers
    late, count = sorted(moves)[int(0.95 * len(moves))], f"{len(ups)} drawings"
    longest = max(drawn.tasks, default=0.0)
    return [
        Line(
            "the pen moves → its reading on the screen",
            f"{median(moves):.0f} ms, 95 % within {late:.0f} ms",
            "33 ms, 95 % within 60 ms",
            median(moves) <= 33 and late <= 60,
            f"{len(moves)} moves",
        ),
        Line("pen up → the answer on the screen", f"{median(ups):.0f} ms", "50 ms", median(ups) <= 50, count),
        Line("longest task while drawing", f"{longest:.0f} ms", "50 ms", longest <= 50, count),
        Line(
            "the server's share of a drawing: script time",
            f"{median(servers):.0f} ms",
            "15 ms",
            median(servers) <= 15,
            count,
        ),
    ]


def _drawn(drawings: int) -> Drawn:
    """Draws so many digits on the page of a server of its own."""
    found = Drawn([], [], [], [])
    with tempfile.TemporaryDirectory() as folder, chromium() as visitor:
        log = Path(folder) / "log"
        with serving(APP, log) as server, visiting(visitor, server) as page:
            settle(page, PAUSE)
            page.wait_for_function("() => window.rowByRow")
            page.evaluate(TIMES)
            for turn in range(drawings):
                page.get_by_role("button", name="Clear").click()
                settle(page, PAUSE)
                before = len(_lines(log))
                page.evaluate("() => Object.assign(times, { moves: [], tasks: [] })")
                draw(page, list(DIGITS.values())[turn % len(DIGITS)])
                found.ups.append(page.evaluate("() => new Promise((done) => times.lifted.then(done))"))
                settle(page, PAUSE)
                found.moves.extend(page.evaluate("times.moves"))
                found.tasks.extend(page.evaluate("times.tasks"))
                found.servers.append(sum(float(line) for line in _lines(log)[before:]))
    return found


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
        Line(
            "bytes sent to all components of a page",
            f"{payload:.0f} KB",
            "at most 12 KB",
            payload <= 12,
            "1, always the same",
        ),
    ]


def _payload_kb() -> float:
    """What the page sends its own components for the reading that it opens with."""
    from streamlit.testing.v1 import AppTest

    elements = AppTest.from_file(str(APP), default_timeout=60).run().get("bidi_component")
    return float(sum(element.proto.ByteSize() for element in elements)) / 1000


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
