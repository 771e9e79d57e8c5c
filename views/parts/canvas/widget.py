"""The drawing canvas with its undo, redo and clear buttons.

In: what to put on the canvas, and the brush's width. Out: the strokes and pixels that are on it now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from views.parts.canvas import HERE, script, sheet
from views.parts.canvas.sheet import SIDE, WHITE, Sheet, Stroke
from views.parts.served import component


@st.cache_resource
def _tools() -> Callable[..., Any]:
    html, css = ((HERE / f"tools.{kind}").read_text("utf-8") for kind in ("html", "css"))
    return component("canvas_tools", html=html, css=css, js=script())


def canvas(placed: Sequence[Stroke], version: int, *, brush: int, key: str) -> Sheet | None:
    """Shows the canvas.

    Args:
        placed: the strokes to start from.
        version: another one puts `placed` in the place of what is on the canvas.
        brush: the width of new strokes in pixels.
        key: the widget's key; a new mount under it starts from `placed`.

    Returns:
        What is on the canvas now; None until the browser has told, and where it tells nonsense.

    Raises:
        TooLargeError: of `sheet`.
    """
    try:
        st_canvas(
            initial_drawing={"objects": list(placed), "version": str(version)},
            stroke_width=brush,
            stroke_color=WHITE,
            width=SIDE,
            height=SIDE,
            return_image_data=True,
            key=key,
        )
    except (AttributeError, KeyError, TypeError):  # the package takes the browser at its word
        return None
    return sheet.told(st.session_state.get(key))


def tools(
    canvas_class: str,
    *,
    picture: str | None,
    drawn: bool,
    cleared: bool,
    kept: Any,
    awaited: Any,
    key: str,
    on_clear: Callable[[], None],
    on_restore: Callable[[], None],
    on_lost: Callable[[], None],
    on_offered: Callable[[], None],
) -> Any:
    """Shows undo, redo and clear for the canvas in the container of this CSS class, and the picture beneath its ink.

    Args:
        canvas_class: of the container.
        picture: address of a picture that is in sight as long as nothing is drawn over it; None: none.
        drawn: whether the canvas starts from strokes.
        cleared: whether Undo, once all strokes are taken back, brings back what Clear took away.
        kept: plain data that the browser keeps for a server that was started anew; None: nothing.
        awaited: the number of the offered file that is to come, and the CSS class of its chooser; None: none.
        key: the component's key.
        on_clear: called when Clear was pressed.
        on_restore: called when what Clear took away is to lie there again.
        on_lost: called when the canvas is gone: one made anew has only the strokes that it started from.
        on_offered: called when a file was dropped or pasted: `st.session_state[key].offered` has its number, name, kind
            (media type) and size in bytes.

    Returns:
        What the browser has kept.
    """
    about = {"canvas": canvas_class, "picture": picture, "drawn": drawn, "cleared": cleared}
    data = about | {"kept": kept, "awaited": awaited}
    told = {"clear": on_clear, "restore": on_restore, "lost": on_lost, "offered": on_offered, "kept": lambda: None}
    return _tools()(key=key, data=data, **{f"on_{name}_change": called for name, called in told.items()}).kept
