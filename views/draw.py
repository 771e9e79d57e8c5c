"""The Draw page: a digit is drawn, chosen or uploaded; the answer, the way to it, and the film of the reading."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

import model
from model import ImageError, LayerTrace, Network, Trace
from model.image import complaint, stages_from_canvas, stages_from_file
from panels import beliefs, steps
from panels.steps import minus
from panels.theme import PALETTES, Palette
from views import markup, networks
from views.canvas import EMPTY, SIDE, as_drawing, canvas, has_strokes, tools
from views.film import Choice, Reading, decided_after, film
from views.session import Desk, Picture
from views.shared import network, test_digits, title
from views.theme_watch import current_theme

FIRST = 0  # the test image that is read when the page opens
BRUSH = 20  # pixels of a 280-pixel canvas; MNIST's strokes are about that wide
BRUSHES = (6, 40)
KINDS = ["png", "jpg", "jpeg", "gif", "bmp", "webp"]
PLOT = {"displayModeBar": False}
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
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Row by Row", anchor=False, width="content")
        st.html(
            '<p class="lead">Draw a digit. An LSTM reads it from top to bottom, row by row, and shows how.</p>',
            width="content",
        )
        net, problems = networks.choice(network)
    networks.tell(problems)
    with st.container(key="top", horizontal=True, gap="medium"):
        with st.container(key="drawing"):
            picture = _drawing()
        answer, stages = st.container(key="answer"), st.container(key="stages")
    if net is None:
        return
    trace = model.read(net, picture.stages.centred)
    with answer:
        _answer(picture, trace, palette)
    stages.html(markup.stages(picture.stages, palette))
    _reading(net, trace, palette)


# ---- the canvas and what fills it ------------------------------------------------------------------------------


def _drawing() -> Picture:
    """The canvas with its tools.

    Returns:
        The picture that is on it now.
    """
    desk = _desk()
    if st.session_state["arrived"]:
        desk.reopen()
    control = desk.control("brush")
    brush = control.read(BRUSH)
    with st.container(horizontal=True):
        with st.container(key="canvas", width=SIDE):
            sheet = canvas(desk.to_place(), brush=brush, key="sheet")
        with st.container(key="tools", gap="small"):
            tools("st-key-canvas", key="clear", on_clear=_clear)
            st.slider("Brush", *BRUSHES, brush, key=control.key, format="%d px")
            with st.popover("Upload a picture", width="stretch"):
                _uploader(desk)
            st.button("Start over", on_click=_start_over, width="stretch")
            origin = st.empty()
    with st.container(key="examples", horizontal=True, gap="xxsmall", vertical_alignment="center"):
        st.caption("Test digits", width="content")
        for digit in range(10):
            st.button(str(digit), on_click=_example, args=(digit,), help=f"A random {digit} of the test set")
    if sheet.drawing != desk.outdated and sheet.pixels is not None:
        desk.outdated = None
        if has_strokes(sheet.drawing):
            desk.picture = Picture(sheet.drawing, stages_from_canvas(sheet.pixels), "Your drawing")
        else:
            desk.picture = desk.placed if sheet.drawing["objects"] else _blank()
    origin.caption(desk.picture.origin)
    return desk.picture


def _desk() -> Desk:
    if "desk" not in st.session_state:
        first = _test_image(FIRST)
        st.session_state["desk"] = Desk(placed=first, picture=first)
    desk: Desk = st.session_state["desk"]
    return desk


def _blank() -> Picture:
    return Picture(EMPTY, stages_from_canvas(np.zeros((28, 28), np.uint8)), "Nothing drawn yet")


def _test_image(index: int) -> Picture:
    images, labels = test_digits()
    ink = images[index].astype(np.float32) / 255  # (28, 28)
    origin = f"Test image {index}, labelled {labels[index]}"
    stages = replace(stages_from_canvas(images[index]), centred=ink)  # the image itself, not one made from it
    return Picture(as_drawing(ink), stages, origin, int(labels[index]))


def _example(digit: int) -> None:
    candidates = np.flatnonzero(test_digits()[1] == digit)
    _desk().place(_test_image(int(np.random.default_rng().choice(candidates))), "sheet")


def _clear() -> None:
    _desk().place(_blank(), "sheet")


def _start_over() -> None:
    for control in _desk().controls.values():
        control.set(None)
    _desk().place(_test_image(FIRST), "sheet")


def _uploader(desk: Desk) -> None:
    """Takes one file; a fresh uploader follows each, so that the same file can come again."""
    key = f"upload {desk.uploads}"
    st.file_uploader("One digit: a photo, a scan or a drawing", KINDS, key=key, on_change=_upload, args=(key,))
    if desk.problem:
        st.error(desk.problem)


def _upload(key: str) -> None:
    file, desk = st.session_state[key], _desk()
    if file is None:
        return
    desk.uploads += 1
    try:
        stages = stages_from_file(file.getvalue())
    except ImageError as problem:
        desk.problem = f"{file.name}: {problem}"
        return
    desk.place(Picture(as_drawing(stages.drawing), stages, f"Your picture {file.name}"), "sheet")


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
    layer = trace.layers[_chosen_layer(trace)]
    chosen = _chosen(trace, layer)
    with st.container(key="film"):
        reading = Reading(net.name, trace, layer, net.every_row)
        film(reading, chosen, palette=palette, key="reading", on_choice=_choose)
    left, right = st.columns(2, gap="large")
    with left:
        title(_row_finding(layer, chosen), READ_ROW)
        st.slider("Row", 1, 28, chosen.row, key=_desk().control("row").key)
        st.plotly_chart(steps.at_row(layer, chosen.row, chosen.unit, palette), key="at_row", config=PLOT)
    with right:
        title(_unit_finding(layer, chosen.unit), READ_UNIT)
        st.number_input("Unit", 0, layer.h.shape[1] - 1, chosen.unit, key=_desk().control("unit").key)
        st.plotly_chart(steps.of_unit(layer, chosen.unit, chosen.row, palette), key="of_unit", config=PLOT)


def _chosen_layer(trace: Trace) -> int:
    """The place of the recurrent layer that is shown; at first the last one, off which the belief is read."""
    places, control = range(len(trace.layers)), _desk().control("layer")
    chosen = min(control.read(places[-1]), places[-1])
    if len(places) > 1:
        with st.container(horizontal=True, vertical_alignment="center", key="layers"):
            st.segmented_control(
                "Layer",
                places,
                default=chosen,
                format_func=lambda place: ORDINALS[place],
                required=True,
                key=control.key,
                label_visibility="collapsed",
                width="content",
            )
            st.html(f'<p class="read">{READ_LAYERS}</p>', width="content")
    return chosen


def _chosen(trace: Trace, layer: LayerTrace) -> Choice:
    """The chosen row and unit; at first the row that decided, and the unit that was moved most."""
    moved = int(np.ptp(layer.h, axis=0).argmax())
    desk = _desk()
    return Choice(desk.control("row").read(decided_after(trace)), desk.control("unit").read(moved))


def _choose() -> None:
    choice = st.session_state["reading"]["choice"]
    for name in ("row", "unit"):
        _desk().control(name).set(choice[name])


def _row_finding(layer: LayerTrace, chosen: Choice) -> str:
    place = (chosen.row - 1, chosen.unit)
    passed = f"{layer.h[place]:.2f}"
    if layer.c is None:
        return minus(f"After row {chosen.row}, unit {chosen.unit} passes on {passed}")
    return minus(f"After row {chosen.row}, unit {chosen.unit} remembers {layer.c[place]:.2f} and passes on {passed}")


def _unit_finding(layer: LayerTrace, unit: int) -> str:
    moves = np.abs(np.diff(layer.h[:, unit], prepend=0))  # (28,)
    return f"Unit {unit} moved most at row {int(moves.argmax()) + 1}"
