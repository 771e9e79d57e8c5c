"""What was found in an uploaded picture, with each digit framed and read; a click, or a frame by hand, chooses.

In: the upload, and the network that reads. Out: the frame that was chosen.
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

import model
from model import Found, ImageError, Network
from model.advice import advice
from model.image import digits_in
from model.pictures import MIN_SIDE
from panels.theme import Palette
from views.parts.served import component

HERE = Path(__file__).parent
KEY = "found"
SIDE = 420  # pixels of the picture that is shown: half as many again as its place is wide; 5 to 15 KB
HOW = "Drag a frame around another one if that is wrong."

Box = tuple[float, float, float, float]  # left, top, right, bottom, as shares of the picture


@dataclass(frozen=True, eq=False)
class Upload:
    """An uploaded picture and what was found in it."""

    name: str  # of the file
    pixels: np.ndarray  # uint8 (h, w) or (h, w, 4), upright, at most 640 a side
    found: tuple[Found, ...]  # in reading order
    chosen: int  # the place of the one that lies on the canvas

    @property
    def digit(self) -> Found:
        """The one that lies on the canvas."""
        return self.found[self.chosen]


def opened(name: str, pixels: np.ndarray) -> Upload:
    """The upload with its likeliest digit chosen.

    Raises:
        ImageError: nothing stands out in it.
    """
    found = digits_in(pixels)
    return Upload(name, pixels, found, next(k for k, each in enumerate(found) if each.likeliest))


def framed(upload: Upload, box: Box) -> Upload:
    """The same with what is found within a frame that was drawn by hand as its one digit.

    Raises:
        ImageError: nothing stands out there.
    """
    height, width = upload.pixels.shape[:2]
    left, top, right, bottom = (round(share * side) for share, side in zip(box, (width, height) * 2, strict=True))
    within = upload.pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    if min(within.shape[:2]) < MIN_SIDE:
        raise ImageError("This frame is too small: drag it around the whole digit.")
    found = digits_in(within)
    likeliest = next(each for each in found if each.likeliest)
    return Upload(upload.name, upload.pixels, (_moved(likeliest, (left, top), within.shape, (height, width)),), 0)


def _moved(found: Found, corner: tuple[int, int], inner: tuple[int, ...], outer: tuple[int, int]) -> Found:
    """A digit of a part of a picture as one of the whole."""
    (left, top), (high, wide), (height, width) = corner, inner[:2], outer
    x = [(left + share * wide) / width for share in found.box[::2]]
    y = [(top + share * high) / height for share in found.box[1::2]]
    return Found((x[0], y[0], x[1], y[1]), found.stages, True, found.seen)


@st.cache_resource
def _component() -> Callable[..., Any]:
    html, css, js = ((HERE / f"found.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    return component("found", html=html, css=css, js=js)


def show(
    upload: Upload, network: Network, *, palette: Palette, on_choice: Callable[[], None], on_frame: Callable[[], None]
) -> None:
    """Shows the picture; `st.session_state[KEY]` then has "choice", a place, or "frame", a `Box`."""
    data = message(upload, network, palette=palette)
    _component()(key=KEY, data=data, on_choice_change=on_choice, on_frame_change=on_frame)


def message(upload: Upload, network: Network, *, palette: Palette) -> dict[str, Any]:
    """What the browser is sent, ready for JSON."""
    traces = [model.read(network, each.image) for each in upload.found]
    digits = ["?" if trace.no_digit else f"{trace.digit}{'?' if trace.unsure else ''}" for trace in traces]
    chosen = traces[upload.chosen]
    count = len(upload.found)
    one, many = "The digit that was found is framed.", f"{count} things may be digits: click the one to read."
    told = one if count == 1 else many
    why = advice(upload.digit.seen) if chosen.unsure else None
    return {
        "palette": palette.as_dict(),
        "picture": f"data:image/jpeg;base64,{base64.b64encode(_shown(upload.pixels)).decode()}",
        "frames": [
            {"box": each.box, "digit": digit, "words": f"Number {k + 1}, read as {digit}"}
            for k, (each, digit) in enumerate(zip(upload.found, digits, strict=True))
        ],
        "chosen": upload.chosen,
        "told": " ".join(filter(None, (why, told, HOW))),
    }


def _shown(pixels: np.ndarray) -> bytes:
    """The picture as a JPEG, on white where it is transparent."""
    picture = Image.fromarray(pixels).convert("RGBA")
    picture.thumbnail((SIDE, SIDE))
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    data = io.BytesIO()
    paper.save(data, "JPEG", quality=70)
    return data.getvalue()
