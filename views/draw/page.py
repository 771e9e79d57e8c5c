"""The Draw page: a digit is drawn, chosen or uploaded; the answer, the way to it, and the film of the reading."""

from __future__ import annotations

import numpy as np
import streamlit as st

import model
from model import LayerTrace, Network, Trace
from model.data import ROWS
from model.decision import settled_row
from model.image import complaint
from panels import beliefs, steps
from panels.steps import minus
from panels.theme import PALETTES, Palette
from views.parts import markup, networks
from views.parts.drawing import drawing
from views.parts.film import Choice, Reading, film
from views.parts.headings import heading, title
from views.parts.picture import Picture
from views.parts.stored import network
from views.parts.theme_watch import current_theme
from views.parts.told import part, whole
from views.state import FILM, state, write

PLOT = {"displayModeBar": False}
MANY = 10**6  # more units than any layer has
READ_FILM = (
    "Time runs downwards. At each row every unit {}; the belief is read off all <i>h</i>. "
    "Drag the line or use the arrow keys; point at a cell for its value, click to choose it."
)
DOES = {
    "LSTM": "keeps the share <i>f</i> of its memory <i>c</i>, adds the share <i>i</i> of the candidate <i>g</i>, and "
    "passes on <i>h</i>, the share <i>o</i> of what it remembers",
    "GRU": "keeps the share <i>z</i> of its <i>h</i> and fills the rest with the candidate <i>g</i>, which sees of the "
    "old <i>h</i> what the reset gate <i>r</i> lets through",
    "SimpleRNN": "makes a new <i>h</i> from the row and from all <i>h</i> before it",
}
ALL_AT_ONCE = (
    "This network sees all 784 pixels at once and keeps nothing from row to row: it has no hidden state and no gates, "
    "and there is no reading to watch. Choose another network to see one."
)
READ_LAYERS = (
    "The first layer reads the rows of the image, the second what the first passes on; the belief is read off it."
)
ORDINALS = ("First layer", "Second layer")
READ_ROW = "All units after the chosen row, a bar each; the dotted line marks the chosen unit."
READ_UNIT = "The chosen unit from the first row to the last; the dotted line marks the chosen row."


def page() -> None:
    """Shows the page."""
    palette = PALETTES[current_theme()]
    lead = "Draw a digit. A network reads it from top to bottom, row by row, and shows how."
    with heading("Row by Row", lead):
        net, problems = networks.choice(network)
    networks.tell(problems)
    with st.container(key="top", horizontal=True, gap="medium"):
        with st.container(key="drawing"):
            picture = drawing()
        answer, stages = st.container(key="answer"), st.container(key="stages")
    if net is None:
        return
    trace = model.read(net, picture.stages.centred)
    with answer:
        _answer(picture, trace, palette)
    stages.html(markup.stages(picture.stages, palette))
    _reading(net, trace, palette)


# ---- the answer --------------------------------------------------------------------------------------------------


def _answer(picture: Picture, trace: Trace, palette: Palette) -> None:
    """The digit, how sure it is, and the ten probabilities; or a sentence that says why there is none."""
    blank = not trace.image.any()
    problem = None if blank else complaint(picture.stages)
    if blank:
        st.html(markup.sentence("Draw a digit on the canvas, or choose one below it."))
    elif problem:
        st.html(markup.sentence(problem))
    else:
        st.html(markup.answer(trace, picture.label))
    belief = trace.beliefs[-1] * (not blank)  # (10,)
    st.plotly_chart(beliefs.bars(belief, palette), key="bars", config=PLOT)


# ---- the reading ---------------------------------------------------------------------------------------------------


@st.fragment
def _reading(net: Network, trace: Trace, palette: Palette) -> None:
    """The film, and the layer at rest at the chosen row and unit."""
    if not trace.layers:
        title(markup.finding(trace), ALL_AT_ONCE)
        return
    title(markup.finding(trace), READ_FILM.format(DOES[trace.layers[-1].kind]))
    place = _chosen_layer(trace)
    layer = trace.layers[place]
    chosen = _chosen(trace, layer)
    with st.container(key="film"):
        reading = Reading(net.name, trace, layer, net.every_row)
        film(reading, chosen, palette=palette, key=FILM, on_choice=_choose)
    left, right = st.columns(2, gap="large")
    with left:
        title(_row_finding(layer, chosen), READ_ROW)
        st.slider("Row", 1, ROWS, chosen.row, key=state().control("row").key)
        st.plotly_chart(steps.at_row(layer, chosen.row, chosen.unit, palette), key="at_row", config=PLOT)
    with right:
        title(_unit_finding(layer, chosen.unit), READ_UNIT)
        st.number_input("Unit", 0, layer.h.shape[1] - 1, chosen.unit, key=state().control("unit").key)
        st.plotly_chart(steps.of_unit(layer, chosen.unit, chosen.row, palette), key="of_unit", config=PLOT)
    write("address of the film")


def _chosen_layer(trace: Trace) -> int:
    """The place of the recurrent layer that is shown; at first the last one, off which the belief is read."""
    places, control = range(len(trace.layers)), state().control("layer")
    chosen = control.read(places[-1], places[0], places[-1])
    if len(places) > 1:
        with st.container(horizontal=True, vertical_alignment="center", key="layers"):
            st.segmented_control(
                "Layer",
                places,
                default=chosen,
                required=True,
                key=control.key,
                format_func=lambda place: ORDINALS[place],
                label_visibility="collapsed",
                width="content",
            )
            st.html(f'<p class="read">{READ_LAYERS}</p>', width="content")
    return chosen


def _chosen(trace: Trace, layer: LayerTrace) -> Choice:
    """The chosen row and unit."""
    first = _first_choice(trace, layer)
    row, unit = state().control("row"), state().control("unit")
    units = layer.h.shape[1]
    if unit.value is not None and unit.value >= units:  # chosen in a larger layer
        unit.set(first.unit)
    return Choice(row.read(first.row, 1, ROWS), unit.read(first.unit, 0, units - 1))


def _first_choice(trace: Trace, layer: LayerTrace) -> Choice:
    """The row that decided, and the unit that was moved most."""
    return Choice(settled_row(trace.beliefs), int(np.ptp(layer.h, axis=0).argmax()))


def _choose() -> None:
    for name in ("row", "unit"):
        chosen = whole(part(st.session_state[FILM], "choice", name), 0, MANY)
        if chosen is not None:
            state().control(name).set(chosen)


def _row_finding(layer: LayerTrace, chosen: Choice) -> str:
    place = (chosen.row - 1, chosen.unit)
    passed = f"{layer.h[place]:.2f}"
    if layer.c is None:
        return minus(f"After row {chosen.row}, unit {chosen.unit} passes on {passed}")
    return minus(f"After row {chosen.row}, unit {chosen.unit} remembers {layer.c[place]:.2f} and passes on {passed}")


def _unit_finding(layer: LayerTrace, unit: int) -> str:
    moves = np.abs(np.diff(layer.h[:, unit], prepend=0))  # (28,)
    return f"Unit {unit} moved most at row {int(moves.argmax()) + 1}"
