"""The canvas with its tools, the same on every page that reads a drawing: in goes a pen, out comes a Picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from model import ImageError
from model.image import stages_from_canvas, stages_from_file
from views.canvas import EMPTY, SIDE, as_drawing, canvas, has_strokes, tools
from views.session import Desk, Picture
from views.shared import test_digits

FIRST = 0  # the test image that is read when the first page opens
BRUSH = 20  # pixels of a 280-pixel canvas; MNIST's strokes are about that wide
BRUSHES = (6, 40)
KINDS = ["png", "jpg", "jpeg", "gif", "bmp", "webp"]


def drawing() -> Picture:
    """Shows the canvas with its tools.

    Returns:
        The picture that is on it now.
    """
    desk = own_desk()
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


def own_desk() -> Desk:
    """The viewer's own desk, with a test image on it at first."""
    if "desk" not in st.session_state:
        first = test_image(FIRST)
        st.session_state["desk"] = Desk(placed=first, picture=first)
    desk: Desk = st.session_state["desk"]
    return desk


def _blank() -> Picture:
    return Picture(EMPTY, stages_from_canvas(np.zeros((28, 28), np.uint8)), "Nothing drawn yet")


def test_image(index: int) -> Picture:
    """A test image as the canvas and the network are given it."""
    images, labels = test_digits()
    ink = images[index].astype(np.float32) / 255  # (28, 28)
    origin = f"Test image {index}, labelled {labels[index]}"
    stages = replace(stages_from_canvas(images[index]), centred=ink)  # the image itself, not one made from it
    return Picture(as_drawing(ink), stages, origin, int(labels[index]))


def _example(digit: int) -> None:
    candidates = np.flatnonzero(test_digits()[1] == digit)
    own_desk().place(test_image(int(np.random.default_rng().choice(candidates))), "sheet")


def _clear() -> None:
    own_desk().place(_blank(), "sheet")


def _start_over() -> None:
    for control in own_desk().controls.values():
        control.set(None)
    own_desk().place(test_image(FIRST), "sheet")


def _uploader(desk: Desk) -> None:
    """Takes one file; a fresh uploader follows each, so that the same file can come again."""
    key = f"upload {desk.uploads}"
    st.file_uploader("One digit: a photo, a scan or a drawing", KINDS, key=key, on_change=_upload, args=(key,))
    if desk.problem:
        st.error(desk.problem)


def _upload(key: str) -> None:
    file, desk = st.session_state[key], own_desk()
    if file is None:
        return
    desk.uploads += 1
    try:
        stages = stages_from_file(file.getvalue())
    except ImageError as problem:
        desk.problem = f"{file.name}: {problem}"
        return
    desk.place(Picture(as_drawing(stages.drawing), stages, f"Your picture {file.name}"), "sheet")
