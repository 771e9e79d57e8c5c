"""The Draw page: a digit is drawn, chosen or uploaded; the answer, and the film of the reading, live under the pen."""

from __future__ import annotations

import streamlit as st

import model
from model import DEFAULT, Network, Trace
from model.image import complaint
from panels.theme import PALETTES, Palette
from views.draw.explain import explain
from views.parts import markup, networks
from views.parts.answer import answer
from views.parts.drawing import CANVAS, drawing, uploaded_picture
from views.parts.headings import heading, title
from views.parts.picture import FIRST, Picture
from views.parts.reading import ORDINALS, Shown, reading
from views.parts.stored import network
from views.parts.theme_watch import current_theme
from views.parts.told import part, whole
from views.state import EXPLAIN, FILM, own_drawing, state

MANY = 10**6  # more units than any layer has
READ_STAGES = "From the ink to what the network is given: MNIST's digits were prepared by the same steps."


def page() -> None:
    """Shows the page."""
    palette = PALETTES[current_theme()]
    with heading("Row by Row", "Draw a digit: a network reads it row by row, and changes its mind on the way."):
        net, problems = networks.choice(network)
    networks.show_problems(problems)
    with st.container(key="top", horizontal=True, gap="medium"):
        with st.container(key="drawing", gap="small"):
            picture = drawing()
            if net is not None:
                uploaded_picture(net)
        of_answer, of_film = st.container(key="answer"), st.container(key="film")
    if net is None:
        return
    trace = model.read(net, picture.stages.centred)
    with of_answer:
        answer(palette)
    with of_film:
        _film(net, trace, picture, palette)
    _below(net, picture, palette)


# ---- the first screen ----------------------------------------------------------------------------------------------


def _film(net: Network, trace: Trace, picture: Picture, palette: Palette) -> None:
    """The reading, played by the browser."""
    shown = Shown(
        sentence=complaint(picture.stages) if trace.image.any() else None,
        label=picture.label,
        drawn=bool(picture.strokes),
        placings=own_drawing().placings,
        opening=picture.index == FIRST and own_drawing().placings == 0,
        row=state().control("row").value,
        unit=state().control("unit").value,
        view=_view(trace),
    )
    reading(net, trace, shown, palette=palette, canvas=CANVAS, key=FILM, on_choice=_choose, on_view=_turn)
    if not trace.layers:
        st.button("Read it with an LSTM", on_click=networks.choose, args=(DEFAULT,), type="primary")


def _view(trace: Trace) -> int | None:
    """The layer of which all units are shown; None: the units that argued most."""
    view = state().control("layer").value
    return view if view is not None and view < len(trace.layers) else None


def _choose() -> None:
    for name in ("row", "unit"):
        chosen = whole(part(st.session_state[FILM], "choice", name), 0, MANY)
        if chosen is not None:
            state().control(name).set(chosen)


def _turn() -> None:
    state().control("layer").set(whole(part(st.session_state[FILM], "view"), 0, len(ORDINALS) - 1))
    state().control("unit").set(None)


# ---- below it ------------------------------------------------------------------------------------------------------


def _below(net: Network, picture: Picture, palette: Palette) -> None:
    """Why, inside one unit, what if; the way to what the network sees."""
    explain(net, palette=palette, key=EXPLAIN)
    title("What the network sees", READ_STAGES)
    st.html(markup.stages(picture.stages, palette))
