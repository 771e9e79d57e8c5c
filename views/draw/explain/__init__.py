"""The panels beneath the first screen: why this digit, inside one unit, what if. They are made in the browser.

In: the network that reads, and what is known of it from all test images. The reading itself they take from
`views/parts/reading/`, which tells of each moment.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from evaluation import statistics, switches
from evaluation.statistics import Statistics
from model import Network, WeightsError
from model.data import DIGITS, DataError
from panels.numbers import percent
from panels.theme import Palette
from views import engine
from views.parts import glossary, served
from views.parts.gallery import ATLAS, place_of, test_atlas
from views.parts.glossary import term
from views.parts.reading import ORDINALS
from views.parts.served import WRITE, component
from views.parts.stored import test_digits, training
from views.parts.told import part

HERE = Path(__file__).parent
READING, FILM = HERE.parent.parent / "parts" / "reading", HERE.parent.parent / "parts" / "film"
SCRIPTS = ("dom", "why", "cell", "told", "units", "inside", "edits", "rows", "measure", "whatif", "explain")
JOINED = (
    *(WRITE, FILM / "paint.js", FILM / "zoom.js", READING / "votes.js", ATLAS),
    *(HERE / f"{name}.js" for name in SCRIPTS),
)
KEPT = 32  # networks
JSON = "application/json"
UNIT, CANDIDATE = term("unit"), term("candidate")
DOES = {
    "LSTM": f"At each row every {UNIT} keeps the share <i>f</i> ({term('forget gate')}) of its memory <i>c</i> "
    f"({term('cell state')}), adds the share <i>i</i> ({term('input gate')}) of the {CANDIDATE} <i>g</i>, and "
    f"passes on <i>h</i> ({term('hidden state')}), the share <i>o</i> ({term('output gate')}) of what it remembers.",
    "GRU": f"At each row every {UNIT} keeps the share <i>z</i> ({term('update gate')}) of its <i>h</i> "
    f"({term('hidden state')}) and fills the rest with the {CANDIDATE} <i>g</i>, which sees of the old <i>h</i> what "
    f"the {term('reset gate')} <i>r</i> lets through.",
    "SimpleRNN": f"At each row every {UNIT} makes a new <i>h</i> ({term('hidden state')}) from the row and from all "
    "<i>h</i> before it.",
}


@st.cache_resource
def _component() -> Callable[..., Any]:
    html, *css = (path.read_text("utf-8") for path in (HERE / "explain.html", glossary.STYLE, HERE / "explain.css"))
    js = engine.script() + "".join(path.read_text("utf-8") for path in JOINED)
    words = f"const DOES = {json.dumps(DOES)}, ORDINALS = {json.dumps(ORDINALS)};\n"
    html = f'<div class="explain" data-at="explain">{html}</div>'
    return component("explain", html=html, css="".join(css), js=words + js)


def explain(network: Network, *, palette: Palette, key: str) -> None:
    """Shows the panels.

    Args:
        network: that reads.
        palette: the page's colours.
        key: the component's key.
    """
    in_sight = bool(part(st.session_state.get(key), "sight"))
    _component()(key=key, data=message(network, palette=palette, in_sight=in_sight), on_sight_change=lambda: None)


def message(network: Network, *, palette: Palette, in_sight: bool) -> dict[str, Any]:
    """What the browser is sent, ready for JSON.

    Args:
        network, palette: as for `explain`.
        in_sight: whether the panels have come into sight: only then is looked up what all test images say.
    """
    found = _statistics(network) if in_sight else None
    units = _units(network) if in_sight else None
    return {
        "palette": palette.as_dict(),
        "switches": [
            {
                "words": each.words,
                "gate": each.gate,
                "value": each.value,
                "accuracy": percent(found.accuracy(each), 1) if found else "",
            }
            for each in switches.switches(network)
        ],
        "accuracy": percent(found.right / found.images, 1) if found else "",
        "units": served.address(units, JSON, f"units of {network.name}") if units else None,
        "atlas": _atlas_at() if in_sight else None,
        "labels": served.address(_labels(), JSON, "digits of the test images") if in_sight else None,
        "worker": served.address(_worker(), "text/javascript", "script of the explanations"),
        "examples": served.address(_examples(), JSON, "a test image of each digit") if in_sight else None,
    }


@st.cache_resource
def _worker() -> bytes:
    return (engine.script() + (HERE / "worker.js").read_text("utf-8")).encode()


@st.cache_resource(max_entries=KEPT, show_spinner=False, hash_funcs={Network: training})
def _statistics(network: Network) -> Statistics | None:
    """What was counted of this very training; None where nothing was, and nothing is said of it then."""
    try:
        found = statistics.load(network.name)
    except (WeightsError, KeyError):
        return None
    return found if found.weights_sha256 == network.checksum else None


@st.cache_resource(max_entries=KEPT, show_spinner=False, hash_funcs={Network: training})
def _units(network: Network) -> bytes | None:
    """What all test images say of each unit, a layer after another, as JSON; None where nothing was counted.

    Its mean course for each digit, int8 (10, 28, units) in base64, of which 127 is 1; its name; the images and rows
    that move it most.
    """
    found = _statistics(network)
    if found is None:
        return None
    layers = [
        {
            "courses": _packed(np.rint(127 * np.clip(each.courses.astype(np.float32), -1, 1)).astype(np.int8)),
            "names": each.names,
            "images": each.images.tolist(),
            "rows": each.rows.tolist(),
        }
        for each in found.layers
    ]
    return json.dumps(layers).encode()


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def _atlas_at() -> dict[str, Any] | None:
    with suppress(DataError):
        return place_of(test_atlas())
    return None


@st.cache_resource(show_spinner=False)
def _labels() -> bytes:
    """The digits of all test images, one after another in a string; an empty one where the test images are missing."""
    try:
        return json.dumps("".join(map(str, test_digits()[1]))).encode()
    except DataError:
        return b'""'


@st.cache_resource(show_spinner=False)
def _examples() -> bytes:
    """The first test image of each digit, 784 bytes each in base64; none where the test images are missing."""
    try:
        images, labels = test_digits()
    except DataError:
        return b"[]"
    firsts = [int((labels == digit).argmax()) for digit in range(DIGITS)]
    return json.dumps([_packed(images[first]) for first in firsts]).encode()
