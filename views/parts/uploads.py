"""A picture file comes in, chosen, photographed, dropped or pasted; its likeliest digit comes out, on the canvas.

Each file comes through one of Streamlit's own choosers. For one that was dropped or pasted a chooser is put out of
sight, into which the browser puts the file (`canvas/arrivals.js`): so it is sent as any other is.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from model import ImageError, pictures
from panels.theme import PALETTES
from views.parts import found
from views.parts.found import Upload
from views.parts.markup import problem
from views.parts.on_canvas import Drawing
from views.parts.picture import LONGEST_NAME, uploaded
from views.parts.theme_watch import current_theme
from views.parts.told import part, whole
from views.state import CAMERA, CAMERA_ON, DROPPED, TOOLS, UPLOAD, own_drawing, state

MOST = 2**53  # the largest whole number that a browser counts to
OTHER_WAYS = '<p class="read">Or paste one, or drop it on the canvas.</p>'


def chooser(own: Drawing) -> None:
    """Takes one file, or a photo; a fresh chooser follows each, so that the same file can come again."""
    of_chooser = st.container()
    is_camera_on = st.toggle("Take a photo", key=CAMERA_ON.format(own.uploads))
    with of_chooser:
        if is_camera_on:  # not before, since the browser asks for leave then
            _camera(CAMERA.format(own.uploads))
        else:
            _file(UPLOAD.format(own.uploads))
    if own.problem:
        show_problem(own.problem)


def _camera(key: str) -> None:
    st.camera_input(
        "One digit",
        key=key,
        on_change=_choose,
        args=(key, "from the camera"),
        label_visibility="collapsed",
        resolution="720p",
        width=320,
    )


def _file(key: str) -> None:
    kinds = list(pictures.KINDS)
    st.file_uploader("One digit: a photo, a scan or a drawing", kinds, key=key, on_change=_choose, args=(key,))
    st.html(OTHER_WAYS)


def chooser_out_of_sight(own: Drawing) -> None:
    """Takes the file that was dropped or pasted, while one is awaited."""
    if own.awaited is not None:
        key = DROPPED.format(own.uploads)
        st.file_uploader("Dropped or pasted", key=key, on_change=_take_in, args=(key,), label_visibility="collapsed")


def awaited(own: Drawing) -> dict[str, str | int] | None:
    """Which of the files that were offered is to be put into which chooser."""
    if own.awaited is None:
        return None
    return {"number": own.awaited, "chooser": f"st-key-{DROPPED.format(own.uploads)}"}


def offered() -> None:
    """Judges a file that was dropped or pasted by what the browser says of it; one that may be a picture is awaited."""
    own, offer = own_drawing(), part(st.session_state.get(TOOLS), "offered")
    name, kind = part(offer, "name"), part(offer, "kind")
    number, size = (whole(part(offer, each), 0, MOST) for each in ("number", "size"))
    if number is None or size is None or not isinstance(name, str) or not isinstance(kind, str):
        return
    own.refused = own.awaited = None
    try:
        pictures.check_offer(name, kind, size, st.get_option("server.maxUploadSize"))
    except ImageError as error:
        own.refused = f"{name[:LONGEST_NAME]}: {error}"
    else:
        own.awaited = number


def put(upload: Upload) -> None:
    """Puts the chosen digit of an upload on the canvas."""
    state().place(uploaded(upload.name, upload.digit.stages.drawing))
    own_drawing().upload = upload


def show_problem(sentence: str) -> None:
    """Says what is wrong."""
    st.html(problem(sentence, PALETTES[current_theme()]))


def _choose(key: str, name: str = "") -> None:
    own_drawing().problem = _take(key, name)


def _take_in(key: str) -> None:
    own_drawing().refused = _take(key)


def _take(key: str, name: str = "") -> str | None:
    """Takes the file of a chooser; returns what is wrong with it."""
    file, own = st.session_state.get(key), own_drawing()
    if not isinstance(file, UploadedFile):  # none, or one that was freed
        return None
    own.uploads += 1
    own.awaited = own.problem = own.refused = None
    name = name or file.name
    _free(file)
    try:
        put(found.opened(name, pictures.pixels(file.getvalue())))
    except ImageError as error:
        return f"{name}: {error}"
    return None


def _free(file: UploadedFile) -> None:
    """Lets Streamlit forget a file that was taken; it would keep it until the session ends."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
