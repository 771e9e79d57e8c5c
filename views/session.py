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
class Control:
    """A slider or number input that the program sets as well as the viewer.

    Each setting by the program gets a key of its own: what the browser still reports of an earlier one, sent before
    it had heard of the new one, then changes nothing.
    """

    name: str
    value: int | None = None  # as it was set last; None: not yet
    settings: int = 0  # how often the program set it

    @property
    def key(self) -> str:
        """The widget's key in `st.session_state`."""
        return f"{self.name}-{self.settings}"

    def set(self, value: int | None) -> None:
        """Sets it; None leaves the next reading to its default."""
        self.value = value
        self.settings += 1

    def read(self, default: int) -> int:
        """What it is set to now."""
        self.value = int(st.session_state.get(self.key, default if self.value is None else self.value))
        return self.value


@dataclass
class Desk:
    """The picture put on the canvas last, and the picture that is there now."""

    placed: Picture
    picture: Picture
    placings: int = 0  # tells two placings of the same picture apart
    outdated: dict[str, Any] | None = None  # what the canvas still reports from before the last placing
    uploads: int = 0  # files taken so far
    problem: str | None = None  # why the last file could not be read
    controls: dict[str, Control] = field(default_factory=dict)  # by name

    def control(self, name: str) -> Control:
        """The control of that name."""
        return self.controls.setdefault(name, Control(name))

    def reopen(self) -> None:
        """Puts everything back as it was before another page was shown, over which Streamlit forgets it."""
        self.placed = self.picture
        for control in self.controls.values():
            control.set(control.value)

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
