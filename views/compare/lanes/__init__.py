"""Several networks' readings of what is on the canvas, made in the browser: the answer and a lane of film of each.

In: the networks, and the picture with the server's own readings of it, which stand in until the weights have arrived.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from model import Network, Trace
from model.decision import BELIEVED
from panels.theme import Palette
from views import engine
from views.engine import weights
from views.parts.film import HERE as FILM
from views.parts.film import SCRIPTS
from views.parts.glossary import STYLE
from views.parts.reading import CANVAS, packed
from views.parts.reading import HERE as READING
from views.parts.served import WRITE, component

HERE = Path(__file__).parent
JOINED = (
    CANVAS / "package.js",
    *SCRIPTS,
    *(READING / name for name in ("panels.js", "canvas_reader.js")),
    *(HERE / name for name in ("verdicts.js", "lanes.js")),
)


@st.cache_resource
def _cards() -> Callable[..., Any]:
    html, css, js = ((HERE / f"cards.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    js = WRITE.read_text("utf-8") + js
    return component("cards", html=html, css=css, js=js, isolate_styles=False)


@st.cache_resource
def _lanes() -> Callable[..., Any]:
    html, *css = (path.read_text("utf-8") for path in (FILM / "film.html", STYLE, FILM / "film.css"))
    js = engine.script() + "".join(path.read_text("utf-8") for path in JOINED)
    return component("lanes", html=html, css="".join(css), js=js)


def cards(palette: Palette) -> None:
    """Shows the place that the lanes' answers are written into, under the finding."""
    _cards()(key="cards", data={"palette": palette.as_dict()})


def lanes(
    readings: Sequence[tuple[Network, Trace]],
    *,
    drawn: bool,
    placings: int,
    palette: Palette,
    canvas: str,
    key: str,
) -> None:
    """Shows the readings of one image beside each other, live while the pen moves: hidden state and beliefs of each.

    Args:
        readings: each network with its reading of the picture, made by the server.
        drawn: whether the picture was drawn on the canvas.
        placings: how often a picture was placed on the canvas.
        palette: the page's colours.
        canvas: CSS class of the container of the canvas.
        key: the component's key.
    """
    data = message(readings, drawn=drawn, placings=placings, palette=palette, canvas=canvas, key=key)
    for lane, (network, _) in zip(data["lanes"], readings, strict=True):
        lane["network"] = weights.address(network)
    _lanes()(key=key, data=data)


def message(
    readings: Sequence[tuple[Network, Trace]], *, drawn: bool, placings: int, palette: Palette, canvas: str, key: str
) -> dict[str, Any]:
    """What the browser is sent, ready for JSON, but for the addresses of the weights; arguments as for `lanes`."""
    image = np.rint(255 * readings[0][1].image).astype(np.uint8)
    return {
        "key": key,
        "canvas": canvas,
        "image": base64.b64encode(image.tobytes()).decode(),
        "drawn": drawn,
        "placings": placings,
        "believed": BELIEVED,
        "lanes": [_lane(network, trace) for network, trace in readings],
        "palette": palette.as_dict(),
    }


def _lane(network: Network, trace: Trace) -> dict[str, Any]:
    return {
        "name": network.name,
        "units": trace.layers[-1].h.shape[1] if trace.layers else 0,
        "beliefs": packed(trace.beliefs),
        "digit": trace.digit,
        "unsure": trace.unsure,
        "noDigit": trace.no_digit,
    }
