"""Choices as a part of an address, and back: in goes a value, out comes a short text; what makes no sense is refused.

No text holds a sign that an address would have to encode, but for the blanks and commas between words.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")

LONGEST = 200  # signs of a text
BETWEEN = "_"  # numbers; a minus may stand before them


@dataclass(frozen=True)
class Kind(Generic[Value]):
    """How values of one kind are written."""

    read: Callable[[str], Value]  # raises ValueError where a text makes no sense
    write: Callable[[Value], str] = str


def whole(least: int, most: int) -> Kind[int]:
    """A whole number of that range."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
            raise ValueError(f"expected a whole number from {least} to {most}, but found {text[:20]!r}")
        return int(text)

    return Kind(read)


def wholes(least: int, most: int, count: int | None = None) -> Kind[tuple[int, ...]]:
    """Whole numbers of that range, each once or more; `count` of them where that is given."""
    each = whole(least, most)

    def read(text: str) -> tuple[int, ...]:
        found = tuple(map(each.read, text[:LONGEST].split(BETWEEN)))
        if count not in (None, len(found)):
            raise ValueError(f"expected {count} numbers, but found {len(found)}")
        return found

    return Kind(read, lambda values: BETWEEN.join(map(str, values)))


def ends(least: float, most: float) -> Kind[tuple[float, float]]:
    """The two ends of a span within that range, the lower one first."""

    def read(text: str) -> tuple[float, float]:
        low, high = map(float, text[:LONGEST].split(BETWEEN))  # ValueError, too, where there are not two of them
        if not (math.isfinite(low) and math.isfinite(high) and least <= low <= high <= most):
            raise ValueError(f"expected two ends from {least} to {most}, but found {text[:40]!r}")
        return low, high

    return Kind(read, lambda span: BETWEEN.join(f"{end:g}" for end in span))


def _words(text: str) -> str:
    if not 0 < len(text) <= LONGEST or not text.isprintable():
        raise ValueError("expected a few words")
    return text


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError(f'expected "on" or "off", but found {text[:20]!r}')
    return text == "on"


WORDS = Kind(_words)  # one of some options; whoever has the options knows whether it is one of them
NAMES: Kind[tuple[str, ...]] = Kind(lambda text: tuple(_words(text).split(",")), ",".join)
SWITCH: Kind[bool] = Kind(_switch, lambda value: "on" if value else "off")
