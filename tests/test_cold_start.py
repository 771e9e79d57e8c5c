"""A server right after its start, when nothing is imported or read yet: every page is asked for at the same moment."""

from __future__ import annotations

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from websockets.exceptions import WebSocketException

from tests.browser import server as servers
from tests.protocol.visitor import Visitor

PAGES = ("/", "/compare", "/recipes", "/test-set", "/data")
STARTS = 10  # which thread comes to which import first is left to chance
AT_ONCE = 2  # servers that start side by side; on two cores ten then take two thirds of the time
PATIENCE = 60  # seconds until a page counts as hanging; on two quiet cores the last one takes about four


def test_five_visitors_on_five_pages_at_once_right_after_the_start_all_get_their_page(tmp_path: Path) -> None:
    with ThreadPoolExecutor(AT_ONCE) as starts:
        told = dict(enumerate(starts.map(cold_start, [tmp_path / f"log {turn}" for turn in range(STARTS)])))
    assert {turn: troubles for turn, troubles in told.items() if troubles} == {}


def cold_start(log: Path) -> dict[str, object]:
    """Starts a server, and says what went wrong with which page; nothing, if all went well."""
    with servers.running(servers.ROOT, log) as server:
        found: dict[str, object] = dict(visits(server.url, PAGES))
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=PATIENCE) as answer:
                found["health"] = answer.read().decode()
        except OSError as problem:
            found["health"] = str(problem)
    found["log"] = server.complaints()
    whole = {**dict.fromkeys(PAGES, ""), "health": "ok", "log": []}
    return {what: trouble for what, trouble in found.items() if trouble != whole[what]}


def visits(url: str, pages: tuple[str, ...]) -> dict[str, str]:
    """What goes wrong with each page when visitors open them at the same moment, one each; "" where nothing does."""
    start = Barrier(len(pages), timeout=PATIENCE)

    def visit(path: str) -> str:
        with Visitor(url, patience=PATIENCE) as visitor:
            start.wait()
            try:
                page = visitor.open(path)
            except (TimeoutError, OSError, WebSocketException) as problem:
                return f"{type(problem).__name__}: {problem}"
        return "; ".join([*page.exceptions, *page.alerts, *["no page of the app"] * page.not_found])

    with ThreadPoolExecutor(len(pages)) as visitors:
        return dict(zip(pages, visitors.map(visit, pages), strict=True))
