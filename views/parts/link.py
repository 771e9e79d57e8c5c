"""What is on the canvas as a part of an address, and back: in goes a picture, out comes a short text.

    t123   the test image of that number
    b      an empty canvas
    s...   strokes and the 28 × 28 that the network was given of them
    p...   those 28 × 28 alone: of an upload, and of a drawing too long for an address

Behind the first letter of the last two stand bytes, deflated (RFC 1951), in base64url without padding.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from views.parts.canvas import sheet
from views.parts.canvas.sheet import MOST_POINTS, MOST_STROKES, OddValueError, Stroke
from views.parts.picture import Picture, blank, seen, test_image

LONGEST = 4000  # signs
PIXELS = 28 * 28
MOST_BYTES = PIXELS + 40 * MOST_STROKES + 8 * MOST_POINTS  # that are unpacked
STEP = 16  # parts of a pixel of the canvas; a mouse moves by whole pixels, a finger by fractions
HEAD = struct.Struct("<Hddf")  # of a stroke: its points, the first of them, its width


def pack(picture: Picture) -> str:
    """The text of a picture."""
    if picture.index is not None:
        return f"t{picture.index}"
    if not picture.stages.centred.any() and not picture.strokes:
        return "b"
    pixels = np.rint(255 * picture.stages.centred).astype(np.uint8).tobytes()
    text = "s" + _text(pixels + b"".join(map(_packed, picture.strokes))) if picture.strokes else ""
    return text if 0 < len(text) <= LONGEST else "p" + _text(pixels)


def unpack(text: str) -> Picture:
    """The picture of a text that anybody may have written.

    Raises:
        ValueError: it is none; DataError, which is one, where the test images cannot be read.
    """
    kind, rest = text[:1], text[1:]
    if text == "b":
        return blank()
    if kind == "t" and rest.isdecimal() and len(rest) < 6:
        try:
            return test_image(int(rest))
        except IndexError as error:
            raise ValueError(f"expected a test image, but found number {rest}") from error
    if kind not in ("s", "p"):
        raise ValueError(f"expected the text of a picture, but found {text[:20]!r}")
    data = _bytes(rest)
    if len(data) < PIXELS:
        raise ValueError(f"expected {PIXELS} pixels, but found {len(data)}")
    ink = np.frombuffer(data[:PIXELS], np.uint8).reshape(28, 28).astype(np.float32) / 255
    strokes = _strokes(data[PIXELS:]) if kind == "s" else []
    return seen(ink, strokes)


def same_strokes(some: Sequence[Stroke], others: Sequence[Stroke]) -> bool:
    """Whether they draw the same: a canvas rounds the numbers that it was given to four digits behind the point."""
    return len(some) == len(others) and all(map(_is_same, some, others))


def _is_same(one: Stroke, other: Stroke) -> bool:
    points, others = _points(one["path"]), _points(other["path"])
    widths = one["strokeWidth"], other["strokeWidth"]
    return points.shape == others.shape and bool(np.allclose(points, others, atol=0.001)) and bool(np.isclose(*widths))


def _text(data: bytes) -> str:
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(packer.compress(data) + packer.flush()).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(packed, MOST_BYTES)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(f"expected deflated bytes, but: {error}") from error


# ---- strokes -------------------------------------------------------------------------------------------------------


def _packed(stroke: Stroke) -> bytes:
    """A stroke by its points: the first as it is, the others by their steps in sixteenths of a pixel."""
    points = _points(stroke["path"])  # (n, 2)
    steps = np.rint(STEP * (points - points[0])).astype(int)
    moves = np.diff(steps, axis=0).ravel()
    return HEAD.pack(len(points), *points[0], stroke["strokeWidth"]) + b"".join(map(_varint, moves.tolist()))


def _strokes(data: bytes) -> list[Stroke]:
    found, place = [], 0
    while place < len(data):
        if len(data) - place < HEAD.size:
            raise ValueError("expected the head of a stroke, but found less")
        count, x, y, width = HEAD.unpack_from(data, place)
        moves, place = _varints(data, place + HEAD.size, 2 * max(count - 1, 0))
        steps = np.cumsum(np.array([0, 0, *moves]).reshape(-1, 2), axis=0)  # (count, 2)
        points = (np.array([x, y]) + steps / STEP).tolist()
        found.append({"type": "Path", "path": _path(points), "strokeWidth": round(width, 3)})
    try:
        return sheet.strokes({"objects": found})
    except OddValueError as error:
        raise ValueError(str(error)) from error


def _points(path: Sequence[Any]) -> np.ndarray:
    """Where the pen was, (n, 2): a path bends towards these points, and passes the middles between them."""
    bends = [step[1:3] for step in path if step[0] == "Q"]
    return np.array([*bends, path[-1][-2:]] if bends else [step[-2:] for step in path], float)


def _path(points: list[list[float]]) -> list[list[Any]]:
    """The path that the canvas's pen makes of points."""
    bends = [["Q", x, y, (x + u) / 2, (y + v) / 2] for (x, y), (u, v) in pairwise(points)]
    return [["M", *points[0]], *bends, ["L", *points[-1]]]


def _varint(number: int) -> bytes:
    """A whole number in as few bytes as it needs, seven bits each; small ones of either sign are small."""
    rest = 2 * number if number >= 0 else -2 * number - 1
    out = bytearray()
    while rest > 127:
        out.append(rest & 127 | 128)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def _varints(data: bytes, place: int, count: int) -> tuple[list[int], int]:
    """So many of them, and the place behind the last."""
    found: list[int] = []
    for _ in range(count):
        rest = shift = 0
        while True:
            if place >= len(data) or shift > 28:
                raise ValueError("expected the points of a stroke, but found less")
            byte = data[place]
            rest |= (byte & 127) << shift
            place, shift = place + 1, shift + 7
            if byte < 128:
                break
        found.append(rest >> 1 if rest % 2 == 0 else -(rest + 1 >> 1))
    return found, place
