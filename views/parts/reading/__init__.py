"""The reading of what is on the canvas, made in the browser: the film, the answer beside the canvas, the story.

In: a network, and a picture with the server's own reading of it, which stands in until the network's weights have
arrived. Out: the row and unit that the viewer clicked, and which units are shown.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from model import Network, Trace
from model.decision import BELIEVED
from panels.theme import Palette
from views import engine
from views.engine import weights
from views.parts.film import ABSENT, LAST_ROW_ONLY, SCRIPTS, UNIT_PANELS
from views.parts.glossary import STYLE, TERMS
from views.parts.served import component

EXPLAINED = ("unit", "belief", "lead", *(words[0] for words in UNIT_PANELS.values()))  # on the film
HERE = Path(__file__).parent
FILM, CANVAS = HERE.parent / "film", HERE.parent / "canvas"
JOINED = (
    CANVAS / "package.js",
    *SCRIPTS,
    *(HERE / f"{name}.js" for name in ("votes", "story", "verdict", "panels", "telling", "canvas_reader", "reading")),
)
ORDINALS = ("first layer", "second layer")
ALL_AT_ONCE = "This network sees all 784 pixels at once: it has no hidden state and no gates, and nothing to replay."


@dataclass(frozen=True)
class Shown:
    """What is to be seen besides the reading itself."""

    sentence: str | None  # why the drawing can be no digit
    label: int | None  # the digit that the picture is known to show
    drawn: bool  # whether it was drawn on the canvas
    placings: int  # how often a picture was placed on the canvas
    opening: bool  # whether it is the page's own first picture
    row: int | None  # chosen by the viewer, 1 to 28
    unit: int | None  # chosen by the viewer
    view: int | None  # the layer of which all units are shown; None: the units that argued most


@st.cache_resource
def _component() -> Callable[..., Any]:
    html, *css = (path.read_text("utf-8") for path in (FILM / "film.html", STYLE, FILM / "film.css"))
    given = {"TERMS": {name: TERMS[name] for name in EXPLAINED}, "WORDS": UNIT_PANELS, "ORDINALS": ORDINALS}
    words = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in given.items())
    js = words + engine.script() + "".join(path.read_text("utf-8") for path in JOINED)
    return component("reading", html=html, css="".join(css), js=js)


def reading(
    network: Network,
    trace: Trace,
    shown: Shown,
    *,
    palette: Palette,
    canvas: str,
    key: str,
    on_choice: Callable[[], None],
    on_view: Callable[[], None],
) -> None:
    """Shows the reading, live while the pen moves.

    Args:
        network: that reads.
        trace: its reading of the picture, made by the server.
        shown: what is to be seen besides.
        palette: the page's colours.
        canvas: CSS class of the container of the canvas.
        key: the component's key; `st.session_state[key]` then has "choice", a dict of row and unit, and "view".
        on_choice: called when the viewer has clicked a row and unit.
        on_view: called when the viewer has chosen which units are shown.
    """
    data = message(network, trace, shown, palette=palette, canvas=canvas, key=key)
    data["network"] = weights.address(network)
    _component()(key=key, data=data, on_choice_change=on_choice, on_view_change=on_view)


def message(network: Network, trace: Trace, shown: Shown, *, palette: Palette, canvas: str, key: str) -> dict[str, Any]:
    """What the browser is sent, ready for JSON, but for the address of the weights; arguments as for `reading`."""
    kind = trace.layers[-1].kind if trace.layers else ""
    notes = [ABSENT.get(kind, "") if trace.layers else ALL_AT_ONCE, "" if network.every_row else LAST_ROW_ONLY]
    return {
        "key": key,
        "canvas": canvas,
        "name": network.name,
        "image": base64.b64encode(np.rint(255 * trace.image).astype(np.uint8).tobytes()).decode(),
        "beliefs": packed(trace.beliefs),
        "digit": trace.digit,
        "unsure": trace.unsure,
        "noDigit": trace.no_digit,
        "sentence": shown.sentence,
        "label": shown.label,
        "drawn": shown.drawn,
        "placings": shown.placings,
        "opening": shown.opening,
        "chosen": {"row": shown.row, "unit": shown.unit},
        "view": shown.view,
        "isRecurrent": bool(trace.layers),
        "believed": BELIEVED,
        "reads": "its answer so far" if network.every_row else "its answer so far; taught at row 28 only",
        "note": " ".join(note for note in notes if note),
        "palette": palette.as_dict(),
    }


def packed(values: np.ndarray) -> str:
    """Little-endian float32 in base64."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
