"""What one viewer chose and has on the canvas, kept from run to run, from page to page and in the address.

In: the address that a page was opened by, the viewer's choices, and what the canvas reports. Out: each choice, and the
parameters by which the address tells of all of them. This module alone names keys of `st.session_state`; those of
charts and components, in which Streamlit keeps what happened to them last, are listed here, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from views import chosen as choices
from views.chosen import Chosen
from views.parts import address
from views.parts.on_canvas import DRAWING, Drawing, first, from_text
from views.parts.picture import Picture

Option = TypeVar("Option")

STATE = "state"  # the `State` itself
# The key of the widget of a choice, where it is not the choice's own name; what follows it tells its subjects apart.
WIDGETS = {
    "networks": "compared",
    "errors": "which_errors",
    "order": "order of Errors",
    "hardest_order": "order of Hardest right answers",
    "true": "errors_true",
    "given": "errors_given",
    "probability": "errors_sure",
    "margin": "errors_margin",
    "decision": "errors_rows",
    "after": "calibration_row",
    "accuracy": "by_row_view",
    "other": "other network",
    "change": "robustness_change",
    "charts": "chart format",
    "ink": "ink_of",
}
CELL_TRUE, CELL_GIVEN = "true", "given"  # widgets: the cell of the matrix by its digits
SHEET, TOOLS = "sheet", "clear"  # components: the canvas and what stands beside it
# Choosers of a file, a fresh one after each file: the one in sight, the camera with its switch, the one out of sight.
UPLOAD, CAMERA, CAMERA_ON, DROPPED = "upload {}", "camera {}", "camera is on {}", "dropped-{}"
FILM, EXPLAIN = "reading", "explain"  # components
MATRIX, DIFFERENCE, UNIT = "confusion_matrix", "difference", "unit_chart"  # charts that are clicked
TABLE = "recipes"  # the table of all networks
NUMBERED = ("brush", "row", "unit", "layer")  # choices that have a `Control`


@dataclass
class State:
    """All that is known of one viewer."""

    chosen: Chosen = field(default_factory=Chosen)
    drawing: Drawing = field(default_factory=lambda: Drawing.of(first()))
    wrong: list[str] = field(default_factory=list)  # of what the address said what makes no sense
    unchecked: set[str] = field(default_factory=set)  # choices from the address, not yet held against their options
    keys: dict[str, set[str]] = field(default_factory=dict)  # of the widgets of each choice
    settings: dict[str, int] = field(default_factory=dict)  # how often the program set a choice that has a `Control`
    pages: Sequence[Any] = ()  # of the app, for links from one to another
    shown: str | None = None  # the page that was shown whole last
    arriving: str | None = None  # the page that is being shown
    arrived: bool = False  # whether another one was shown before it
    visits: int = 0  # pages arrived at

    # ---- from page to page, and the address ----

    def adopt(self, params: Mapping[str, str]) -> None:
        """Takes over all that an address tells, and forgets what was chosen before."""
        self.chosen, self.wrong = choices.read(params)
        self.unchecked = {each.name for each in fields(Chosen) if choices.written(each.name) in params}
        for name in list(self.keys):
            self._forget(name)
        text = params.get(DRAWING)
        if text != self.drawing.text:
            picture = from_text(text)
            if picture is None:
                self.wrong.insert(0, "drawing")
            self.drawing.place(picture or first(), st.session_state.get(SHEET))

    def arrive(self, page: str) -> None:
        """Notes which page is being shown; one that the browser went back to is shown as its address says."""
        context = get_script_run_ctx()
        self.arrived, self.arriving = self.shown != page, page
        if self.arrived:
            self.visits += 1
        if self.arrived and self.shown is not None:
            self.wrong = []
            if context is not None and context.is_history_navigation:
                self.adopt(st.query_params.to_dict())

    def stay(self) -> None:
        """Notes that the page has been shown whole; a run that the next one cut short does not count."""
        self.shown = self.arriving

    def params(self) -> dict[str, str | None]:
        """What the address is to say."""
        return {DRAWING: self.drawing.text, **self.chosen.params()}

    # ---- the drawing ----

    def place(self, picture: Picture) -> None:
        """Puts a picture on the canvas in place of what is there."""
        self.drawing.place(picture, st.session_state.get(SHEET))
        self.wrong = []

    def clear(self) -> None:
        """Puts nothing on the canvas; an undo brings back what was there."""
        self.drawing.clear(st.session_state.get(SHEET))
        self.wrong = []

    def reopen(self) -> None:
        """Puts everything back as it was before another page was shown, over which Streamlit forgets it."""
        self.drawing.reopen()
        for name in NUMBERED:
            self._forget(name)

    # ---- choices and their widgets ----

    def among(self, name: str, options: Sequence[Option], default: Option) -> Option:
        """The chosen one of some options; an address may have told of one that is none of them."""
        value = getattr(self.chosen, name)
        found = next((option for option in options if str(option) == str(value)), None)
        if value is not None and found is None and name in self.unchecked:
            self.refuse(name)
        self.unchecked.discard(name)
        return default if found is None else found

    def every(self, name: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
        """Those of some options that were chosen; an address may have told of some that are none of them."""
        value = getattr(self.chosen, name)
        found = [each for each in value or () if each in options]
        if name in self.unchecked and len(found) < len(value or ()):
            self.wrong.append(name)
        self.unchecked.discard(name)
        if value is not None:
            setattr(self.chosen, name, tuple(found) or None)
        return found or list(default)

    def refuse(self, name: str) -> None:
        """Ignores what the address says of a choice; the page says so."""
        self.wrong.append(name)
        setattr(self.chosen, name, None)

    def seat(self, name: str, value: Any, subject: str = "", *, anew: bool = False) -> str:
        """The key of a choice's widget, which shows that value at first, and again whenever Streamlit forgot it.

        Args:
            name: of the choice.
            value: that it shows.
            subject: what the choice is about; the widget is another one for another subject.
            anew: whether it shows the value in any case: what it reports then comes by its callback alone.
        """
        key = WIDGETS.get(name, name) + subject
        self.keys.setdefault(name, set()).add(key)
        if anew or key not in st.session_state:
            st.session_state[key] = value
        return key

    def take(self, name: str, value: Any, default: Any) -> None:
        """Takes over what a widget is set to; its default counts as no choice."""
        setattr(self.chosen, name, None if value == default else value)

    def set(self, name: str, value: Any) -> None:
        """Makes a choice in the viewer's stead; its widget follows. None takes it back."""
        setattr(self.chosen, name, value)
        self._forget(name)

    def reset(self) -> None:
        """Takes back what belongs to a drawing: brush, row, unit and layer."""
        for name in NUMBERED:
            self.set(name, None)

    def _forget(self, name: str) -> None:
        if name in NUMBERED:
            self.settings[name] = self.settings.get(name, 0) + 1
        for key in self.keys.pop(name, ()):
            st.session_state.pop(key, None)

    def control(self, name: str) -> Control:
        """A choice that the program sets as well as the viewer."""
        return Control(self, name)


