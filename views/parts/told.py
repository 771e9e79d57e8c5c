"""What a browser tells, checked where it enters: in goes what anybody may have sent, out comes what makes sense.

Streamlit takes most values at their word: an option that is none of the options, a row 99, a selection without points.
"""

from __future__ import annotations

import math
from typing import Any

import streamlit as st


def whole(value: Any, least: int, most: int) -> int | None:
    """A whole number of that range; None if it is none."""
    return value if type(value) is int and least <= value <= most else None


def wholes(value: Any, least: int, most: int) -> list[int]:
    """Those in a list that are whole numbers of that range."""
    found = [whole(each, least, most) for each in value] if isinstance(value, list | tuple) else []
    return [each for each in found if each is not None]


def span(value: Any, least: float, most: float) -> tuple[float, float]:
    """The two ends of a slider, cut to its range; all of it if they are none."""
    ends = value if isinstance(value, list | tuple) else ()
    if len(ends) != 2 or not all(type(end) in (int, float) and math.isfinite(end) for end in ends):
        return least, most
    low, high = sorted(min(max(end, least), most) for end in ends)
    return low, high


def is_box(value: Any) -> bool:
    """Whether it is a frame: left, top, right and bottom, in [0, 1] and in their order."""
    if not isinstance(value, list | tuple) or len(value) != 4:
        return False
    if not all(type(each) in (int, float) and 0 <= each <= 1 for each in value):  # not so of nan
        return False
    left, top, right, bottom = value
    return bool(left < right and top < bottom)


def part(value: Any, *names: str) -> Any:
    """What stands under these names in nested dicts; None where nothing does."""
    for name in names:
        value = value.get(name) if hasattr(value, "get") else None
    return value


def clicked(chart: str) -> list[Any]:
    """The custom data of the points that were chosen on the chart of this key."""
    points = part(st.session_state.get(chart), "selection", "points")
    return [part(point, "customdata") for point in points] if isinstance(points, list) else []
