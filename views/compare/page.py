"""The Compare page: two to four networks read the same drawing beside each other, under one play head."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import streamlit as st

import model
from evaluation.comparison import mcnemar
from evaluation.reports import answers
from model import RECIPES, WeightsError
from model.data import DataError
from panels.theme import PALETTES, Palette
from views.compare import markup
from views.parts import address, networks
from views.parts.drawing import drawing
from views.parts.film import Reading, lanes
from views.parts.headings import heading, title
from views.parts.picture import Picture
from views.parts.stored import network, report, test_digits
from views.parts.theme_watch import current_theme

CSS = Path(__file__).parent / "compare.css"
MOST, LEAST = 4, 2  # lanes
FAIR = ("rnn-fair", "gru-fair", "lstm-fair")  # alike but for the cell
FIRST = ("reader", "bn-lstm-128-tanh", "rnn-256-adam", "mlp-512")  # compared at first, those of them that there are
ADDRESS = "networks"  # its name in the address
WIDGET = "compared"  # the key of the choice
CHOSEN = "compared networks"  # in `st.session_state`: their names, kept from page to page
READ_LANES = (
    "Time runs downwards, and one line crosses all lanes. Of each network: the hidden state after each row, beside it "
    "what it would answer; the flag marks the row from which it believed in its answer. Drag the line, or use the "
    "arrow keys."
)


def page() -> None:
    """Shows the page."""
    st.html(CSS)
    palette = PALETTES[current_theme()]
    heading("Compare", "One drawing, read by several networks at once. What does each make of it, and when?")
    with st.container(key="top", horizontal=True, gap="medium"):
        with st.container(key="drawing"):
            picture = drawing()
        beside = st.container(key="readers")
    with beside:
        readings, problems = _readings(_choice(), picture)
        networks.tell(problems)
        if not readings:
            return
        st.html(markup.answers(readings, palette))
    title(markup.finding(readings), READ_LANES)
    with st.container(key="lanes"):
        lanes(readings, palette=palette, key="race")
    _tests([reading.name for reading in readings], palette)


def _choice() -> list[str]:
    """The names of the chosen networks, in the order in which they were chosen; last those whose files are gone."""
    names = model.names()
    first = [name for name in FIRST if name in names]
    told = [name for name in (address.told(ADDRESS) or "").split(",") if name in RECIPES]
    if told:
        st.session_state.setdefault(CHOSEN, told)  # it outlives the address, which another page clears
    wanted = st.session_state.get(CHOSEN, first)
    gone = [name for name in wanted if name not in names and name in RECIPES] or ([] if names else [model.DEFAULT])
    st.session_state[WIDGET] = [name for name in dict.fromkeys(wanted) if name in names][:MOST]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            f"Networks, {LEAST} to {MOST}", names, key=WIDGET, max_selections=MOST, on_change=_choose, width="stretch"
        )
        if set(FAIR) <= set(names):
            note = "RNN, GRU and LSTM: alike but for the cell, trained alike"
            st.button("Fair race", help=note, on_click=_race, width="content")
    chosen = [name for name in st.session_state[WIDGET] if name in names][:MOST]
    address.note(ADDRESS, None if chosen == first else ",".join(chosen))
    if len(chosen) < LEAST:
        st.caption("Choose another one to compare with.")
    return chosen + gone


def _choose() -> None:
    st.session_state[CHOSEN] = st.session_state[WIDGET]


def _race() -> None:
    st.session_state[CHOSEN] = list(FAIR)


def _readings(names: list[str], picture: Picture) -> tuple[list[Reading], list[str]]:
    """Each network's reading of the picture, and a sentence on each that could not be had."""
    readings, problems = [], []
    for name in names:
        try:
            net = network(name)
        except WeightsError as problem:
            problems.append(str(problem))
            continue
        trace = model.read(net, picture.stages.centred)
        readings.append(Reading(name, trace, trace.layers[-1] if trace.layers else None, net.every_row))
    return readings, problems


# ---- which of them reads better ------------------------------------------------------------------------------------


def _tests(names: list[str], palette: Palette) -> None:
    """McNemar's test on each two of the networks."""
    try:
        reports = [report(name) for name in names]
        labels = test_digits()[1]
    except WeightsError as problem:
        st.error(str(problem))
        return
    except DataError:
        return  # the test digits below the canvas have said so
    if len(reports) < LEAST:
        return
    pairs = [
        (first, second, mcnemar(answers(first) == labels, answers(second) == labels))
        for first, second in combinations(reports, 2)
    ]
    title(markup.test_finding(pairs), markup.READ_TEST)
    st.html(markup.tests(pairs, palette))
