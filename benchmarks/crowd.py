"""Many visitors in one process, without a browser: in go a server's address and drawings, out come measured answers.

They share the processor with the server they measure, so they look at no more of its messages than they must, and
make all drawings beforehand.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.protocol import messages
from tests.protocol.page import Page


class PageError(RuntimeError):
    """The page shows an exception."""


PERIOD = 2.0  # seconds from one drawing of a visitor to the next
PATIENCE = 60.0  # seconds until an answer counts as none
LARGE = 50_000  # bytes; a longer message holds a picture and neither an answer nor the end of a run
FAILURES = (PageError, WebSocketException, asyncio.TimeoutError, OSError)  # of a page; the server is silent, hangs up
SHEET, ANSWER = "sheet", "answer"  # the keys of the canvas and of the container of the answer, on every page

Done = TypeVar("Done")


@dataclass(frozen=True)
class Drawing:
    """A drawing as the canvas sends it."""

    value: str  # the state of the canvas in JSON
    says: str  # the first line of the answer that the page has to give to it


@dataclass
class Crowd:
    """What a crowd measured."""

    answers: list[float] = field(default_factory=list)  # seconds from sending a drawing to the end of its run
    errors: list[str] = field(default_factory=list)  # wrong or foreign answers, exceptions on the page, silence
    took: float = 0.0  # seconds from the first drawing to the last answer


class Visitor:
    """One visitor of a page with a canvas and an answer.

    Args:
        url: the server's.
        socket: an open connection to it.
    """

    def __init__(self, url: str, socket: ClientConnection) -> None:
        self._url, self._socket = url, socket
        self._hash = ""  # the page's
        self._sheet = ""  # the canvas's id
        self._others: list[WidgetState] = []  # what all other widgets say

    async def open(self) -> None:
        """Asks for the page and waits until it is whole.

        Raises:
            PageError: it shows an exception.
        """
        page = Page()
        await self._send(messages.rerun(url=self._url))
        while not page.take(await self._receive()):
            pass
        if page.exceptions:
            raise PageError("; ".join(page.exceptions))
        self._hash, self._sheet = page.hash, page.widget(SHEET).id
        self._others = list(page.shown().values())

    async def draw(self, drawing: Drawing) -> tuple[str, list[str]]:
        """Sends a drawing and waits until its run has ended.

        Returns:
            The first line of the answer, and the exceptions that the page shows.
        """
        sheet = WidgetState(id=self._sheet, json_value=drawing.value)
        await self._send(messages.rerun([*self._others, sheet], page_hash=self._hash, url=self._url))
        place: tuple[int, ...] = ()
        answer = ""
        exceptions: list[str] = []
        while True:
            message = await self._receive()
            if message.HasField("script_finished") and message.script_finished in messages.ENDINGS:
                return answer, exceptions
            delta, at = message.delta, tuple(message.metadata.delta_path)
            if messages.key_of(delta.add_block.id) == ANSWER:
                place = at
            elif place and at[: len(place)] == place and delta.new_element.HasField("html") and not answer:
                answer = (messages.lines_of(delta.new_element.html.body) or [""])[0]
            elif delta.new_element.HasField("bidi_component") and not answer:
                answer = messages.digit_of(delta.new_element.bidi_component)
            elif delta.new_element.HasField("exception"):
                exceptions.append(delta.new_element.exception.message)

    async def leave(self) -> None:
        """Hangs up."""
        await self._socket.close()

    async def _send(self, message: BackMsg) -> None:
        await self._socket.send(message.SerializeToString())

    async def _receive(self) -> ForwardMsg:
        message = ForwardMsg()
        while len(data := await asyncio.wait_for(self._socket.recv(decode=False), PATIENCE)) > LARGE:
            pass
        message.ParseFromString(data)
        return message


# ---- what a crowd does ---------------------------------------------------------------------------------------------


async def opened(url: str, count: int) -> Crowd:
    """So many visitors open the page at the same moment; the crowd takes as long as the last of them."""
    crowd, begin = Crowd(), time.perf_counter()
    async with _visitors(url, count, crowd):
        crowd.took = time.perf_counter() - begin
    return crowd


async def drawing(url: str, drawings: Sequence[Drawing], count: int, seconds: float) -> Crowd:
    """So many visitors draw for so many seconds, each every `PERIOD` seconds from a moment of its own on.

    Who waits for an answer does not draw, so that a server that is too slow gets fewer drawings.
    """
    crowd, chance = Crowd(), random.Random(0)
    async with _visitors(url, count, crowd) as visitors:
        begin = time.perf_counter()

        async def draw(visitor: Visitor, turn: int) -> None:
            due = begin + chance.uniform(0, PERIOD)
            while due < begin + seconds:
                await asyncio.sleep(due - time.perf_counter())
                await _draw(visitor, drawings[turn % len(drawings)], crowd)
                due, turn = max(due + PERIOD, time.perf_counter()), turn + 1

        await _all([draw(visitor, turn) for turn, visitor in enumerate(visitors)], crowd)
        crowd.took = time.perf_counter() - begin
    return crowd


async def passing(url: str, drawings: Sequence[Drawing], count: int, at_once: int) -> Crowd:
    """So many visitors come, draw once and leave, a few at a time."""
    crowd = Crowd()
    for first in range(0, count, at_once):
        turns = range(first, min(first + at_once, count))
        async with _visitors(url, len(turns), crowd) as visitors:
            pairs = zip(visitors, turns, strict=False)
            await _all([_draw(visitor, drawings[turn % len(drawings)], crowd) for visitor, turn in pairs], crowd)
    return crowd


@asynccontextmanager
async def _visitors(url: str, count: int, crowd: Crowd) -> AsyncIterator[list[Visitor]]:
    """So many visitors who come at the same moment and leave together; less those who cannot come."""
    visitors = await _all([_arrive(url) for _ in range(count)], crowd)
    try:
        yield visitors
    finally:
        await asyncio.gather(*(visitor.leave() for visitor in visitors))


async def _arrive(url: str) -> Visitor:
    socket = await connect(messages.stream(url), open_timeout=PATIENCE, **messages.greeting(url))
    visitor = Visitor(url, socket)
    try:
        await visitor.open()
    except BaseException:
        await visitor.leave()
        raise
    return visitor


async def _draw(visitor: Visitor, drawing: Drawing, crowd: Crowd) -> None:
    begin = time.perf_counter()
    answer, exceptions = await visitor.draw(drawing)
    crowd.answers.append(time.perf_counter() - begin)
    crowd.errors.extend(exceptions)
    if answer != drawing.says:
        crowd.errors.append(f"expected the answer {drawing.says!r}, but the page says {answer!r}")


async def _all(doings: Sequence[Awaitable[Done]], crowd: Crowd) -> list[Done]:
    """All at once; what fails is an error of the crowd and stops nobody else."""
    done = []
    for outcome in await asyncio.gather(*doings, return_exceptions=True):
        if isinstance(outcome, FAILURES):
            crowd.errors.append(f"{type(outcome).__name__}: {outcome}")
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            done.append(outcome)
    return done
