"""How fast and how small the program is, measured here and now: one Markdown table comes out.

    python -m benchmarks.speed [--only NAME] [--runs N]

Run it on a machine that does nothing else. All of it takes about a quarter of an hour on two cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

import model
from benchmarks import explorers, pages, questions, reading
from benchmarks.table import Line, table

BENCHMARKS: dict[str, Callable[[int], list[Line]]] = {
    "read": reading.read_one,
    "predict": reading.predict_all,
    "start": pages.start_up,
    "pen": pages.live,
    "film": pages.film,
    "questions": questions.questions,
    "memory": pages.memory,
    **explorers.BENCHMARKS,
}


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__.split("\n")[0])
    parser.add_argument("--only", choices=BENCHMARKS, metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}")
    parser.add_argument("--runs", type=int, default=5, help="repeats of each measurement; 5 unless told")
    args = parser.parse_args(argv)
    if args.runs < 1:
        parser.error(f"expected at least one run, but got {args.runs}")
    try:
        model.load(model.DEFAULT)  # without a network there is nothing to measure
        lines = [line for name in BENCHMARKS if args.only in (None, name) for line in measure(name, args.runs)]
    except (model.WeightsError, RuntimeError) as problem:
        print(f"speed.py: {problem}", file=sys.stderr)
        return 2
    print(table(lines))
    return 0


def measure(name: str, runs: int) -> list[Line]:
    """The lines of one benchmark; says meanwhile on stderr which one it is."""
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    return BENCHMARKS[name](runs)


if __name__ == "__main__":
    sys.exit(main())
