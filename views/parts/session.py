"""What one viewer has on the canvas, kept from run to run and from page to page. Each session has its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from views.parts import address
from views.parts.canvas.sheet import Sheet, Stroke, strokes_told
from views.parts.picture import Picture, blank, drawn, made_of


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

    def read(self, default: int, least: int, most: int) -> int:
        """What it is set to now, from `least` to `most`, whatever the browser says."""
        known = default if self.value is None else self.value
        told = st.session_state.get(self.key, known)
        self.value = min(max(told if type(told) is int else known, least), most)
        if self.value != told:
            self.set(self.value)
        return self.value


@dataclass
class Desk:
    """The picture put on the canvas last, and the picture that is there now."""

    placed: Picture
    picture: Picture
    placings: int = 0  # how often a picture was placed: tells two placings of the same picture apart
    outdated: list[Stroke] | None = None  # what the canvas still reports from before the last placing
    cleared: Picture | None = None  # what Clear took away, until something is placed on the canvas
    uploads: int = 0  # files taken so far
    problem: str | None = None  # why the last file could not be read
    limit: str | None = None  # why the last stroke was taken back
    notice: str | None = None  # what is wrong with the address that the page was opened by
    controls: dict[str, Control] = field(default_factory=dict)  # by name

    def control(self, name: str) -> Control:
        """The control of that name, at first set as the address says."""
        if name not in self.controls:
            text = address.told(name) or ""
            self.controls[name] = Control(name, int(text) if text.isdecimal() and len(text) < 7 else None)
        return self.controls[name]

    def reopen(self) -> None:
        """Puts everything back as it was before another page was shown, over which Streamlit forgets it."""
        self.placed = self.picture
        self.placings += 1
        for control in self.controls.values():
            control.set(control.value)

    def place(self, picture: Picture, canvas_key: str) -> None:
        """Puts a picture on the canvas in place of what is there."""
        self.outdated = strokes_told(st.session_state.get(canvas_key))
        self.placed = self.picture = picture
        self.cleared = None
        self.placings += 1
        self.problem = self.limit = self.notice = None

    def clear(self, canvas_key: str) -> None:
        """Puts nothing on the canvas, and keeps what was there for an undo."""
        before = self.picture if self.picture.strokes or self.picture.shown else self.cleared
        self.place(blank(), canvas_key)
        self.cleared = before

    def take(self, sheet: Sheet | None) -> None:
        """Takes over what the canvas reports: strokes, or the placed picture where there are none."""
        if sheet is None or sheet.strokes == self.outdated:
            return
        self.outdated = None
        if sheet.strokes != self.placed.strokes:
            self.limit = self.notice = None
        self.picture = drawn(sheet) if sheet.strokes else self.placed

    # ---- what the browser keeps for a server that was started anew ----

    @property
    def kept(self) -> dict[str, Any]:
        """What the browser is to keep, plain data."""
        return {"placings": self.placings, "source": self.placed.source}

    def recall(self, kept: Any) -> bool:
        """Puts back what the browser kept of an earlier session; False where that makes no sense.

        The canvas goes on without a reload, since it is to start from the very same as before.
        """
        placings = kept.get("placings") if isinstance(kept, dict) else None
        picture = made_of(kept["source"]) if isinstance(kept, dict) and "source" in kept else None
        if type(placings) is not int or picture is None:
            return False
        self.placings, self.placed, self.picture = placings, picture, picture
        return True


def arrive(page: str) -> None:
    """Tells the page, in `st.session_state["arrived"]`, whether another one was shown before it."""
    st.session_state["arrived"] = st.session_state.get("page") != page
    st.session_state["arriving"] = page


def stay() -> None:
    """Notes that the page has been shown whole; a run that the next one cut short does not count."""
    st.session_state["page"] = st.session_state["arriving"]
