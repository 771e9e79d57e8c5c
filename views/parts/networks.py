"""Which network the pages show: one choice for all of them, and a sentence where a network cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

import model
from model import RECIPES, WeightsError
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
        with st.container(key="networks", width=240):
            st.selectbox("Network", names, key=key, on_change=_on_change, args=(key,), label_visibility="collapsed")
        return found, problems
    return None, problems


def show_problems(problems: list[str]) -> None:
    """One sentence for each network that could not be had."""
    for sentence in problems:
        st.error(sentence)


def _on_change(key: str) -> None:
    if key in st.session_state:  # not so where the browser reports it of a page that it left meanwhile
        choose(st.session_state[key])
