"""Which network the pages show: one choice for all of them, and a sentence where a network cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

import model
from model import RECIPES, WeightsError
from views.parts import address

ADDRESS = "network"  # its name in the address
WIDGET = "network"  # the key of the choice
CHOSEN = "chosen network"  # in `st.session_state`: its name, kept from page to page

Loaded = TypeVar("Loaded")


def choose(name: str) -> None:
    """Makes it the network of every page."""
    st.session_state[CHOSEN] = name


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
    chosen = st.session_state.get(CHOSEN) or address.told(ADDRESS) or model.DEFAULT
    if chosen not in (*names, *RECIPES):
        problems.append(f"The network in this link is none of ours; {model.DEFAULT} reads in its place.")
        chosen = model.DEFAULT
    st.session_state[CHOSEN] = chosen
    if chosen not in names:
        names.append(chosen)
    for name in sorted(names, key=lambda each: each != chosen):
        try:
            found = load(name)
        except WeightsError as problem:
            problems.append(str(problem))
            names = [each for each in names if each != name]
            continue
        st.session_state[WIDGET] = name
        address.note(ADDRESS, None if chosen == model.DEFAULT else chosen)
        with st.container(key="networks", width=240):
            st.selectbox("Network", names, key=WIDGET, on_change=_on_change, label_visibility="collapsed")
        return found, problems
    return None, problems


def tell(problems: list[str]) -> None:
    """One sentence for each network that could not be had."""
    for sentence in problems:
        st.error(sentence)


def _on_change() -> None:
    choose(st.session_state[WIDGET])
