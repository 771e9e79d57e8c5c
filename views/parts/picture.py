"""What can lie on the canvas: a test image, an upload, strokes, nothing; each made from a source of plain data.

The source is small and ready for JSON, so that the browser can keep it and another server can make the picture again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.image import Stages, stages_from_canvas, stages_from_ink
from views.parts.canvas import sheet
from views.parts.canvas.sheet import Sheet, Stroke, address
from views.parts.stored import test_digits

# The test image that the first page opens with: it is taken for a 7, for a 2, and for a 7 again.
FIRST = 4690
BLANK = np.zeros((28, 28), np.uint8)
LONGEST_NAME = 100  # signs of a file's name that are shown


@dataclass(frozen=True)
class Picture:
    """A drawing or a picture with what the network is given of it."""

    stages: Stages  # from the ink to the network's 28 × 28
    origin: str  # a sentence on where it comes from
    index: int | None = None  # of the test image that it is
    label: int | None = None  # the digit it shows, where that is known
    name: str | None = None  # of the file it was read from
    strokes: Sequence[Stroke] = ()  # those of a pen
    shown: str | None = None  # address of the picture that lies beneath the ink of the canvas

    @property
    def source(self) -> dict[str, Any]:
        """What `made_of` makes it of again: a key of `MAKERS` and its value."""
        if self.index is not None:
            return {"test": self.index}
        if self.name is not None:
            return {"upload": {"name": self.name, "ink": self.shown}}
        if self.stages.centred.any():
            return {"seen": {"objects": list(self.strokes), "seen": address(self.stages.centred)}}
        return {"blank": True}


def blank() -> Picture:
    """Nothing."""
    return Picture(stages_from_canvas(BLANK), "Nothing drawn yet")


def test_image(index: int) -> Picture:
    """A test image as the network is given it.

    Raises:
        DataError: the test images cannot be read.
        IndexError: there is no such image.
    """
    images, labels = test_digits()
    ink = images[index].astype(np.float32) / 255  # (28, 28)
    origin = f"Test image {index}, labelled {labels[index]}"
    return Picture(_stages_of(ink), origin, index, int(labels[index]), shown=address(ink))


def drawn(on_it: Sheet) -> Picture:
    """The strokes that are on the canvas."""
    return Picture(_whole(stages_from_canvas(on_it.pixels)), "Your drawing", strokes=on_it.strokes)


def seen(ink: np.ndarray, strokes: Sequence[Stroke] = ()) -> Picture:
    """What a network was given before, (28, 28) in [0, 1], and the strokes it was made of, if they are known."""
    if strokes:
        return Picture(_stages_of(ink), "Your drawing", strokes=strokes)
    return Picture(_stages_of(ink), "A picture from a link", shown=address(ink))


def uploaded(name: str, ink: np.ndarray) -> Picture:
    """The ink of a file, (h, w) in [0, 1]."""
    return _of_upload({"name": name, "ink": address(ink)})


def made_of(source: Any) -> Picture | None:
    """The picture of a source that anybody may have sent; None where it makes none."""
    if not isinstance(source, Mapping) or len(source) != 1:
        return None
    [(kind, value)] = source.items()
    if kind not in MAKERS:
        return None
    try:
        return MAKERS[kind](value)
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def _stages_of(ink: np.ndarray) -> Stages:
    """The stages of (28, 28) that the network is given as it is."""
    return replace(stages_from_canvas(np.rint(255 * ink).astype(np.uint8)), centred=ink)


def _whole(stages: Stages) -> Stages:
    """The same with the 28 × 28 in whole steps of 1 / 255: what is kept in an address is just what was read."""
    return replace(stages, centred=np.rint(255 * stages.centred) / np.float32(255))


def _of_seen(value: Any) -> Picture:
    ink = _ink(value["seen"])
    if ink.shape != BLANK.shape:
        raise ValueError(f"expected 28 × 28 pixels, but found {ink.shape}")
    return seen(ink, sheet.strokes(value))


def _of_test_image(index: Any) -> Picture:
    if type(index) is not int or index < 0:
        raise ValueError("expected the number of a test image")
    return test_image(index)


def _of_upload(value: Any) -> Picture:
    """Both the first time and from what the browser kept: the same ink, in steps of 1 / 255."""
    name = str(value["name"])[:LONGEST_NAME]
    return Picture(_whole(stages_from_ink(_ink(value["ink"]))), f"Your picture {name}", name=name, shown=value["ink"])


def _ink(place: Any) -> np.ndarray:
    """The ink of an address that `address` made: (h, w) float32 in [0, 1]."""
    return np.divide(sheet.picture(place)[..., 3], 255, dtype=np.float32)


MAKERS = {
    "blank": lambda value: blank(),
    "test": _of_test_image,
    "seen": _of_seen,
    "upload": _of_upload,
}
