"""The few pieces of a page that are plain HTML: sentences, and the pictures on the way to the network."""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Sequence
from html import escape

import numpy as np
from PIL import Image, ImageColor

from model.image import Stages
from panels.theme import Palette

FEW = 16  # shades of small pictures: a table of so many colours is short
LONGEST = 160  # pixels of the longer side of an inlined picture; the page scales it


def origin(text: str) -> str:
    """Where the picture on the canvas comes from."""
    return f'<p class="origin">{escape(text)}</p>'


def problem(text: str, palette: Palette) -> str:
    """What is wrong, in a sentence in which names of files may stand: Streamlit's own box reads Markdown in them."""
    return f'<p class="problem" role="alert" style="--mark:{palette.accent}">{escape(text)}</p>'


def stages(steps: Stages, palette: Palette) -> str:
    """The four pictures from the drawing to what the network sees, each with its caption."""
    pictures = (
        ("", steps.drawing, "1. Your ink"),
        ("", steps.cropped, "2. Cropped to the ink"),
        ("fitted", steps.fitted, "3. Fitted to 20 × 20"),
        (
            "centred",
            steps.centred,
            "4. Its centre of mass put in the middle of 28 × 28: all the network sees",
        ),
    )
    figures = "".join(
        f'<figure class="{kind}"><div class="frame">'
        f'<img alt="{caption}" src="{inline(ink, palette)}" style="{_fit(ink)}"></div>'
        f"<figcaption>{caption}</figcaption></figure>"
        for kind, ink, caption in pictures
    )
    return f'<div class="stages" style="--line:{palette.line};--mark:{palette.accent}">{figures}</div>'


def faces(images: Sequence[np.ndarray], palette: Palette) -> str:
    """The style that puts a picture, uint8 (28, 28), on the button of each digit."""
    rules = (
        f'.st-key-example_{digit} button {{ background-image: url("{inline(image / 255, palette, FEW)}"); }}'
        for digit, image in enumerate(images)
    )
    return f"<style>{''.join(rules)}</style>"


def _fit(ink: np.ndarray) -> str:
    """The picture fills its frame; one that is at most 28 pixels large fills its share of 28."""
    share = max(ink.shape) / 28 if max(ink.shape) <= 28 else 1
    return f"width:{100 * share * ink.shape[1] / max(ink.shape):.1f}%"


def inline(ink: np.ndarray, palette: Palette, shades: int = 256) -> str:
    """The picture as an address, from the ground's colour where there is no ink to the ink's: (h, w) in [0, 1]."""
    picture = Image.fromarray(np.rint((shades - 1) * ink).astype(np.uint8))
    if picture.height > LONGEST:
        picture.thumbnail((LONGEST, LONGEST))
    picture.putpalette(_colours(palette.ground, palette.ink, shades))
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()


@functools.cache
def _colours(ground: str, ink: str, shades: int) -> bytes:
    """Colours from one to the other, red, green and blue of each: a picture is coloured by its table alone."""
    first, last = (np.array(ImageColor.getrgb(colour), np.float32) for colour in (ground, ink))  # (3,) each
    return bytes(np.rint(np.linspace(first, last, shades)).astype(np.uint8))