@dataclass(frozen=True)
class Control:
    """A choice that the program sets as well as the viewer, such as the brush, or what is clicked on the film.

    Where it has a widget, each setting by the program gives that a key of its own: what the browser still reports of
    an earlier one, sent before it had heard of the new one, then changes nothing.
    """

    state: State
    name: str

    @property
    def key(self) -> str:
        """The widget's key."""
        return f"{self.name}-{self.state.settings.get(self.name, 0)}"

    @property
    def value(self) -> int | None:
        """As it was set last; None: not chosen."""
        found: int | None = getattr(self.state.chosen, self.name)
        return found

    def set(self, value: int | None) -> None:
        """Sets it; None leaves the next reading to its default."""
        self.state.set(self.name, value)

    def read(self, default: int, least: int, most: int) -> int:
        """What it is set to now, from `least` to `most`, whatever the browser says."""
        known = default if self.value is None else self.value
        told = st.session_state.get(self.key, known)
        value = min(max(told if type(told) is int else known, least), most)
        if value != told:
            self.set(value)
        self.state.take(self.name, value, default)
        return value


def state() -> State:
    """The viewer's own; at first as the address says."""
    if STATE not in st.session_state:
        made = st.session_state[STATE] = State()
        made.adopt(st.query_params.to_dict())
    found: State = st.session_state[STATE]
    return found


def own_drawing() -> Drawing:
    """What the viewer has on the canvas."""
    return state().drawing


def write(key: str) -> None:
    """Brings the address up to date at the end of a fragment, which runs alone; the drawing comes from the page."""
    address.write(key, state().chosen.params())
