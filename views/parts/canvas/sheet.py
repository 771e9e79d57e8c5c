"""What the browser says is on the canvas, checked: in goes a value of any kind, out come strokes and pixels.

Anybody can send anything. What no canvas of ours would send raises `OddValueError`, before anything in it is decoded.
"""

from __future__ import annotations

import base64
import binascii
import io
import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from views.parts.told import part

SIDE = 280  # pixels of the canvas, ten for each of the network's
WHITE = "#ffffff"  # shown as its difference from the ground, see tools.js
MOST_STROKES = 400
MOST_POINTS = 40_000  # of all strokes together; an ordinary digit has about fifty
LARGEST = 100 * SIDE  # a pen may leave the canvas, but not that far
MOST_BYTES = 500_000  # of the pixels as PNG, in base64; a canvas full of scribbles has about a fifth of it
PREFIX = "data:image/png;base64,"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
COMMANDS = {"M": 2, "L": 2, "Q": 4}  # of a path: how many numbers follow

Stroke: TypeAlias = dict[str, Any]  # a path in Fabric's JSON
Pixels: TypeAlias = npt.NDArray[np.uint8]


class OddValueError(ValueError):
    """No canvas of ours would say that."""


class TooLargeError(ValueError):
    """More strokes or points than are kept; the message says so in one sentence."""


@dataclass(frozen=True)
class Sheet:
    """What is on the canvas."""

    strokes: list[Stroke]
    pixels: Pixels  # (SIDE, SIDE, 4)


def told(state: Any) -> Sheet | None:
    """What the state of the canvas's widget tells; None where it tells nothing, or nonsense.

    Raises:
        TooLargeError: as `strokes` does.
    """
    try:
        return Sheet(strokes(part(state, "drawing", "raw")), pixels(part(state, "drawing", "data")))
    except OddValueError:
        return None


def strokes_told(state: Any) -> list[Stroke] | None:
    """The strokes alone of such a state; None where they make no sense or are too many."""
    try:
        return strokes(part(state, "drawing", "raw"))
    except ValueError:
        return None


def strokes(drawing: Any) -> list[Stroke]:
    """The strokes of a drawing in Fabric's JSON, each with no more than is needed to draw it again.

    Raises:
        OddValueError: it is no drawing, or holds anything but strokes of a pen.
        TooLargeError: it holds more than `MOST_STROKES` strokes or `MOST_POINTS` points.
    """
    objects = drawing.get("objects") if isinstance(drawing, dict) else None
    if not isinstance(objects, list) or not all(_is_path(each) for each in objects):
        raise OddValueError("expected a drawing of strokes")
    if len(objects) > MOST_STROKES or sum(len(each["path"]) for each in objects) > MOST_POINTS:
        raise TooLargeError(
            f"A drawing has at most {MOST_STROKES} strokes and {MOST_POINTS:,} points: the last stroke was taken back."
        )
    return [_stroke(each) for each in objects]


def pixels(address: Any) -> Pixels:
    """The pixels of the canvas from the address of its PNG: (SIDE, SIDE, 4) uint8.

    Raises:
        OddValueError: it is none, or one of another kind or size.
    """
    found = picture(address)
    if found.shape[:2] != (SIDE, SIDE):
        raise OddValueError(f"expected {SIDE} × {SIDE} pixels, but found {found.shape}")
    return found


def picture(address: Any) -> Pixels:
    """The pixels of a PNG from its data address: (h, w, 4) uint8, at most SIDE a side.

    Raises:
        OddValueError: it is none, or one of another kind or larger.
    """
    if not isinstance(address, str) or not address.startswith(PREFIX) or len(address) > MOST_BYTES:
        raise OddValueError("expected the address of a PNG")
    try:
        data = base64.b64decode(address[len(PREFIX) :], validate=True)
        # The header first: a small file can hold a picture that fills the memory.
        size = [int.from_bytes(data[place : place + 4], "big") for place in (16, 20)]
        if not data.startswith(SIGNATURE) or not all(0 < side <= SIDE for side in size):
            raise OddValueError(f"expected a PNG of at most {SIDE} × {SIDE}, but found {size}")
        with Image.open(io.BytesIO(data), formats=("PNG",)) as opened:
            return np.asarray(opened.convert("RGBA"))
    except (binascii.Error, OSError, SyntaxError, ValueError) as error:
        raise OddValueError(str(error)) from error


def address(ink: np.ndarray) -> str:
    """A picture in white ink on nothing as an address.

    Args:
        ink: (h, w) float32 in [0, 1], ink is 1; more than SIDE pixels are shrunk.
    """
    pixels = np.full((*ink.shape, 4), 255, np.uint8)
    pixels[..., 3] = np.rint(255 * ink)
    picture = Image.fromarray(pixels)
    picture.thumbnail((SIDE, SIDE))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return PREFIX + base64.b64encode(data.getvalue()).decode()


def _is_path(item: Any) -> bool:
    path = item.get("path") if isinstance(item, dict) and item.get("type") == "Path" else None
    return isinstance(path, list) and len(path) > 0


def _stroke(item: Stroke) -> Stroke:
    width = item.get("strokeWidth")
    if not _is_number(width) or not all(_is_command(each) for each in item["path"]):
        raise OddValueError("expected a stroke of a pen")
    return {
        "type": "Path",
        "path": item["path"],
        "strokeWidth": width,
        "stroke": WHITE,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
        "fill": None,
    }


def _is_command(step: Any) -> bool:
    if not isinstance(step, list) or not step or not isinstance(step[0], str):
        return False
    return len(step) - 1 == COMMANDS.get(step[0]) and all(_is_number(each) for each in step[1:])


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and abs(value) <= LARGEST
