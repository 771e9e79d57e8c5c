"""The canvas with its tools, the same on every page that reads a drawing: in goes a pen, out comes a Picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from model import ImageError, Network
from model.data import DataError
from panels.theme import PALETTES
from views.chosen import BRUSHES
from views.parts import found, uploads
from views.parts.canvas.sheet import SIDE, Sheet, TooLargeError
from views.parts.canvas.widget import canvas, tools
from views.parts.markup import faces, origin
from views.parts.on_canvas import Drawing, first
from views.parts.picture import Picture, test_image
from views.parts.stored import test_digits
from views.parts.theme_watch import current_theme
from views.parts.told import is_box, part, whole
from views.state import SHEET, TOOLS, own_drawing, state

CANVAS = "st-key-canvas"  # the CSS class of the canvas's container
BRUSH = 20  # pixels of a 280-pixel canvas; MNIST's strokes are about that wide
TOO_LONG = "It is too long for an address: a link to it has only the 28 × 28 that the network sees of it."


def drawing() -> Picture:
    """Shows the canvas with its tools.

    Returns:
        The picture that is on it now.
    """
    mine = state()
    own, is_new = mine.drawing, not mine.drawing.asked
    own.asked = True
    if mine.arrived and not is_new:
        mine.reopen()
    control = mine.control("brush")
    brush = control.read(BRUSH, *BRUSHES)
    with st.container(key="sheet_and_tools", gap="small"):
        of_canvas = st.container(key="canvas", width=SIDE)
        with st.container(key="tools", horizontal=True, gap="xxsmall", vertical_alignment="center"):
            kept = tools(
                CANVAS,
                picture=own.placed.shown,
                drawn=bool(own.placed.strokes),
                cleared=own.cleared is not None,
                kept=own.kept,
                awaited=uploads.awaited(own),
                key=TOOLS,
                on_clear=_clear,
                on_restore=_restore,
                on_lost=_put_back,
                on_offered=uploads.offered,
            )
            if is_new and own.recall(kept):
                mine.stay()  # the browser never left the page
                st.rerun()
            with st.popover("Brush", icon=":material/brush:", help="How wide the pen draws"):
                st.slider("Brush", *BRUSHES, brush, key=control.key, format="%d px")
            with st.popover("Upload a picture", icon=":material/upload:", help="Upload a picture of a digit"):
                uploads.chooser(own)
            note = "Start over: the first picture, and all choices as they were"
            st.button("Start over", icon=":material/restart_alt:", on_click=_start_over, help=note)
        _test_digits()
        of_origin = st.empty()
    with of_canvas:
        own.take(_sheet(own, brush))
        if own.picture is not own.placed and "drawing" in mine.wrong:
            mine.wrong.remove("drawing")  # another one was made in its place
        for sentence in filter(None, (own.limit, own.refused)):
            uploads.show_problem(sentence)
        uploads.chooser_out_of_sight(own)
    of_origin.html(origin(f"{own.picture.origin}. {TOO_LONG}" if own.shortened else own.picture.origin))
    return own.picture


def _sheet(own: Drawing, brush: int) -> Sheet | None:
    """What is on the canvas; one that holds too much is put back to what it held before."""
    try:
        return canvas(own.placed.strokes, own.placings, brush=brush, key=SHEET)
    except TooLargeError as error:
        if own.limit is None:  # else the browser is about to hear of it
            state().place(own.picture)
            own.limit = str(error)
            st.rerun()
        return None


def _test_digits() -> None:
    """A picture to press for each digit: a random one of the test images comes onto the canvas."""
    try:
        looks = _faces(current_theme())
    except DataError as error:
        st.error(str(error))
        return
    with st.container(key="examples", horizontal=True, gap="xxsmall"):
        st.html(looks)
        for digit in range(10):
            help_ = f"A random {digit} of the test set"
            st.button(str(digit), key=f"example_{digit}", on_click=_example, args=(digit,), help=help_)


@st.cache_resource(show_spinner=False)
def _faces(theme: str) -> str:
    """The style of the ten buttons: the first test image of each digit, in the colours of the theme."""
    images, labels = test_digits()
    return faces([images[int((labels == digit).argmax())] for digit in range(10)], PALETTES[theme])


def _example(digit: int) -> None:
    candidates = np.flatnonzero(test_digits()[1] == digit)
    state().place(test_image(int(np.random.default_rng().choice(candidates))))


def _clear() -> None:
    state().clear()


def _restore() -> None:
    cleared = own_drawing().cleared
    if cleared is not None:
        state().place(cleared)


def _put_back() -> None:
    own = own_drawing()
    own.catch_up(st.session_state.get(SHEET))
    own.reopen()


def _start_over() -> None:
    state().reset()
    state().place(first())


def uploaded_picture(network: Network) -> None:
    """Shows what was found in the file that lies on the canvas, if it is one."""
    own = own_drawing()
    if own.upload is not None and own.picture is own.placed:
        found.show(own.upload, network, palette=PALETTES[current_theme()], on_choice=_choose_found, on_frame=_frame)


def _choose_found() -> None:
    upload = own_drawing().upload
    if upload is None:
        return
    place = whole(part(st.session_state.get(found.KEY), "choice"), 0, len(upload.found) - 1)
    if place is not None:
        uploads.put(replace(upload, chosen=place))


def _frame() -> None:
    own = own_drawing()
    box = part(st.session_state.get(found.KEY), "frame")
    if own.upload is None or not is_box(box):
        return
    try:
        uploads.put(found.framed(own.upload, box))
    except ImageError as error:
        own.limit = str(error)
