"""A visitor without a browser: in go addresses, clicks and values, out comes the page as the server makes it.

    with Visitor(server.url) as visitor:
        page = visitor.open("/compare")
        page = visitor.set("brush-0", 30)
        assert page.exceptions == []

It does one thing at a time and waits for the run that follows. What no browser would say goes out by `run`, with any
states at all, or by `send`, with any bytes at all; then `settle` waits.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

from tests.protocol import messages
from tests.protocol.page import Page

PATIENCE = 30.0  # seconds that a run may take; a busy machine takes its time
FAREWELL = 1.0  # seconds that a server which hangs may keep a visitor who leaves
QUIET = 0.3  # seconds without a word after which nothing more is expected


class Visitor:
    """One visitor of a running app.

    All methods that wait raise TimeoutError when the server does not answer in time, and
    `websockets.exceptions.ConnectionClosed` when it hangs up.

    Args:
        url: the server's.
        patience: seconds that a run may take.
    """

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.url, self.patience = url, patience
        self.cookies: dict[str, str] = {}  # kept as a browser keeps them, of all that the server set on connecting
        self.page = Page()
        self.path = "/"
        self.states: dict[str, WidgetState] = {}  # what each widget is set to, by its id; sent with every run
        self._socket: ClientConnection | None = None
        self._leaving = ExitStack()

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # ---- coming and going

    def open(self, path: str = "/", query: str = "") -> Page:
        """Opens an address as a new visitor.

        Args:
            path: of the page: "/", "/compare".
            query: what stands behind the question mark.
        """
        self.close()
        self.page, self.states, self.path = Page(), {}, path
        self.page.query = query
        self._connect()
        return self.run()

    def go(self, path: str) -> Page:
        """Follows the link to another page of the app, in the same session.

        Raises:
            KeyError: there is no such page.
        """
        self.page.leave(path)
        self.path, self.states = path, {}
        return self.run()

    def reconnect(self, url: str = "", *, resume: bool = True) -> None:
        """Connects again and keeps page and values, as a browser does when its server is back.

        Nothing is sent before the next click, value or `run`: a browser does not ask for a run by itself then. A
        server that does not know the session any more makes a new one of it.

        Args:
            url: of the server, if it is another one now.
            resume: False does not name the old session, so that even the same server makes a new one.
        """
        self.close()
        self.url = url or self.url
        self._connect(self.page.session if resume else "")

    def close(self) -> None:
        """Leaves."""
        self._leaving.close()
        self._socket = None

    # ---- doing something

    def set(self, name: str, value: Any) -> Page:
        """Sets the widget of this key or label; for kinds and their values see `messages.value_of`."""
        placed = self.page.widget(name)
        state = messages.value_of(placed.kind, placed.message, value)
        self.states[state.id] = state
        return self.run(fragment=placed.fragment)

    def click(self, name: str) -> Page:
        """Clicks the button of this key or label."""
        placed = self.page.widget(name)
        return self.run(messages.pressed(placed.id), fragment=placed.fragment)

    def trigger(self, name: str, event: str, value: Any = True) -> Page:
        """Lets the component of this key report an event."""
        placed = self.page.widget(name)
        return self.run(messages.triggered(placed.id, event, value), fragment=placed.fragment)

    def run(self, *states: WidgetState, fragment: str = "") -> Page:
        """Asks for a run and waits for its end.

        Args:
            states: of widgets, for this run only, of any kind; they go before those in `self.states`.
            fragment: the id of the fragment that alone is to run.
        """
        self.send(self.rerun(*states, fragment=fragment))
        last = time.monotonic() + self.patience
        while not self._next(last - time.monotonic()):
            pass
        self._adopt()
        return self.page

    def rerun(self, *states: WidgetState, fragment: str = "") -> BackMsg:
        """The message with which `run` asks."""
        together = {**self.states, **{state.id: state for state in states}}
        known = {"page_hash": self.page.hash} if self.page.hash else {"page_name": self.path.strip("/")}
        url = f"{self.url}{self.path}"
        return messages.rerun(together.values(), **known, query=self.page.query, fragment=fragment, url=url)

    def send(self, message: BackMsg | bytes | str) -> None:
        """Sends a message, or what is none, and waits for nothing."""
        self._open_socket().send(message.SerializeToString() if isinstance(message, BackMsg) else message)

    def settle(self, quiet: float = QUIET) -> Page:
        """Waits until no run is going on and the server has said nothing for so many seconds."""
        while True:
            try:
                self._next(self.patience if self.page.running else quiet)
            except TimeoutError:
                if self.page.running:
                    raise
                self._adopt()
                return self.page

    # ---- beneath

    def _connect(self, session: str = "") -> None:
        options = messages.greeting(self.url, session)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        options |= {"open_timeout": self.patience, "close_timeout": FAREWELL, "additional_headers": sent}
        socket = connect(messages.stream(self.url), **options)
        self._socket = self._leaving.enter_context(socket)
        for line in socket.response.headers.get_all("Set-Cookie") if socket.response else []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value

    def _open_socket(self) -> ClientConnection:
        assert self._socket, "expected a visitor who has opened a page; call `open` first"
        return self._socket

    def _next(self, seconds: float) -> bool:
        """Takes the next message, if it comes in time; returns whether a run has ended with it."""
        try:
            data = self._open_socket().recv(timeout=max(seconds, 0))
        except TimeoutError:
            state = "has not ended the run it began" if self.page.running else "has not begun a run"
            raise TimeoutError(
                f"expected the page {self.path}, but in {self.patience:g} s the server {state}"
            ) from None
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        return self.page.take(message)

    def _adopt(self) -> None:
        """Takes over what new widgets say, and what the script has set; forgets the widgets that are gone."""
        there, by_server = {each.id for each in self.page.widgets}, self.page.set_by_server()
        kept = {name: state for name, state in self.states.items() if name in there and name not in by_server}
        self.states = {**self.page.shown(), **kept}
