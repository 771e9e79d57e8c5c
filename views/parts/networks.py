"""Which network the pages show: one choice for all of them, and a sentence where a network cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

import model
from model import RECIPES, WeightsError
from model.plans import RECURRENT
from panels.numbers import percent
from views.parts import stored
from views.state import state

Loaded = TypeVar("Loaded")


def choose(name: str) -> None:
    """Makes it the network of every page."""
    mine = state()
    if name != (mine.chosen.network or model.DEFAULT):
        mine.set("search_unit", None)  # which is one of the other network
        mine.set("search_span", None)
    mine.set("network", None if name == model.DEFAULT else name)


def choice(load: Callable[[str], Loaded]) -> tuple[Loaded | None, list[str]]:
    """The choice on the page; a network whose files are missing or damaged is none of the choices.

    Args:
        load: gets what the page shows of a network by its name, or raises WeightsError.

    Returns:
        What it gives for the chosen network, or for the first whole one; None where there is none. And a sentence on
        each network that could not be had, with the command that trains it again.
    """
    problems: list[str] = []
    names = model.names()
    mine = state()
    chosen = mine.among("network", [*names, *RECIPES], model.DEFAULT)
    if chosen not in names:
        names.append(chosen)
    for name in sorted(names, key=lambda each: each != chosen):
        try:
            found = load(name)
        except WeightsError as problem:
            problems.append(str(problem))
            names = [each for each in names if each != name]
            continue
        key = mine.seat("network", name, anew=True)
        with st.container(key="networks", width=310):
            st.selectbox(
                "Network",
                sorted(names, key=_grouped),
                key=key,
                format_func=label,
                on_change=_on_change,
                args=(key,),
                label_visibility="collapsed",
            )
        return found, problems
    return None, problems


def label(name: str) -> str:
    """A network's name, its accuracy on the test images, and what it is: a narrow screen cuts off the end."""
    share = stored.accuracy(name)
    return f"{name}: {kind(name)}" if share is None else f"{name}: {percent(share, 1)}, {kind(name)}"


def kind(name: str) -> str:
    """What a network is in a few words, such as "LSTM 2 × 160", two layers of 160 units."""
    recurrent = [spec for spec in RECIPES[name].layers if spec.kind in RECURRENT]
    if not recurrent:
        return f"MLP of {next(spec.units for spec in RECIPES[name].layers if spec.units)}"
    [what] = {spec.kind for spec in recurrent}
    [units] = {spec.units for spec in recurrent}
    return f"{what} of {units}" if len(recurrent) == 1 else f"{what} {len(recurrent)} × {units}"


def _grouped(name: str) -> tuple[bool, int]:
    """The place in the list: the default one first, then kind by kind."""
    kinds = {spec.kind for spec in RECIPES[name].layers}
    return name != model.DEFAULT, next((k for k, each in enumerate(RECURRENT) if each in kinds), len(RECURRENT))


def show_problems(problems: list[str]) -> None:
    """One sentence for each network that could not be had."""
    for sentence in problems:
        st.error(sentence)


def _on_change(key: str) -> None:
    if key in st.session_state:  # not so where the browser reports it of a page that it left meanwhile
        choose(st.session_state[key])
