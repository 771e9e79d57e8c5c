"""The canvas with its tools, the same on every page that reads a drawing: in goes a pen, out comes a Picture."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from model import ImageError
from model.data import DataError
from model.image import stages_from_file
from model.pictures import KINDS
from panels.theme import PALETTES
from views.parts import address, link
from views.parts.canvas.sheet import SIDE, Sheet, TooLargeError
from views.parts.canvas.widget import canvas, tools
from views.parts.markup import faces, origin, problem
from views.parts.picture import FIRST, Picture, blank, test_image, uploaded
from views.parts.session import Desk, stay
from views.parts.stored import test_digits
from views.parts.theme_watch import current_theme

DRAWING = "d"  # its name in the address
CANVAS = "st-key-canvas"  # the CSS class of the canvas's container
BRUSH = 20  # pixels of a 280-pixel canvas; MNIST's strokes are about that wide
BRUSHES = (6, 40)


def drawing() -> Picture:
    """Shows the canvas with its tools.

    Returns:
        The picture that is on it now.
    """
    is_new = "desk" not in st.session_state
    desk = own_desk()
    if st.session_state["arrived"] and not is_new:
        desk.reopen()
    control = desk.control("brush")
    brush = control.read(BRUSH, *BRUSHES)
    with st.container(key="sheet_and_tools", gap="small"):
        of_canvas = st.container(key="canvas", width=SIDE)
        with st.container(key="tools", horizontal=True, gap="xxsmall", vertical_alignment="center"):
            kept = tools(
                CANVAS,
                picture=desk.placed.shown,
                drawn=bool(desk.placed.strokes),
                cleared=desk.cleared is not None,
                kept=desk.kept,
                key="clear",
                on_clear=_clear,
                on_restore=_restore,
                on_lost=_put_back,
            )
            if is_new and desk.recall(kept):
                stay()  # the browser never left the page
                st.rerun()
            with st.popover("Brush", icon=":material/brush:", help="How wide the pen draws"):
                st.slider("Brush", *BRUSHES, brush, key=control.key, format="%d px")
            with st.popover("Upload a picture", icon=":material/upload:", help="Upload a picture of a digit"):
                _uploader(desk)
            note = "Start over: the first picture, and all choices as they were"
            st.button("Start over", icon=":material/restart_alt:", on_click=_start_over, help=note)
        _test_digits()
        of_origin = st.empty()
    with of_canvas:
        desk.take(_sheet(desk, brush))
        for sentence in filter(None, (desk.limit, desk.notice)):
            _tell(sentence)
    of_origin.html(origin(desk.picture.origin))
    address.note(DRAWING, None if desk.picture.index == FIRST else link.pack(desk.picture))
    return desk.picture


def own_desk() -> Desk:
    """The viewer's own desk, at first with what the address says on it, or with a test image."""
    if "desk" not in st.session_state:
        first, notice = _from_address()
        st.session_state["desk"] = Desk(placed=first, picture=first, notice=notice)
    desk: Desk = st.session_state["desk"]
    return desk


def _from_address() -> tuple[Picture, str | None]:
    """The picture that the address tells of, and a sentence where it tells of none that can be read."""
    text = address.told(DRAWING)
    try:
        return (link.unpack(text) if text else _first()), None
    except ValueError:
        return _first(), "The drawing in this link cannot be read: it was cut off or changed. Here is an example."


def _first() -> Picture:
    try:
        return test_image(FIRST)
    except DataError:
        return blank()


def _sheet(desk: Desk, brush: int) -> Sheet | None:
    """What is on the canvas; one that holds too much is put back to what it held before."""
    try:
        return canvas(desk.placed.strokes, desk.placings, brush=brush, key="sheet")
    except TooLargeError as error:
        if desk.limit is None:  # else the browser is about to hear of it
            desk.place(desk.picture, "sheet")
            desk.limit = str(error)
            st.rerun()
        return None


def _test_digits() -> None:
    """A picture to press for each digit: a random one of the test images comes onto the canvas."""
    try:
        images, labels = test_digits()
    except DataError as error:
        st.error(str(error))
        return
    firsts = [images[int((labels == digit).argmax())] for digit in range(10)]
    with st.container(key="examples", horizontal=True, gap="xxsmall"):
        st.html(faces(firsts, PALETTES[current_theme()]))
        for digit in range(10):
            help_ = f"A random {digit} of the test set"
            st.button(str(digit), key=f"example_{digit}", on_click=_example, args=(digit,), help=help_)


def _example(digit: int) -> None:
    candidates = np.flatnonzero(test_digits()[1] == digit)
    own_desk().place(test_image(int(np.random.default_rng().choice(candidates))), "sheet")


def _clear() -> None:
    own_desk().clear("sheet")


def _restore() -> None:
    desk = own_desk()
    if desk.cleared is not None:
        desk.place(desk.cleared, "sheet")


def _put_back() -> None:
    desk = own_desk()
    if desk.picture.strokes:
        desk.place(desk.picture, "sheet")


def _start_over() -> None:
    for control in own_desk().controls.values():
        control.set(None)
    own_desk().place(_first(), "sheet")


def _tell(sentence: str) -> None:
    st.html(problem(sentence, PALETTES[current_theme()]))


def _uploader(desk: Desk) -> None:
    """Takes one file; a fresh uploader follows each, so that the same file can come again."""
    key = f"upload {desk.uploads}"
    st.file_uploader("One digit: a photo, a scan or a drawing", list(KINDS), key=key, on_change=_upload, args=(key,))
    if desk.problem:
        _tell(desk.problem)


def _upload(key: str) -> None:
    file, desk = st.session_state[key], own_desk()
    if not isinstance(file, UploadedFile):  # none, or one that was freed
        return
    desk.uploads += 1
    _free(file)
    try:
        stages = stages_from_file(file.getvalue())
    except ImageError as error:
        desk.problem = f"{file.name}: {error}"
        return
    desk.place(uploaded(file.name, stages.drawing), "sheet")


def _free(file: UploadedFile) -> None:
    """Lets Streamlit forget a file that was taken; it would keep it until the session ends."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
