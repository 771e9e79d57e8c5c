"""The gallery: a list of test images as tiles that scroll, of which the browser gets the pixels as it comes near them.

In: the tiles in their order, all test images, the chosen one and the page's colours. Out: the image that was clicked.
And, for a download, a sheet of images as one PNG.
"""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from panels.theme import Palette
from views.parts.served import component
from views.parts.told import part, whole, wholes
from views.state import CLICKED

HERE = Path(__file__).parent
WINDOW = 120  # images whose pixels are sent at once: of the first tiles, then of those the browser asks for
GAP = 2  # pixels between the images of a sheet, and around them
WHITE = 255


@dataclass(frozen=True)
class Tile:
    """What is told of one test image."""

    index: int  # of the test image
    caption: str  # a few signs, such as "4 → 9"
    note: str  # a few signs beneath it, such as "98.1 %"
    given: int | None  # the digit whose colour its dot has; None: no dot
    sentence: str  # the same in words, for the tooltip and for screen readers


@st.cache_resource
def _component() -> Callable[..., Any]:
    html, css, js = ((HERE / f"gallery.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    return component("gallery", html=html, css=css, js=js)


@st.fragment
def gallery(
    tiles: Sequence[Tile],
    images: np.ndarray,
    chosen: int | None,
    *,
    palette: Palette,
    key: str,
    on_choice: Callable[[int], None],
    nothing: str = "There is no such image.",
    height: int = 420,
) -> None:
    """Shows tiles in a box that scrolls; another list under the same key begins at its top.

    It is a fragment, so that the browser's asking for pixels runs nothing else of the page. A choice reruns the page.

    Args:
        tiles: in the order in which they are shown.
        images: uint8 (10000, 28, 28), the test images.
        chosen: index of the test image that is marked; None or one that is not in the list marks none.
        palette: the page's colours.
        key: the component's key.
        on_choice: called with the index of a test image when the viewer has clicked its tile, which was not chosen, or
            pressed Enter or Space on it. The page reruns after.
        nothing: the sentence in the place of an empty list.
        height: of the box in pixels, however many tiles there are.
    """
    if st.session_state.pop(CLICKED.format(key), False):
        st.rerun()  # the page, which knows by now what was chosen; by itself, only this fragment would
    asked = part(st.session_state.get(key), "wanted")  # what started this run; empty in another's
    of_this_list = part(asked, "list") == _number(tiles)  # not so when another list came while it asked
    first = [tile.index for tile in tiles[:WINDOW]]
    wanted = wholes(part(asked, "indexes"), 0, len(images) - 1) if of_this_list else first

    def choose() -> None:
        chosen = whole(part(st.session_state.get(key), "choice"), 0, len(images) - 1)
        if chosen is not None:
            st.session_state[CLICKED.format(key)] = True
            on_choice(chosen)

    _component()(
        key=key,
        data=message(tiles, images, chosen, wanted, palette=palette, key=key, nothing=nothing, height=height),
        on_choice_change=choose,
        on_wanted_change=lambda: None,
    )


def message(
    tiles: Sequence[Tile],
    images: np.ndarray,
    chosen: int | None,
    wanted: Sequence[int],
    *,
    palette: Palette,
    key: str,
    nothing: str,
    height: int,
) -> dict[str, Any]:
    """What the browser is sent, ready for JSON: the words of all tiles, the pixels of the wanted images.

    Args:
        wanted: indexes of test images; those that no tile shows, and those beyond the first `WINDOW`, are left out.
        tiles, images, chosen, palette, key, nothing, height: as for `gallery`.
    """
    listed = {tile.index for tile in tiles}
    sent = [index for index in wanted if index in listed][:WINDOW]
    return {
        "key": key,
        "list": _number(tiles),
        "tiles": {
            "indexes": [tile.index for tile in tiles],
            "captions": _words([tile.caption for tile in tiles]),
            "notes": _words([tile.note for tile in tiles]),
            "given": [tile.given for tile in tiles],
            "sentences": [tile.sentence for tile in tiles],
        },
        "pixels": {
            "indexes": sent,
            "values": base64.b64encode(np.ascontiguousarray(images[sent], np.uint8).tobytes()).decode(),
        },
        "most": WINDOW,
        "chosen": chosen,
        "palette": palette.as_dict(),
        "nothing": nothing,
        "height": height,
    }


def sheet(images: np.ndarray, columns: int = 20) -> bytes:
    """Images side by side, line after line, as a PNG in black on white.

    Args:
        images: (n, 28, 28) uint8, ink is 255; at least one.
        columns: images a line; fewer stand in one line.
    """
    count, high, wide = images.shape
    columns = min(columns, count)
    lines = -(-count // columns)
    paper = np.full((lines * (high + GAP) + GAP, columns * (wide + GAP) + GAP), WHITE, np.uint8)
    for place, image in enumerate(images):
        top = GAP + place // columns * (high + GAP)
        left = GAP + place % columns * (wide + GAP)
        paper[top : top + high, left : left + wide] = WHITE - image
    data = io.BytesIO()
    Image.fromarray(paper).save(data, "PNG")
    return data.getvalue()


def _number(tiles: Sequence[Tile]) -> int:
    """Tells lists of test images apart."""
    return zlib.crc32(np.array([tile.index for tile in tiles], np.int64).tobytes())


def _words(texts: Sequence[str]) -> dict[str, list[Any]]:
    """Texts that are often the same: the different ones, and for each text which of them it is."""
    different = list(dict.fromkeys(texts))
    number = {text: k for k, text in enumerate(different)}
    return {"different": different, "which": [number[text] for text in texts]}
