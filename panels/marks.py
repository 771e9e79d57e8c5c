"""What charts carry besides their curves: words, dotted lines, counts of images."""

from __future__ import annotations

from typing import Any

from panels.theme import Palette


def words(x: float, y: float, text: str, colour: str, **place: Any) -> dict[str, Any]:
    """Words beside a mark; they stand in for a legend."""
    font = {"color": colour, "size": 13}
    return {"x": x, "y": y, "text": text, "align": "left", "showarrow": False, "font": font, **place}


def dotted(x0: float, y0: float, x1: float, y1: float, palette: Palette) -> dict[str, Any]:
    """A dotted line behind the curves."""
    style = {"color": palette.quiet, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": style, "layer": "below"}


def images(count: int) -> str:
    """So many images, in words."""
    return f"{count:,} image{'s' * (count != 1)}"
