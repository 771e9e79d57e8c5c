"""The pieces of the Compare page that are plain HTML: each network's answer, and the tests between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from evaluation.comparison import McNemar
from evaluation.reports import Report
from model import Trace
from model.data import ROWS
from model.decision import BELIEVED, believed_row, decided_row
from panels.numbers import percent
from panels.theme import Palette
from views.parts.film import Reading
from views.parts.html import render

SIGNIFICANT = 0.05  # a difference that chance makes less often is taken for one

READ_TEST = (
    "Of the 10,000 test images, only those count here that one of the two reads rightly and the other does not. If "
    "both were equally good, each such image would fall to either like a coin: the last column says how often so "
    "uneven a split would come about by chance (McNemar's exact test)."
)

Pair = tuple[Report, Report, McNemar]


def answers(readings: Sequence[Reading], palette: Palette) -> str:
    """A card for each network: its answer, how sure it is, and when it came to it."""
    return render("compare/cards", cards=[_card(reading, palette) for reading in readings], line=palette.line)


def _card(reading: Reading, palette: Palette) -> tuple[str, ...]:
    """Name, digit or a dash, how sure it is, way to the answer, and colour."""
    trace = reading.trace
    if not trace.image.any():
        digit, state = "–", "Nothing drawn yet"
    elif trace.no_digit:
        digit, state = "–", "No digit"
    else:
        doubt = "Not sure: " if trace.unsure else ""
        digit, state = str(trace.digit), f"{doubt}{percent(trace.confidence)}"
    colour = palette.line if digit == "–" else palette.digits[trace.digit]
    return reading.name, digit, state, way(trace), colour


def way(trace: Trace) -> str:
    """How a reading came to its answer, in a few words."""
    if not trace.image.any():
        return ""
    if not trace.layers:
        return "All rows at once: no way to watch"
    after = decided_row(trace.beliefs)
    words = f"final from row {after} on"
    if after < (believed := believed_row(trace.beliefs)):
        words += f", believed from row {believed}"
    held = np.flatnonzero(trace.beliefs[: after - 1].max(axis=1) >= BELIEVED)  # rows before, from 0
    if held.size:
        words += f"; {trace.beliefs[held[-1]].argmax()} until row {held[-1] + 1}"
    return words


def finding(readings: Sequence[Reading]) -> str:
    """What the networks answer, and which came to it first."""
    if not readings[0].trace.image.any():
        return "An empty page"
    if len(readings) == 1:
        return f"{readings[0].name} answers {readings[0].trace.digit}"
    counts = Counter(reading.trace.digit for reading in readings)
    digit, most = counts.most_common(1)[0]
    if most == 1:
        return f"{len(readings)} networks, {len(readings)} answers"
    if most < len(readings):
        others = ", ".join(f"{each.name} {each.trace.digit}" for each in readings if each.trace.digit != digit)
        return f"{most} of {len(readings)} answer {digit}; {others}"
    by_rows = [reading for reading in readings if reading.layer]
    all_of_them = "Both" if most == 2 else f"All {most}"
    if not by_rows:
        return f"{all_of_them} answer {digit}"
    after, name = min((believed_row(reading.trace.beliefs) or ROWS, reading.name) for reading in by_rows)
    return f"{all_of_them} answer {digit}; {name} believed in it first, from row {after}"


def test_finding(pairs: Sequence[Pair]) -> str:
    """What the tests say of the first two networks."""
    first, second, test = pairs[0]
    if test.p_value >= SIGNIFICANT:
        return f"The test images do not tell whether {first.name} or {second.name} reads better"
    better, worse = (first, second) if test.only_first > test.only_second else (second, first)
    return f"{better.name} reads better than {worse.name}, and not by chance"


def tests(pairs: Sequence[Pair], palette: Palette) -> str:
    """A table of all pairs."""
    lines = [(*pair, _chance(pair[2].p_value)) for pair in pairs]
    return render("compare/tests", pairs=lines, line=palette.line)


def _chance(p_value: float) -> str:
    if p_value < 1e-4:
        return "less than once in 10,000 times"
    return f"{100 * p_value:.2g} % of times"
