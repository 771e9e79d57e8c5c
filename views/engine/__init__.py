"""The network in the browser: in goes a trained network, out come its bytes for the page, and the script that reads.

The script is the mirror of `model/image.py`, `forward.py`, `layers.py`, `decision.py` and `explain/`: pure, without
the page's elements and without Streamlit. Python stays the reference, and `tests/test_engine.py` and
`tests/test_engine_explains.py` hold the script to it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from model import Network
from model.decision import TWO_GUESSES
from model.image import MOST_INK
from model.weights import Layer
from views.parts.served import KEPT

HERE = Path(__file__).parent
MIRRORED = ("unpack", "cells", "read", "image", "assembly", "product", "batch", "backward", "explain", "terms")
FILES = (KEPT, *(HERE / f"{name}.js" for name in MIRRORED))


@cache
def script() -> str:
    """All of it as one text; a component puts it before its own."""
    return "".join(path.read_text("utf-8") for path in FILES)


def packed(network: Network) -> bytes:
    """The network for `unpack.js`: a header's length, the header as JSON, and every array as little-endian float32.

    The header's length is padded to whole numbers, so that the arrays can be used where they lie.
    """
    arrays: list[np.ndarray] = []
    header = {
        "name": network.name,
        "unsureBelow": network.unsure_below,
        "twoGuesses": TWO_GUESSES,
        "mostInk": MOST_INK,
        "calibration": None
        if network.calibration is None
        else {"matrices": network.calibration.matrices, "offsets": network.calibration.offsets},
        "layers": [_header(layer, arrays) for layer in network.layers],
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    return len(text).to_bytes(4, "little") + text + b"".join(array.astype("<f4").tobytes() for array in arrays)


def _header(layer: Layer, arrays: list[np.ndarray]) -> dict[str, Any]:
    """A layer's settings, and where each of its arrays lies, in numbers; the arrays join the others."""
    places = {}
    for name, array in layer.arrays.items():
        places[name] = {"offset": sum(each.size for each in arrays), "size": array.size}
        arrays.append(array)
    spec = layer.spec
    return {"kind": spec.kind, "units": spec.units, "activation": spec.activation, "arrays": places}
