"""The film of several readings of one image, played and scrubbed in the browser without the server.

In: the readings and the page's colours. The Draw page's film of one reading, which the browser makes itself, stands in
`views/parts/reading/`; both share this folder's scripts.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from model import LayerTrace, Trace
from model.data import ROWS
from model.decision import settled_row
from panels.theme import Palette
from views.parts.glossary import STYLE
from views.parts.served import component

HERE = Path(__file__).parent
FILES = ("film.html", "film.css", "paint.js", "player.js", "words.js", "hands.js", "film.js", "lanes.js")
LAST_ROW_ONLY = (
    "The output layer of this network was trained on the last row only: the earlier beliefs are what it would "
    "answer there, but nobody taught it to be right before the end."
)
ABSENT = {
    "SimpleRNN": "This layer has no gates and no cell state: at each row h is made anew from the row and the h before.",
    "GRU": "This layer has two gates and no cell state: h itself is what it remembers.",
}
UNIT_PANELS = {
    # name: (title, how to read it, scale)
    "h": ("hidden state", "what it passes on", "signed"),
    "c": ("cell state", "what it remembers", "signed"),
    "i": ("input gate", "how much new it lets in", "gate"),
    "f": ("forget gate", "how much old it keeps", "gate"),
    "g": ("candidate", "the new it could add", "signed"),
    "o": ("output gate", "how much of c it shows", "gate"),
    "z": ("update gate", "how much old it keeps", "gate"),
    "r": ("reset gate", "how much of h the new sees", "gate"),
}


@dataclass(frozen=True)
class Reading:
    """What is shown of one network's reading."""

    name: str  # the network's
    trace: Trace
    layer: LayerTrace | None  # the recurrent layer that is shown; None where there is none
    every_row: bool  # whether the output layer was trained after each row


@st.cache_resource
def _component() -> Callable[..., Any]:
    html, css, *js = ((HERE / name).read_text("utf-8") for name in FILES)
    return component("lanes", html=html, css=STYLE.read_text("utf-8") + css, js="".join(js))


def lanes(readings: Sequence[Reading], *, palette: Palette, key: str) -> None:
    """Shows readings of one image beside each other: hidden state and beliefs of each, one line across all."""
    _component()(key=key, data=lanes_message(readings, palette=palette, key=key))


def lanes_message(readings: Sequence[Reading], *, palette: Palette, key: str) -> dict[str, Any]:
    """What the browser is sent to show readings beside each other; arguments as for `lanes`."""
    panels = [_ink(readings[0].trace)]
    for lane, reading in enumerate(readings):
        if reading.layer:
            reads = f"h of {reading.layer.h.shape[1]} units"
            words = {"symbol": "", "title": reading.name, "reads": reads, "scale": "signed"}
            panels.append(_panel("h", reading.layer.h, lane, units=True, limit=_limit(reading.layer.h), **words))
        panels.append(_belief(reading.trace, lane, "Belief" if reading.layer else reading.name, ""))
    return {
        "key": key,
        "layout": "lanes",
        "panels": panels,
        "lanes": [_lane(reading) for reading in readings],
        "palette": palette.as_dict(),
        "chosen": None,
        "note": "",
    }


def _lane(reading: Reading) -> dict[str, Any]:
    trace, after = reading.trace, settled_row(reading.trace.beliefs)
    decision = f"◂ {trace.digit} from row {after} on" if reading.layer else f"◂ {trace.digit}, all rows at once"
    return {
        "name": reading.name,
        "decidedAfter": 0 if trace.no_digit else after,
        "decision": "◂ no digit in the end" if trace.no_digit else decision,
    }


def _panel(name: str, values: np.ndarray, lane: int | None = None, **words: Any) -> dict[str, Any]:
    """A panel of values (rows, width), of the last rows where there are fewer than 28."""
    packed = base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
    of_lane = {} if lane is None else {"lane": lane}
    return {
        "name": name,
        **of_lane,
        "symbol": "",
        "units": False,
        "limit": 1,
        "width": values.shape[1],
        "from": ROWS - len(values),
        "values": packed,
        **words,
    }


def _ink(trace: Trace) -> dict[str, Any]:
    return _panel("x", trace.image, title="The image", reads="read one row at a time, from the top", scale="ink")


def _limit(values: np.ndarray) -> int:
    """The end of the scale that holds all values; 1 unless some lie beyond."""
    return max(1, int(np.ceil(np.abs(values).max())))


def _belief(trace: Trace, lane: int, title: str, reads: str) -> dict[str, Any]:
    return _panel("belief", trace.beliefs, lane, title=title, reads=reads, scale="belief")
