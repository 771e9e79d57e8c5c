"""Replicas behind nginx as a teacher starts them: in go options of deploy/replicas.py, out comes the address of all."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy import replicas
from tests.browser import chromium
from tests.browser.server import ROOT, free_port

WITHIN = 120.0  # seconds for what takes two replicas to start one after the other; a busy machine takes its time


@dataclass(frozen=True)
class Answer:
    """An answer to an HTTP request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Served:
    """Two replicas behind nginx."""

    port: int
    base: str  # path below which they lie, "" or one such as "/digits"
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://localhost:{self.port}{self.base}"

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """What nginx answers below the base path."""
        return ask(self.port, self.base + path, method, body, **headers)

    def visitors_of(self, replica: int) -> int:
        """How many sessions a replica has, by its own count; replicas count from 1, as in the cookie."""
        metrics = ask(self.port + replica, f"{self.base}/_stcore/metrics").body.decode()
        found = re.search(r"^active_sessions (\d+)", metrics, re.MULTILINE)
        assert found, f"expected the number of active sessions, but found {metrics!r}"
        return int(found[1])

    def process_of(self, replica: int) -> int:
        """The number of a replica's process."""
        own = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        port = str(self.port + replica)
        return next(int(each) for each in own if port in Path(f"/proc/{each}/cmdline").read_text().split("\0"))

    def roll(self) -> None:
        """Asks for a restart of one replica after the other; `says` waits for its end."""
        self.process.send_signal(signal.SIGHUP)

    def says(self, words: str) -> bool:
        """Whether that stands in what it printed."""
        return words in self.log.read_text("utf-8")

    def until(self, fact: Callable[[], bool]) -> None:
        """Waits for a fact."""
        deadline = time.monotonic() + WITHIN
        while self.process.poll() is None and time.monotonic() < deadline:
            if fact():
                return
            time.sleep(0.1)
        raise AssertionError(f"expected it within {WITHIN:g} s, but the log says:\n{self.log.read_text('utf-8')}")


def ask(port: int, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """What a server of this machine answers; in the headers' names _ stands for -."""
    with closing(http.client.HTTPConnection("localhost", port, timeout=30)) as connection:
        connection.request(
            method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


@contextmanager
def serving(log: Path, *options: str, base: str = "") -> Iterator[Served]:
    """Two replicas with these options, until the block is left; skips the test where nginx cannot be had."""
    need_nginx()
    port = _free_ports()
    given = [*options, *(["--base-path", base] if base else [])]
    with log.open("wb") as out:
        command = [sys.executable, "-m", "deploy.replicas", "--port", str(port), *given]
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    served = Served(port, base, process, log)
    try:
        served.until(lambda: served.says("replicas at"))
        yield served
    finally:
        replicas.end(process)


def need_nginx() -> None:
    """Skips the test where nginx is not installed and cannot be."""
    try:
        replicas.find_nginx()
    except replicas.ServingError:
        chromium.install_package("nginx-light")
    try:
        replicas.find_nginx()
    except replicas.ServingError as error:
        pytest.skip(str(error))


def _free_ports() -> int:
    """The first of three free ports in a row."""
    while True:
        port = free_port()
        if port < 65000 and all(_is_free(port + more) for more in (1, 2)):
            return port


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as listener:
        return listener.connect_ex(("localhost", port)) != 0
