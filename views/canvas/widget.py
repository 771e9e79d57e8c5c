"""The drawing canvas with its undo, redo and clear buttons.

In: what to put on the canvas, and the brush's width. Out: the strokes and pixels that are on it now.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

HERE = Path(__file__).parent
SIDE = 280  # pixels of the canvas, ten for each of the network's
WHITE = "#ffffff"  # shown as its difference from the ground, see tools.js
EMPTY: dict[str, Any] = {"objects": []}


@dataclass(frozen=True)
class Sheet:
    """What is on the canvas."""

    drawing: dict[str, Any]  # its objects in Fabric's JSON
    pixels: np.ndarray | None  # (280, 280, 4) uint8; None until the browser has sent any


@st.cache_resource
def _tools() -> Callable[..., Any]:
    html, css, js = ((HERE / f"tools.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("canvas_tools", html=html, css=css, js=js)


def canvas(placed: dict[str, Any], *, brush: int, key: str) -> Sheet:
    """Shows the canvas.

    Args:
        placed: the drawing to start from; another one replaces what is on the canvas.
        brush: the width of new strokes in pixels.
        key: the widget's key; a new mount under it starts from `placed`.

    Returns:
        What is on the canvas now.
    """
    result = st_canvas(
        initial_drawing=placed,
        stroke_width=brush,
        stroke_color=WHITE,
        width=SIDE,
        height=SIDE,
        return_image_data=True,
        key=key,
    )
    return Sheet(result.json_data or EMPTY, result.image_data)


def tools(canvas_class: str, *, key: str, on_clear: Callable[[], None]) -> None:
    """Shows undo, redo and clear for the canvas in the container of this CSS class."""
    _tools()(key=key, data={"canvas": canvas_class}, on_clear_change=on_clear)


def as_drawing(ink: np.ndarray) -> dict[str, Any]:
    """A picture as the canvas's only object, fitted and centred.

    Args:
        ink: (h, w) float32 in [0, 1], ink is 1.

    Returns:
        A drawing in Fabric's JSON.
    """
    height, width = ink.shape
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., 3] = np.rint(255 * ink)
    picture = Image.fromarray(pixels)
    picture.thumbnail((SIDE, SIDE))
    data = io.BytesIO()
    picture.save(data, "PNG")
    scale = SIDE / max(picture.size)
    image = {
        "type": "Image",
        "src": "data:image/png;base64," + base64.b64encode(data.getvalue()).decode(),
        "originX": "center",
        "originY": "center",
        "left": SIDE / 2,
        "top": SIDE / 2,
        "width": picture.width,
        "height": picture.height,
        "scaleX": scale,
        "scaleY": scale,
    }
    return {"objects": [image]}


def has_strokes(drawing: dict[str, Any]) -> bool:
    """Whether anything was drawn by hand, be it over a picture or on the empty canvas."""
    return any(item["type"] != "Image" for item in drawing["objects"])
