"""Widgets that show a choice of the viewer and take it over: in go its name and options, out comes what is chosen now.

Each is kept by `views/state.py` over the pages and sections on which Streamlit forgets its widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from views.parts.told import span, wholes
from views.state import state

Option = TypeVar("Option")


def segments(
    label: str,
    options: Sequence[Option],
    name: str,
    *,
    default: Option | None = None,
    shown: Callable[[Option], str] = str,
    **layout: Any,
) -> Option:
    """A segmented control of which exactly one is chosen; `default`, or the first, at first."""
    first = options[0] if default is None else default
    mine = state()
    key = mine.seat(name, mine.among(name, options, first))
    told = st.segmented_control(
        label, options, required=True, key=key, format_func=shown, **{"label_visibility": "collapsed", **layout}
    )
    chosen = next((option for option in options if option == told), first)
    mine.take(name, chosen, first)
    return chosen


def pick(label: str, options: Sequence[Option], name: str, *, first: int = 0, **layout: Any) -> Option:
    """A box to choose one of the options from; the one in that place at first."""
    mine = state()
    key = mine.seat(name, mine.among(name, options, options[first]))
    told = st.selectbox(label, options, key=key, **layout)
    chosen = next((option for option in options if option == told), options[first])
    mine.take(name, chosen, options[first])
    return chosen


def several(label: str, options: Sequence[int], name: str, **layout: Any) -> list[int]:
    """A box to choose any of some numbers from; none at first."""
    mine = state()
    kept = [each for each in getattr(mine.chosen, name) or () if each in options]
    told = st.multiselect(label, options, key=mine.seat(name, kept), **layout)
    chosen = wholes(told, min(options), max(options))
    mine.take(name, tuple(chosen), ())
    return chosen


def ends(
    label: str,
    least: float,
    most: float,
    name: str,
    *,
    default: tuple[float, float] | None = None,
    subject: str = "",
    **options: Any,
) -> tuple[float, float]:
    """A slider with two ends; at first at `default`, or at its own ends."""
    first = (least, most) if default is None else default
    mine = state()
    kind = type(least)
    low, high = (kind(end) for end in span(getattr(mine.chosen, name) or first, least, most))
    key = mine.seat(name, (low, high), subject)
    st.slider(label, least, most, key=key, **options)
    chosen = span(st.session_state[key], least, most)
    mine.take(name, chosen, first)
    return chosen


def switch(label: str, name: str, *, default: bool) -> bool:
    """A toggle."""
    mine = state()
    kept = getattr(mine.chosen, name)
    chosen = st.toggle(label, key=mine.seat(name, default if kept is None else kept))
    mine.take(name, chosen, default)
    return chosen
