"""What the benchmarks say: in go measured lines, out comes one Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.metrics import wilson


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    measured: str
    target: str
    met: bool
    runs: str  # what the medians are taken over


def table(lines: Sequence[Line]) -> str:
    """The lines in Markdown."""
    head = ["| what | measured | target | met? | median of |", "|---|---|---|---|---|"]
    rows = [f"| {x.what} | {x.measured} | {x.target} | {'yes' if x.met else '**no**'} | {x.runs} |" for x in lines]
    return "\n".join(head + rows)


def share(some: int, of: int) -> str:
    """A share with its 95 % interval; "-" where there is nothing to take a share of."""
    if not of:
        return "-"
    low, high = wilson(some, of)
    return f"{some / of:.2%} ({low:.2%} to {high:.2%})"
