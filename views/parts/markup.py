"""The few pieces of a page that are plain HTML: the answer, and the pictures on the way to the network."""

from __future__ import annotations

import base64
import functools
import io
from html import escape

import numpy as np
from PIL import Image, ImageColor

from model import Trace
from model.decision import BELIEVED, believed_row, decided_row
from model.image import Stages
from panels.beliefs import percent
from panels.theme import Palette

LONGEST = 160  # pixels of the longer side of an inlined picture; the page scales it


def sentence(text: str) -> str:
    """The answer's place where there is no answer: one sentence instead."""
    return f'<div class="answer"><div class="sentence">{escape(text)}</div></div>'


def origin(text: str) -> str:
    """Where the picture on the canvas comes from."""
    return f'<p class="origin">{escape(text)}</p>'


def problem(text: str, palette: Palette) -> str:
    """What is wrong, in a sentence in which names of files may stand: Streamlit's own box reads Markdown in them."""
    return f'<p class="problem" role="alert" style="--mark:{palette.accent}">{escape(text)}</p>'


def answer(trace: Trace, label: int | None) -> str:
    """The digit, how sure the network is of it, and what it would say otherwise.

    Args:
        trace: the reading.
        label: the digit the image is known to show, if it is.
    """
    belief = trace.beliefs[-1]  # (10,)
    second = int(np.argsort(belief)[-2])
    runner_up = f"{second}, {percent(belief[second])}"
    if trace.no_digit:
        nearest = f"Nearest are {trace.digit}, {percent(trace.confidence)}, and {runner_up}."
        return (
            '<div class="answer"><div><div class="sentence">This does not look like a digit.</div>'
            f'<div class="second">{nearest}</div></div></div>'
        )
    if trace.unsure:
        state, rest = "Not sure", f"{trace.digit}, {percent(trace.confidence)}, or {runner_up}"
    else:
        state, rest = f"Sure: {percent(trace.confidence)}", f"Runner-up: {runner_up}"
    if label is not None and label != trace.digit:
        rest += f". The label says {label}."
    return (
        f'<div class="answer"><div class="digit">{trace.digit}</div>'
        f'<div><div class="state">{state}</div><div class="second">{rest}</div></div></div>'
    )


def finding(trace: Trace) -> str:
    """What the reading came to, in a few words."""
    if not trace.image.any():
        return "An empty page"
    if trace.no_digit:
        return _doubt(trace)
    if not trace.layers:
        return f"It saw all rows at once, and answered {trace.digit}"
    after, believed = decided_row(trace.beliefs), believed_row(trace.beliefs)
    if after < believed:
        return (
            f"From row {after} on its best guess was {trace.digit}, from row {believed} on it believed in {trace.digit}"
        )
    return f"From row {after} on, its answer was {trace.digit}"


def _doubt(trace: Trace) -> str:
    """What became of its best guess about a drawing that is no digit."""
    believed = np.flatnonzero(trace.beliefs.max(axis=1) >= BELIEVED)  # rows, from 0
    if not believed.size:
        return "It never came to believe in one digit"
    last = int(believed[-1])
    if last + 1 == len(trace.beliefs):
        return f"It leaned to a {trace.digit}, but found no digit to be sure of"
    return f"It took this for a {trace.beliefs[last].argmax()} until row {last + 1}, then for no digit"


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


def _fit(ink: np.ndarray) -> str:
    """The picture fills its frame; one that is at most 28 pixels large fills its share of 28."""
    share = max(ink.shape) / 28 if max(ink.shape) <= 28 else 1
    return f"width:{100 * share * ink.shape[1] / max(ink.shape):.1f}%"


def inline(ink: np.ndarray, palette: Palette) -> str:
    """The picture as an address, from the ground's colour where there is no ink to the ink's: (h, w) in [0, 1]."""
    picture = Image.fromarray(np.rint(255 * ink).astype(np.uint8))
    if picture.height > LONGEST:
        picture.thumbnail((LONGEST, LONGEST))
    picture.putpalette(_colours(palette.ground, palette.ink))
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()


@functools.cache
def _colours(ground: str, ink: str) -> bytes:
    """256 colours from one to the other, red, green and blue of each: a picture is coloured by its table alone."""
    first, last = (np.array(ImageColor.getrgb(colour), np.float32) for colour in (ground, ink))  # (3,) each
    return bytes(np.rint(np.linspace(first, last, 256)).astype(np.uint8))
