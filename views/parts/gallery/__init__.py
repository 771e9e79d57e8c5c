"""The gallery: a list of test images as tiles that scroll.

In: the tiles in their order, the atlas of all test images, the chosen one and the page's colours. Out: the image that
was clicked. The browser fetches the atlas once, whatever galleries it comes to, and keeps it; a message has words only.
And, for a download, a sheet of images as one PNG.
"""

from __future__ import annotations

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
from views.parts import served
from views.parts.stored import test_digits
from views.parts.told import part, whole

HERE = Path(__file__).parent
ATLAS = HERE / "atlas.js"  # for all that show images of it
ACROSS = 100  # images in a line of the atlas
GAP = 2  # pixels between the images of a sheet, and around them
WHITE = 255
SHADES = 256


@dataclass(frozen=True)
class Tile:
    """What is told of one test image."""

    index: int  # of the test image
    caption: str  # a few signs, such as "4 → 9"
    note: str  # a few signs beneath it, such as "98.1 %"
    given: int | None  # the digit whose colour its dot has; None: no dot
    sentence: str  # the same in words, for the tooltip and for screen readers


@dataclass(frozen=True)
class Atlas:
    """All test images in one picture."""

    png: bytes  # each image in the place of its index, line after line; its ink is the opacity
    count: int  # of the images


@st.cache_resource
def _component() -> Callable[..., Any]:
    html, css, js = ((HERE / f"gallery.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    joined = "".join(path.read_text("utf-8") for path in (served.KEPT, ATLAS))
    return served.component("gallery", html=html, css=css, js=joined + js)


def gallery(
    tiles: Sequence[Tile],
    atlas: Atlas,
    chosen: int | None,
    *,
    palette: Palette,
    key: str,
    on_choice: Callable[[int], None],
    nothing: str = "There is no such image.",
    height: int = 420,
) -> None:
    """Shows tiles in a box that scrolls; another list under the same key begins at its top.

    Args:
        tiles: in the order in which they are shown.
        atlas: of all test images.
        chosen: index of the test image that is marked; None or one that is not in the list marks none.
        palette: the page's colours.
        key: the component's key.
        on_choice: called with the index of a test image when the viewer has clicked its tile, which was not chosen, or
            pressed Enter or Space on it. All of the page reruns after, also where this stands in a fragment.
        nothing: the sentence in the place of an empty list.
        height: of the box in pixels, however many tiles there are.
    """

    def choose() -> None:
        chosen = whole(part(st.session_state.get(key), "choice"), 0, atlas.count - 1)
        if chosen is not None:
            on_choice(chosen)
            st.rerun()

    data = message(tiles, chosen, palette=palette, key=key, nothing=nothing, height=height)
    data["atlas"] = place_of(atlas)
    _component()(key=key, data=data, on_choice_change=choose)


def message(
    tiles: Sequence[Tile], chosen: int | None, *, palette: Palette, key: str, nothing: str, height: int
) -> dict[str, Any]:
    """What the browser is sent, ready for JSON, but for the address of the atlas; arguments as for `gallery`."""
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
        "chosen": chosen,
        "palette": palette.as_dict(),
        "nothing": nothing,
        "height": height,
    }


def place_of(atlas: Atlas) -> dict[str, Any]:
    """Where the browser gets the atlas, and how many images stand in a line of it."""
    return {"address": served.address(atlas.png, "image/png", "test images"), "across": ACROSS}


def atlas(images: np.ndarray) -> Atlas:
    """All images in one picture, `ACROSS` a line.

    Its grey is a palette of opacities: a browser may match colours to the screen, but hands on opacity as it is.

    Args:
        images: (n, 28, 28) uint8, ink is 255; at least one.
    """
    count, high, wide = images.shape
    lines = -(-count // ACROSS)
    ink = np.zeros((lines * ACROSS, high, wide), np.uint8)
    ink[:count] = images
    picture = Image.fromarray(ink.reshape(lines, ACROSS, high, wide).swapaxes(1, 2).reshape(lines * high, -1))
    picture.putpalette(bytes(3 * SHADES))  # black
    data = io.BytesIO()
    # Ink is mostly runs of nothing and of all. Counting runs alone packs it in a seventh of a second, as small as
    # zlib's best level does in eight seconds; the pixels of a palette are not filtered, which would break the runs up.
    picture.save(data, "PNG", transparency=bytes(range(SHADES)), compress_type=zlib.Z_RLE)
    return Atlas(data.getvalue(), count)


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


@st.cache_resource(show_spinner=False)
def test_atlas() -> Atlas:
    """The atlas of all test images, 1.6 MB, made when first asked for."""
    return atlas(test_digits()[0])
