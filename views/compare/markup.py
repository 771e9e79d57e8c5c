"""The piece of the Compare page that is plain HTML: the tests between the networks."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.comparison import McNemar
from evaluation.reports import Report
from panels.theme import Palette
from views.parts.html import render

SIGNIFICANT = 0.05  # a difference that chance makes less often is taken for one

READ_TEST = (
    "Of the 10,000 test images, only those count here that one of the two reads rightly and the other does not. If "
    "both were equally good, each such image would fall to either like a coin: the last column says how often so "
    "uneven a split would come about by chance (McNemar's exact test)."
)

Pair = tuple[Report, Report, McNemar]


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
