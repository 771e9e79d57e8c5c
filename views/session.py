"""What one viewer has on the canvas, kept from run to run and from page to page. Each session has its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from model.image import Stages


@dataclass(frozen=True)
class Picture:
    """A drawing with what the network is given of it."""

    drawing: dict[str, Any]  # the canvas's objects
    stages: Stages  # from the ink to the network's 28 × 28
    origin: str  # a sentence on where it comes from
    label: int | None = None  # the digit it shows, where that is known


@dataclass
class Desk:
    """The picture put on the canvas last, and the picture that is there now."""

    placed: Picture
    picture: Picture
    placings: int = 0  # tells two placings of the same picture apart
    outdated: dict[str, Any] | None = None  # what the canvas still reports from before the last placing
    uploads: int = 0  # files taken so far
    problem: str | None = None  # why the last file could not be read
    controls: dict[str, int] = field(default_factory=dict)  # brush, row and unit as they were set last

    def keep(self, **defaults: int) -> None:
        """Remembers what these controls are set to, and sets those that are not set yet."""
        for key, default in defaults.items():
            self.controls[key] = st.session_state.setdefault(key, self.controls.get(key, default))

    def reopen(self) -> None:
        """Puts everything back as it was before another page was shown, over which Streamlit forgets it."""
        self.placed = self.picture
        for key, value in self.controls.items():
            st.session_state[key] = value

    def place(self, picture: Picture, canvas_key: str) -> None:
        """Puts a picture on the canvas in place of what is there."""
        state = st.session_state.get(canvas_key) or {}
        self.outdated = (state.get("drawing") or {}).get("raw")
        self.placed = self.picture = picture
        self.placings += 1
        self.problem = None

    def to_place(self) -> dict[str, Any]:
        """What the canvas is to start from; it reloads when this changes."""
        return {**self.placed.drawing, "version": f"{self.placings}"}


def arrive(page: str) -> None:
    """Tells the page, in `st.session_state["arrived"]`, whether another one was shown before it."""
    st.session_state["arrived"] = st.session_state.get("page") != page


def stay(page: str) -> None:
    """Notes that a page has been shown whole; a run that the next one cut short does not count."""
    st.session_state["page"] = page
