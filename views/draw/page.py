"""The Draw page: a digit is drawn, chosen or uploaded; the answer, and the film of the reading, live under the pen."""

from __future__ import annotations

import numpy as np
import streamlit as st

import model
from model import DEFAULT, LayerTrace, Network, Trace
from model.data import ROWS
from model.decision import turning_row
from model.explain import votes
from model.image import complaint
from panels import steps
from panels.numbers import minus
from panels.theme import PALETTES, Palette
from views.draw.explain import explain
from views.parts import markup, networks
from views.parts.answer import answer
from views.parts.drawing import CANVAS, drawing, uploaded_picture
from views.parts.glossary import term
from views.parts.headings import heading, title
from views.parts.picture import FIRST, Picture
from views.parts.reading import ORDINALS, Shown, reading
from views.parts.stored import network
from views.parts.theme_watch import current_theme
from views.parts.told import part, whole
from views.state import EXPLAIN, FILM, own_drawing, state

PLOT = {"displayModeBar": False}
MANY = 10**6  # more units than any layer has
UNIT, CANDIDATE = term("unit"), term("candidate")
DOES = {
    "LSTM": f"At each row every {UNIT} keeps the share <i>f</i> ({term('forget gate')}) of its memory <i>c</i> "
    f"({term('cell state')}), adds the share <i>i</i> ({term('input gate')}) of the {CANDIDATE} <i>g</i>, and "
    f"passes on <i>h</i> ({term('hidden state')}), the share <i>o</i> ({term('output gate')}) of what it remembers.",
    "GRU": f"At each row every {UNIT} keeps the share <i>z</i> ({term('update gate')}) of its <i>h</i> "
    f"({term('hidden state')}) and fills the rest with the {CANDIDATE} <i>g</i>, which sees of the old <i>h</i> what "
    f"the {term('reset gate')} <i>r</i> lets through.",
    "SimpleRNN": f"At each row every {UNIT} makes a new <i>h</i> ({term('hidden state')}) from the row and from all "
    "<i>h</i> before it.",
}
READ_STAGES = "From the ink to what the network is given: MNIST's digits were prepared by the same steps."
READ_ROW = "All units after the chosen row, a bar each; the dotted line marks the chosen unit."
READ_UNIT = "The chosen unit from the first row to the last; the dotted line marks the chosen row."


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
    _below(net, trace, picture, palette)


# ---- the first screen ----------------------------------------------------------------------------------------------


def _film(net: Network, trace: Trace, picture: Picture, palette: Palette) -> None:
    """The reading, played by the browser."""
    shown = Shown(
        sentence=complaint(picture.stages) if trace.image.any() else None,
        label=picture.label,
        drawn=bool(picture.strokes),
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


def _below(net: Network, trace: Trace, picture: Picture, palette: Palette) -> None:
    """Why, inside one unit, what if; the layer at rest at the chosen row and unit; the way to what the network sees."""
    explain(net, palette=palette, key=EXPLAIN)
    if trace.layers:
        _at_rest(net, trace, palette)
    title("What the network sees", READ_STAGES)
    st.html(markup.stages(picture.stages, palette))


def _at_rest(net: Network, trace: Trace, palette: Palette) -> None:
    view = _view(trace)
    layer = trace.layers[-1 if view is None else view]
    row, unit = state().control("row"), state().control("unit")
    first = _first(net, trace, layer)
    chosen = _within(row.value, first[0], 1, ROWS), _within(unit.value, first[1], 0, layer.h.shape[1] - 1)
    left, right = st.columns(2, gap="large")
    with left:
        title(_row_finding(layer, *chosen), f"{DOES[layer.kind]} {READ_ROW}")
        key = f"{row.key} from {first[0]}"  # another picture has another first row: a key of its own takes it up
        st.slider("Row", 1, ROWS, chosen[0], key=key, on_change=_set, args=("row", key))
        st.plotly_chart(steps.at_row(layer, *chosen, palette), key="at_row", config=PLOT)
    with right:
        title(_unit_finding(layer, chosen[1]), READ_UNIT)
        most = layer.h.shape[1] - 1
        key = f"{unit.key} from {first[1]} of {most}"
        st.number_input("Unit", 0, most, chosen[1], key=key, on_change=_set, args=("unit", key))
        st.plotly_chart(steps.of_unit(layer, chosen[1], chosen[0], palette), key="of_unit", config=PLOT)


def _set(name: str, key: str) -> None:
    state().take(name, whole(st.session_state.get(key), 0, MANY), None)


def _within(chosen: int | None, default: int, least: int, most: int) -> int:
    """What the viewer chose, if it is there."""
    return chosen if chosen is not None and least <= chosen <= most else default


def _first(net: Network, trace: Trace, layer: LayerTrace) -> tuple[int, int]:
    """The row of the largest turn, and the unit with the largest vote; in an earlier layer the one that moved most."""
    row = turning_row(trace.beliefs)
    if layer is not trace.layers[-1]:
        return row, int(np.ptp(layer.h, axis=0).argmax())
    best, second = trace.beliefs[-1].argsort()[:-3:-1]
    return row, int(np.abs(votes(net, trace, int(best), int(second))[-1]).argmax())


def _row_finding(layer: LayerTrace, row: int, unit: int) -> str:
    passed = f"{layer.h[row - 1, unit]:.2f}"
    if layer.c is None:
        return minus(f"After row {row}, unit {unit} passes on {passed}")
    return minus(f"After row {row}, unit {unit} remembers {layer.c[row - 1, unit]:.2f} and passes on {passed}")


def _unit_finding(layer: LayerTrace, unit: int) -> str:
    moves = np.abs(np.diff(layer.h[:, unit], prepend=0))  # (28,)
    return f"Unit {unit} moved most at row {int(moves.argmax()) + 1}"
