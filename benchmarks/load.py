"""What the server gives to many visitors at once, against the least page with the same canvas: one Markdown table.

    python -m benchmarks.load [--only NAME] [--sessions N ...] [--seconds S]

Visitors without a browser, all in one process, ask this machine alone; they share its processor with the server, and
neither load scripts and pictures nor paint. The bare page runs under Streamlit's own settings. Run it on a machine
that does nothing else: all of it takes a quarter of an hour on two cores, and
`--only answers --sessions 5 --seconds 10` half a minute.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import model
from benchmarks import crowd
from benchmarks.browser import ROOT, serving
from benchmarks.crowd import Crowd, Drawing
from benchmarks.table import Line, table
from tests import drawing
from tests.browser.strokes import DIGITS, Stroke
from tests.protocol import sheet

APP, BARE = ROOT / "app.py", ROOT / "benchmarks" / "bare_page.py"
SESSIONS = (20, 50)  # that draw at the same time
SECONDS = 60.0  # that they draw
OPENED = 100  # sessions opened at once
PASSING, AT_ONCE = 200, 20  # visitors who draw once and leave, so many at a time
FORGOTTEN = 130  # seconds; Streamlit keeps a session for two minutes after its visitor has left
REST = 25  # seconds after which the memory of those who have left is given back
LONGER, MORE = 1.0, 1.3  # targets against the bare page: of the time to an answer, and of the answers a second
LATEST = 60.0  # seconds until the last of many who come at once has its page
GROWN = 40.0  # megabytes above rest that may stay when many visitors were forgotten
SHOWN = 5  # errors that are told one by one
HANDS = 6  # that draw each digit, each a little differently
TREMBLE = 3.0  # pixels that a hand moves, shrinks or turns a stroke's points by


@dataclass(frozen=True)
class Drawings:
    """The same drawings with what each page has to answer to them."""

    app: list[Drawing]
    bare: list[Drawing]

    def of(self, page: Path) -> list[Drawing]:
        """With the answers of one page."""
        return self.app if page == APP else self.bare


@dataclass(frozen=True)
class Plan:
    """What is measured."""

    sessions: Sequence[int]
    seconds: float
    drawings: Drawings


# ---- the drawings --------------------------------------------------------------------------------------------------


def make_drawings() -> Drawings:
    """Each digit by several hands; no two that follow each other are of the same digit."""
    network, chance = model.load(model.DEFAULT), np.random.default_rng(0)
    app, bare = [], []
    for _ in range(HANDS):
        for strokes in DIGITS.values():
            drawn = trembling(strokes, chance)
            value = json.dumps(sheet.value(drawn))
            rgba = drawing.on_nothing(drawing.lines(drawn, sheet.BRUSH), drawing.WHITE)  # (280, 280, 4)
            app.append(Drawing(value, str(model.read(network, model.from_canvas(rgba)).digit)))
            bare.append(Drawing(value, f"{(rgba[..., 3] / 255).sum():.0f} pixels of ink"))
    return Drawings(app, bare)


def trembling(strokes: Sequence[Stroke], chance: np.random.Generator) -> list[Stroke]:
    """The same digit by a hand of its own: moved and bent a little as a whole."""
    down, right, bend, lean = chance.uniform(-TREMBLE, TREMBLE, 4)
    points = [[(x + right + lean * (y - 140) / 70, y + down + bend * (x - 140) / 70) for x, y in s] for s in strokes]
    return [[(round(x, 1), round(y, 1)) for x, y in stroke] for stroke in points]


# ---- what is measured ----------------------------------------------------------------------------------------------


def answers(plan: Plan) -> list[Line]:
    """How long a drawing waits for its answer while others draw, how many are answered, and whether rightly."""
    return [line for count in plan.sessions for line in _answers(plan, count)]


def _answers(plan: Plan, count: int) -> list[Line]:
    ours, bare = (_drawn(page, plan, count) for page in (APP, BARE))
    runs = f"{len(ours.answers):,} and {len(bare.answers):,} drawings"
    who = f"{count} sessions draw every {crowd.PERIOD:g} s:"
    return [
        _times(f"{who} p50 of the answer", _share(ours, 50), _share(bare, 50), runs),
        _times(f"{who} p95 of the answer", _share(ours, 95), _share(bare, 95), runs),
        _rates(f"{who} drawings answered a second", _rate(ours), _rate(bare), runs),
        _errors(f"{who} wrong or foreign answers, exceptions, silences", ours, bare, runs),
    ]


def _drawn(page: Path, plan: Plan, count: int) -> Crowd:
    drawings = plan.drawings.of(page)
    with serving(page) as server:
        asyncio.run(crowd.passing(server.url, drawings, 1, 1))  # the first visitor waits for imports
        return asyncio.run(crowd.drawing(server.url, drawings, count, plan.seconds))


def opening(plan: Plan) -> list[Line]:
    """How long the last of many waits for a page that all open at the same moment."""
    ours, bare = (_opened(page, plan) for page in (APP, BARE))
    what, runs = f"{OPENED} sessions opened at once:", "1 crowd each"
    return [
        Line(
            f"{what} until the last has its page",
            f"{_seconds(ours.took)} (bare page {_seconds(bare.took)})",
            f"at most {LATEST:g} s",
            ours.took <= LATEST,
            runs,
        ),
        _errors(f"{what} exceptions, silences", ours, bare, runs),
    ]


def _opened(page: Path, plan: Plan) -> Crowd:
    with serving(page) as server:
        asyncio.run(crowd.passing(server.url, plan.drawings.of(page), 1, 1))
        return asyncio.run(crowd.opened(server.url, OPENED))


def memory(plan: Plan) -> list[Line]:
    """What the server holds after one visitor, after many have left, and once Streamlit has forgotten them."""
    ours, bare = (_held(page, plan) for page in (APP, BARE))
    what = (
        "at rest, one visitor come and gone",
        f"when {PASSING} visitors have drawn and left",
        f"{FORGOTTEN} s later, one more visitor come and gone",
    )
    return [
        _sizes(f"memory of the server {when}", at, of_bare, ours[0])
        for when, at, of_bare in zip(what, ours, bare, strict=True)
    ]


def _held(page: Path, plan: Plan) -> tuple[float, float, float]:
    """Megabytes at the three moments."""
    drawings = plan.drawings.of(page)
    with serving(page) as server:

        def after(visitors: int) -> float:
            asyncio.run(crowd.passing(server.url, drawings, visitors, AT_ONCE))
            time.sleep(REST)
            return server.resident_mb()

        first, many = after(1), after(PASSING)
        time.sleep(FORGOTTEN)
        return first, many, after(1)  # Streamlit looks for sessions to forget when another one ends


# ---- lines of the table --------------------------------------------------------------------------------------------


def _share(of: Crowd, percent: float) -> float:
    """Seconds within which so many in a hundred answers were there; infinite if there were none."""
    return float(np.percentile(of.answers, percent)) if of.answers else float("inf")


def _rate(of: Crowd) -> float:
    return len(of.answers) / of.took if of.took else 0.0


def _times(what: str, ours: float, bare: float, runs: str) -> Line:
    ratio = ours / bare
    return Line(
        what,
        f"{_seconds(ours)} against {_seconds(bare)}: {ratio:.2f} ×",
        f"at most {LONGER:g} ×",
        ratio <= LONGER,
        runs,
    )


def _seconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _rates(what: str, ours: float, bare: float, runs: str) -> Line:
    ratio = ours / bare if bare else 0.0
    return Line(what, f"{ours:.1f} against {bare:.1f}: {ratio:.2f} ×", f"at least {MORE:g} ×", ratio >= MORE, runs)


def _errors(what: str, ours: Crowd, bare: Crowd, runs: str) -> Line:
    for problem in [*ours.errors, *bare.errors][:SHOWN]:
        print(problem, file=sys.stderr)
    counts = len(ours.errors), len(bare.errors)
    return Line(what, f"{counts[0]} against {counts[1]}", "none", counts[0] == 0, runs)


def _sizes(what: str, ours: float, bare: float, rest: float) -> Line:
    grown = ours - rest
    return Line(
        what,
        f"{ours:.0f} MB, {grown:.0f} above rest (bare page {bare:.0f} MB)",
        f"at most {GROWN:g} MB above rest" if "later" in what else "-",
        grown <= GROWN or "later" not in what,
        "1 server each",
    )


# ---- the command line ----------------------------------------------------------------------------------------------

BENCHMARKS: dict[str, Callable[[Plan], list[Line]]] = {"answers": answers, "opening": opening, "memory": memory}


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.split("\n")[0])
    parser.add_argument("--only", choices=BENCHMARKS, metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}")
    parser.add_argument("--sessions", type=int, nargs="+", default=SESSIONS, metavar="N", help="that draw; 20 50")
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="S", help=f"that they draw; {SECONDS:g}")
    args = parser.parse_args(argv)
    if min(args.sessions) < 1 or args.seconds < crowd.PERIOD:
        parser.error(f"expected at least one session and {crowd.PERIOD:g} seconds, but got {argv or sys.argv[1:]}")
    try:
        plan = Plan(args.sessions, args.seconds, make_drawings())
        lines = [line for name in BENCHMARKS if args.only in (None, name) for line in measure(name, plan)]
    except (model.WeightsError, RuntimeError) as problem:
        print(f"load.py: {problem}", file=sys.stderr)
        return 2
    print(table(lines))
    return 0


def measure(name: str, plan: Plan) -> list[Line]:
    """The lines of one benchmark; says meanwhile on stderr which one it is."""
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    return BENCHMARKS[name](plan)


if __name__ == "__main__":
    sys.exit(main())
