"""The Compare page: up to four networks read the same drawing beside each other, under one play head."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import streamlit as st

import model
from evaluation.comparison import mcnemar
from evaluation.reports import answers
from model import RECIPES, Network, Trace, WeightsError
from model.data import DataError
from panels.theme import PALETTES, Palette
from views.compare import markup
from views.compare.lanes import cards, lanes
from views.parts import networks
from views.parts.drawing import CANVAS, drawing
from views.parts.glossary import term
from views.parts.headings import heading, title
from views.parts.picture import Picture
from views.parts.stored import network, report, test_digits
from views.parts.theme_watch import current_theme
from views.state import own_drawing, state

CSS = Path(__file__).parent / "compare.css"
MOST, LEAST = 4, 2  # lanes; fewer are shown, but nothing is compared
FAIR = ("rnn-fair", "gru-fair", "lstm-fair")  # alike but for the cell
FIRST = ("reader", "bn-lstm-128-tanh", "rnn-256-adam", "mlp-512")  # compared at first, those of them that there are
READ_LANES = (
    f"Time runs down. Of each network its {term('hidden state')} and its {term('belief', 'beliefs')}; the flag marks "
    "from where it believed in its answer. Drag the line, or use the arrow keys."
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
        networks.show_problems(problems)
        if not readings:
            return
        cards(palette)
        title("How each came to it", READ_LANES)
        with st.container(key="lanes"):
            placings = own_drawing().placings
            lanes(readings, drawn=bool(picture.strokes), placings=placings, palette=palette, canvas=CANVAS, key="race")
    _tests([net.name for net, _ in readings], palette)


def _choice() -> list[str]:
    """The names of the chosen networks, in the order in which they were chosen; last those whose files are gone."""
    names = model.names()
    first = [name for name in FIRST if name in names]
    mine = state()
    wanted = mine.every("networks", [*names, *RECIPES], first)
    gone = [name for name in wanted if name not in names and name in RECIPES] or ([] if names else [model.DEFAULT])
    chosen = [name for name in dict.fromkeys(wanted) if name in names][:MOST]
    key = mine.seat("networks", chosen, anew=True)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = f"Networks, at most {MOST}"
        st.multiselect(
            label, names, key=key, max_selections=MOST, on_change=_choose, args=(key, tuple(first)), width="stretch"
        )
        if set(FAIR) <= set(names):
            note = "RNN, GRU and LSTM: alike but for the cell, each trained by the reader's lessons"
            st.button("Fair race", help=note, on_click=_race, width="content")
    if len(chosen) < LEAST:
        st.caption("One network is shown alone: choose another one to compare it with.")
    return chosen + gone


def _choose(key: str, first: tuple[str, ...]) -> None:
    if key in st.session_state:  # not so where the browser reports it of a page that it left meanwhile
        state().take("networks", tuple(st.session_state[key]), first)


def _race() -> None:
    state().set("networks", FAIR)


def _readings(names: list[str], picture: Picture) -> tuple[list[tuple[Network, Trace]], list[str]]:
    """Each network's reading of the picture, and a sentence on each that could not be had."""
    readings, problems = [], []
    for name in names:
        try:
            net = network(name)
        except WeightsError as problem:
            problems.append(str(problem))
            continue
        readings.append((net, model.read(net, picture.stages.centred)))
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
