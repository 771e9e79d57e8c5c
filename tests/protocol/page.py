"""What stands on a page: in go a server's messages, out come the elements that a browser would show.

A browser replaces an element when another comes for its place, and drops, at the end of a run, what that run did not
send again. So does this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Navigation_pb2 import Navigation
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.protocol import messages

Place = tuple[int, ...]  # from the root: main, sidebar, event or bottom, then the number in each block
BLOCK = "block"  # the kind of what holds others


@dataclass(frozen=True)
class Placed:
    """An element on the page, or a block of them."""

    kind: str  # as `Element` names it: html, slider, bidi_component, exception, …
    message: Any  # its protobuf message
    fragment: str  # the id of the fragment it stands in, "" for none
    run: str  # the id of the run that sent it last

    @property
    def id(self) -> str:
        """The widget's id, "" where it is none."""
        return str(getattr(self.message, "id", ""))

    @property
    def key(self) -> str:
        """The widget's key, "" where it has none."""
        return messages.key_of(self.id)

    @property
    def label(self) -> str:
        """What is written on or beside the widget, "" where nothing is."""
        return str(getattr(self.message, "label", ""))


def _line(exception: Any) -> str:
    return ": ".join(filter(None, [exception.type, exception.message])) or "an exception"


class Page:
    """The page of one visitor."""

    def __init__(self) -> None:
        self.session = ""  # the session's id, once the server has told it
        self.hash = ""  # the page's, by which the browser asks for it from the second run on
        self.query = ""  # as the script has set it
        self.addresses: dict[str, str] = {}  # path of each page of the app: its hash
        self.not_found = False  # whether the address was none of them
        self.running = False
        self.cacheable = 0  # messages that the server may send as a mere reference the next time
        self._run = ""
        self._fragments: list[str] = []  # that alone are running; all of the page if there are none
        self._placed: dict[Place, Placed] = {}
        self._syntax: list[str] = []  # why the script could not even start

    # ---- what is on it

    @property
    def elements(self) -> list[Placed]:
        """All elements, from top to bottom."""
        return [self._placed[place] for place in sorted(self._placed) if self._placed[place].kind != BLOCK]

    def of(self, kind: str) -> list[Any]:
        """The messages of all elements of one kind."""
        return [placed.message for placed in self.elements if placed.kind == kind]

    @property
    def exceptions(self) -> list[str]:
        """A line for each exception that the page shows; its type only where visitors are told."""
        return [_line(each) for each in self.of("exception")] + self._syntax

    @property
    def alerts(self) -> list[str]:
        """The text of each error, warning and notice."""
        return [each.body for each in self.of("alert")]

    @property
    def html(self) -> list[str]:
        """The body of each piece of HTML."""
        return [each.body for each in self.of("html")]

    @property
    def digit(self) -> str:
        """The digit that the browser is told of; "" where there is none."""
        return "".join(messages.digit_of(component) for component in self.of("bidi_component"))

    @property
    def widgets(self) -> list[Placed]:
        """All elements that have an id: widgets, components, charts that can be selected in."""
        return [placed for placed in self.elements if placed.id]

    def widget(self, name: str) -> Placed:
        """The widget of this key or, if no key is like that, of this label.

        Raises:
            LookupError: there is none, or several; the message lists all there are.
        """
        widgets = self.widgets
        for names in ([each.key for each in widgets], [each.label for each in widgets]):
            if names.count(name) == 1:
                return widgets[names.index(name)]
        known = ", ".join(each.key or repr(each.label) for each in widgets)
        raise LookupError(f"expected one widget called {name!r}, but the page has these: {known}")

    def shown(self) -> dict[str, WidgetState]:
        """What the widgets say that say anything by themselves, by their ids."""
        states = (messages.shown(each.kind, each.message) for each in self.widgets)
        return {state.id: state for state in states if state}

    def set_by_server(self) -> set[str]:
        """The ids of the widgets that the script itself has set in its last run."""
        return {each.id for each in self.widgets if getattr(each.message, "set_value", False)}

    # ---- what comes

    def leave(self, path: str) -> None:
        """Makes room for another page of the app; raises KeyError if there is none at this path."""
        self.hash, self.query, self._placed = self.addresses[path], "", {}

    def take(self, message: ForwardMsg) -> bool:
        """Does with a message what a browser does; returns whether a run has ended with it."""
        kind = message.WhichOneof("type")
        self.cacheable += message.metadata.cacheable
        if kind == "delta":
            self._place(message)
        elif kind == "new_session":
            self._begin(message)
        elif kind == "script_finished":
            return self._end(message)
        elif kind == "navigation":
            self._navigate(message.navigation)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            self.not_found = True
        elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
            self._syntax.append(_line(message.session_event.script_compilation_exception))
        return False

    def _begin(self, message: ForwardMsg) -> None:
        begun, run = message.new_session, message.metadata.run
        self.running = True
        self._run, self._fragments = run.script_run_id, list(run.fragment_ids)
        self.session = begun.initialize.session_id or self.session
        if begun.page_script_hash != self.hash:
            self._placed = {}
        self.hash = begun.page_script_hash
        self.not_found, self._syntax = False, []

    def _navigate(self, navigation: Navigation) -> None:
        self.addresses = {f"/{page.url_pathname}": page.page_script_hash for page in navigation.app_pages}
        self.addresses["/"] = next((page.page_script_hash for page in navigation.app_pages if page.is_default), "")
        self.hash = navigation.page_script_hash or self.hash

    def _place(self, message: ForwardMsg) -> None:
        place, delta = tuple(message.metadata.delta_path), message.delta
        kind = delta.WhichOneof("type")
        if kind == "add_block":
            self._placed[place] = Placed(BLOCK, delta.add_block, delta.fragment_id, self._run)
        elif kind == "new_element":
            if place in self._placed and self._placed[place].kind == BLOCK:
                self._keep(lambda other, _: other[: len(place)] != place)
            of = delta.new_element.WhichOneof("type") or "empty"
            self._placed[place] = Placed(of, getattr(delta.new_element, of), delta.fragment_id, self._run)
        # What is left is a spinner, which stands before what is there and goes by itself.

    def _end(self, message: ForwardMsg) -> bool:
        if message.script_finished not in messages.ENDINGS:
            return False
        self.running = False
        if message.script_finished != ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self._keep(lambda _, placed: not self._is_stale(placed))
        return True

    def _is_stale(self, placed: Placed) -> bool:
        return placed.run != self._run and (not self._fragments or placed.fragment in self._fragments)

    def _keep(self, wanted: Callable[[Place, Placed], bool]) -> None:
        self._placed = {place: placed for place, placed in self._placed.items() if wanted(place, placed)}
