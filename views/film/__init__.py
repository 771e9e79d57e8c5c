"""The film: one reading shown row by row, played and scrubbed in the browser without the server.

In: a Trace and the page's colours. Out: the row and unit the viewer clicked last.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from model import LayerTrace, Trace, evaluation
from panels.theme import Palette

HERE = Path(__file__).parent
FILES = ("film.html", "film.css", "paint.js", "film.js")
LAST_ROW_ONLY = (
    "The output layer of this network was trained on the last row only: the earlier beliefs are what it would "
    "answer there, but nobody taught it to be right before the end."
)
UNIT_PANELS = {
    # name: (title, how to read it, scale)
    "h": ("hidden state", "what it passes on", "signed"),
    "c": ("cell state", "what it remembers", "signed"),
    "i": ("input gate", "how much new it lets in", "gate"),
    "f": ("forget gate", "how much old it keeps", "gate"),
    "g": ("candidate", "the new it could add", "signed"),
    "o": ("output gate", "how much of c it shows", "gate"),
}


@dataclass(frozen=True)
class Choice:
    """A place in the film."""

    row: int  # 1 to 28
    unit: int  # 0 to units - 1


@st.cache_resource
def _component() -> Callable[..., Any]:
    html, css, paint, js = ((HERE / name).read_text("utf-8") for name in FILES)
    return st.components.v2.component("film", html=html, css=css, js=paint + js)


def film(
    trace: Trace,
    layer: LayerTrace,
    chosen: Choice,
    *,
    every_row: bool,
    palette: Palette,
    key: str,
    on_choice: Callable[[], None],
) -> None:
    """Shows one reading; the row and the speed stay as they are when another trace comes under the same key.

    Args:
        trace: the reading.
        layer: the recurrent layer of it that is shown.
        chosen: the row and unit that are marked.
        every_row: whether the network's output layer was trained after each row.
        palette: the page's colours.
        key: the component's key; `st.session_state[key]["choice"]` then is a dict of row and unit.
        on_choice: called when the viewer has clicked a row and unit.
    """
    data = message(trace, layer, chosen, every_row=every_row, palette=palette, key=key)
    _component()(key=key, data=data, on_choice_change=on_choice)


def message(
    trace: Trace, layer: LayerTrace, chosen: Choice, *, every_row: bool, palette: Palette, key: str
) -> dict[str, Any]:
    """What the browser is sent to show a reading, ready for JSON; arguments as for `film`."""
    after = decided_after(trace)
    return {
        "key": key,
        "panels": [_ink(trace), *_units(layer), _belief(trace, every_row)],
        "palette": palette.as_dict(),
        "chosen": {"row": chosen.row, "unit": chosen.unit},
        "decidedAfter": 0 if trace.no_digit else after,
        "decision": "◂ no digit in the end" if trace.no_digit else f"◂ {trace.digit} from row {after} to the end",
        "note": "" if every_row else LAST_ROW_ONLY,
    }


def decided_after(trace: Trace) -> int:
    """The row (1 to 28) after which the most likely digit never changes again."""
    return int(evaluation.decided_after(trace.beliefs.argmax(axis=1)[None])[0])


def _panel(name: str, values: np.ndarray, **words: Any) -> dict[str, Any]:
    packed = base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
    return {
        "name": name,
        "symbol": "",
        "units": False,
        "limit": 1,
        "width": values.shape[1],
        "values": packed,
        **words,
    }


def _ink(trace: Trace) -> dict[str, Any]:
    return _panel("x", trace.image, title="The image", reads="read one row at a time, from the top", scale="ink")


def _units(layer: LayerTrace) -> list[dict[str, Any]]:
    panels = []
    for name, (title, reads, scale) in UNIT_PANELS.items():
        values = getattr(layer, name)  # (28, units), or None where this kind of layer has none
        if values is not None:
            limit = max(1, int(np.ceil(np.abs(values).max()))) if name == "c" else 1
            words = {"symbol": name, "title": title, "reads": reads, "scale": scale}
            panels.append(_panel(name, values, units=True, limit=limit, **words))
    return panels


def _belief(trace: Trace, every_row: bool) -> dict[str, Any]:
    reads = "its answer so far" if every_row else "its answer so far; taught at row 28 only"
    return _panel("belief", trace.beliefs, title="Belief", reads=reads, scale="belief")
