"""What a page shown without a browser says: in goes an AppTest, out come its texts and what its film was given."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from views.chosen import Chosen
from views.parts.on_canvas import Drawing
from views.state import STATE, State


def texts(at: AppTest) -> list[str]:
    """What stands in each piece of plain HTML."""
    return [element.proto.body for element in at.get("html")]


def html(at: AppTest) -> str:
    """All of it."""
    return "\n".join(texts(at))


def film(at: AppTest) -> Any:
    """What the film of one reading, or of several, is given; None where there is none."""
    films = ("reading", "lanes")
    sent = [each.proto.json for each in at.get("bidi_component") if each.proto.component_name in films]
    assert len(sent) <= 1
    return json.loads(sent[0]) if sent else None


def numbers(packed: str) -> np.ndarray:
    """The float32 that a message carries as base64."""
    return np.frombuffer(base64.b64decode(packed), "<f4")


def steps(packed: str) -> np.ndarray:
    """The bytes that a message carries as base64."""
    return np.frombuffer(base64.b64decode(packed), np.uint8)


def begin(at: AppTest, drawing: Drawing | None = None, **chosen: Any) -> AppTest:
    """Lets the viewer have chosen this, and drawn that, before the first run."""
    state = State(Chosen(**chosen))
    at.session_state[STATE] = state if drawing is None else State(state.chosen, drawing)
    return at
