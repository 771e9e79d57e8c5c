"""Where a reading goes wrong: beliefs row by row of those misread beside those read rightly, and where they part."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from model.decision import BELIEVED, stays_from
from panels import kit
from panels.theme import Palette

HEIGHT = 330
APART = 0.1  # two mean beliefs have parted once they differ by more


def row_of_parting(wrong: np.ndarray, right: np.ndarray, true: int) -> int:
    """The row from which on the belief in the true digit stays behind; 0 if it catches up in the end.

    Args:
        wrong: (28, 10) mean beliefs, or those of one image.
        right: (28, 10) mean beliefs of the images read rightly.
        true: the digit that all of them show.
    """
    return int(stays_from((right[:, true] - wrong[:, true] > APART)[None])[0])


def finding(wrong: np.ndarray, right: np.ndarray, true: int, one: int | None) -> str:
    """Where they part, in words.

    Args:
        wrong, right, true: as for `row_of_parting`.
        one: the index of the test image that `wrong` is of; None where it is the mean of several.
    """
    row = row_of_parting(wrong, right, true)
    if row:
        subject = "They part" if one is None else f"Test image {one} parts"
        return f"{subject} from the {true}s read rightly at row {row}"
    if one is not None:
        return f"Test image {one} ends where the {true}s read rightly do"
    believed = int((right[:, true] >= BELIEVED).argmax()) + 1
    return f"On average a {true} is believed in from row {believed} on"


def by_row(wrong: np.ndarray, right: np.ndarray, true: int, given: int, palette: Palette) -> go.Figure:
    """Belief in the true and in the given digit after each row: solid where misread, dashed where read rightly.

    Args: as for `row_of_parting`; `given` is the answer of those misread.
    """
    traces, labels = [], []
    digits = [true] if true == given else [true, given]
    for digit in digits:
        traces.append(_line(right[:, digit], digit, "read rightly", "dash", palette))
        traces.append(_line(wrong[:, digit], digit, "these", "solid", palette))
        labels.append(_label(wrong[-1, digit], digit, palette))
    row = row_of_parting(wrong, right, true)
    layout = {
        "xaxis": kit.row_axis(len(right), palette),
        "yaxis": kit.axis(palette, range=[-0.02, 1.03], tickformat=".0%", dtick=0.25),
        "margin": kit.margins(46, 34, top=14),
        "annotations": labels,
        "shapes": [kit.chosen(row, palette, 1.5)] if row else [],
    }
    return kit.figure(traces, layout, height=HEIGHT)


def _line(belief: np.ndarray, digit: int, whose: str, dash: str, palette: Palette) -> kit.Dict:
    hover = f"{whose}, after row %{{x}}: %{{y:.1%}} belief in {digit}"
    width = 3 if dash == "solid" else 2
    return kit.line(range(1, len(belief) + 1), belief, palette.digits[digit], hover, width=width, dash=dash)


def _label(belief: float, digit: int, palette: Palette) -> kit.Dict:
    """The digit at the end of its line."""
    place = {"xref": "paper", "xanchor": "left", "xshift": 6, "yanchor": "middle"}
    return kit.note(1, float(belief), f"<b>{digit}</b>", palette.ink, size=15, **place)
