"""Two replicas behind nginx: a visitor stays on one, and comes back when it is gone."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from model.image import MAX_BYTES
from tests import proxied
from tests.browser.strokes import DIGITS
from tests.protocol import sheet
from tests.protocol.visitor import Visitor
from tests.proxied import Answer, Served

pytestmark = pytest.mark.slow

FILE = re.compile(r"/media/[0-9a-f]+\.\w+")
SCRIPTS = (".js", ".mjs", ".es")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with proxied.serving(tmp_path_factory.mktemp("replicas") / "log") as served:
        yield served


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Below a path, for a frame on another site."""
    options = ("--frame-ancestors", "https://lms.example")
    with proxied.serving(tmp_path_factory.mktemp("embedded") / "log", *options, base="/digits") as served:
        yield served


def opened(visitor: Visitor) -> Visitor:
    assert visitor.open().exceptions == []
    return visitor


def draws(visitor: Visitor, digit: int) -> bool:
    """Whether a drawing is read rightly."""
    page = visitor.set("sheet", sheet.value(DIGITS[digit]))
    return page.exceptions == [] and page.digit == str(digit)


def files_of(visitor: Visitor) -> set[str]:
    """The paths of all that its page fetches."""
    said = b"".join(each.message.SerializeToString() for each in visitor.page.elements)
    return set(FILE.findall(said.decode("utf-8", "replace")))


def uploaded(served: Served, visitor: Visitor, size: int = 100) -> Answer:
    """What is answered to a file as the page sends it."""
    jar = SimpleCookie(served.ask("/_stcore/health").headers["Set-Cookie"])
    token = jar["_streamlit_xsrf"].value
    cookies = {**visitor.cookies, "_streamlit_xsrf": token}
    start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    return served.ask(
        f"/_stcore/upload_file/{visitor.page.session}/one",
        "PUT",
        start + bytes(size) + b"\r\n--x--\r\n",
        Content_Type="multipart/form-data; boundary=x",
        X_Xsrftoken=token,
        Cookie="; ".join(f"{name}={value}" for name, value in cookies.items()),
    )


def connecting(served: Served, origin: str = "") -> Answer:
    """What is answered to a browser that opens a connection."""
    return served.ask(
        "/_stcore/stream",
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="c2l4dGVlbiBieXRlcyE4IQ==",
        Origin=origin or f"http://localhost:{served.port}",
    )


def kill(served: Served, replica: int) -> None:
    os.kill(served.process_of(replica), signal.SIGKILL)


def back(visitor: Visitor) -> None:
    """Comes back as a browser does, as often as it takes."""
    for _ in range(60):
        try:
            visitor.reconnect()
            visitor.run()
            return
        except (ConnectionClosed, InvalidStatus, OSError):
            threading.Event().wait(0.5)
    raise AssertionError("expected to come back within half a minute")


def test_visitors_are_spread_and_each_stays_where_its_session_is(served: Served) -> None:
    with Visitor(served.url) as first, Visitor(served.url) as second:
        for visitor, digit in ((first, 3), (second, 8)):
            assert draws(opened(visitor), digit)
        assert {first.cookies["replica"], second.cookies["replica"]} == {"1", "2"}
        assert [served.visitors_of(replica) for replica in (1, 2)] == [1, 1]
        for visitor in (first, second):
            home = visitor.cookies["replica"]
            for _ in range(3):
                assert uploaded(served, visitor).status == 204
                visitor.reconnect()
                assert draws(visitor, 4)
                assert visitor.cookies["replica"] == home


def test_a_visitor_of_a_killed_replica_goes_on_at_the_other_one_and_stays_there(served: Served) -> None:
    with Visitor(served.url) as visitor:
        assert draws(opened(visitor), 3)
        home = int(visitor.cookies["replica"])
        other = 3 - home
        kill(served, home)
        with pytest.raises(ConnectionClosed):
            visitor.run()
        visitor.reconnect()
        assert draws(visitor, 8)
        assert visitor.cookies["replica"] == str(other)
        served.until(lambda: served.ask("/_stcore/health").status == 200 and _lives(served, home))
        assert uploaded(served, visitor).status == 204, "the cookie follows the session, not the replica that is back"
        assert served.visitors_of(home) == 0


def test_a_restart_of_one_after_the_other_is_seen_by_nobody_who_comes_back(served: Served) -> None:
    before = {served.process_of(replica) for replica in (1, 2)}
    with Visitor(served.url) as visitor:
        assert draws(opened(visitor), 3)
        served.roll()
        asked = 0
        while not served.says("all restarted"):
            assert served.ask("/").status == 200, "somebody who comes anew gets the page"
            try:
                visitor.run()
            except ConnectionClosed:
                back(visitor)
            asked += 1
        assert asked > 1
        assert draws(visitor, 8)
    assert before.isdisjoint({served.process_of(replica) for replica in (1, 2)})


def test_scripts_and_weights_are_kept_for_ever_and_come_from_any_replica(served: Served) -> None:
    with Visitor(served.url) as visitor:
        files = files_of(opened(visitor))
        assert any(path.endswith(".bin") for path in files)
        assert any(path.endswith(SCRIPTS) for path in files)
        elsewhere = f"replica={3 - int(visitor.cookies['replica'])}"
        for path in files:
            answer = served.ask(path, Cookie=elsewhere)
            assert answer.status == 200
            caching = answer.headers["Cache-Control"]
            assert caching.startswith("public" if path.endswith((*SCRIPTS, ".bin")) else "private")
            assert caching.endswith("immutable, max-age=31536000")
    script = re.search(rb'src="\.(/static/js/[^"]+)"', served.ask("/").body)
    assert script
    assert "immutable" in served.ask(script[1].decode()).headers["Cache-Control"]
    assert served.ask("/").headers["Cache-Control"] == "no-cache"
    missing = served.ask(f"/media/{'0' * 56}.bin")
    assert (missing.status, missing.headers["Cache-Control"]) == (404, None)


def test_every_answer_has_the_headers_of_safety(served: Served) -> None:
    for path in ("/", "/_stcore/health", "/media/nothing"):
        headers = served.ask(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        policy = dict(each.split(" ", 1) for each in headers["Content-Security-Policy"].split("; "))
        assert policy["frame-ancestors"] == "'self'"
        assert "'unsafe-" not in policy["script-src"]
        assert headers["Server"] == "nginx"


def test_the_servers_own_numbers_are_not_public(served: Served) -> None:
    assert served.ask("/_stcore/metrics").status == 404


def test_a_foreign_page_opens_no_connection(served: Served) -> None:
    assert connecting(served).status == 101
    assert connecting(served, "https://elsewhere.example").status == 403


def test_an_upload_may_be_as_large_as_without_nginx_and_no_larger(served: Served) -> None:
    with Visitor(served.url) as visitor:
        opened(visitor)
        assert uploaded(served, visitor, MAX_BYTES - 1000).status == 204
        assert uploaded(served, visitor, MAX_BYTES + 2**20).status == 413


def test_a_page_below_a_path_may_stand_in_the_frame_of_a_named_site(embedded: Served) -> None:
    headers = embedded.ask("/").headers
    assert headers["X-Frame-Options"] is None
    assert "frame-ancestors 'self' https://lms.example" in headers["Content-Security-Policy"]
    with Visitor(embedded.url) as visitor:
        assert draws(opened(visitor), 3)
        assert embedded.visitors_of(int(visitor.cookies["replica"])) == 1
        files = files_of(visitor)
        assert files
        assert all(embedded.ask(path).status == 200 for path in files)
        assert uploaded(embedded, visitor).status == 204


def test_a_cookie_in_a_frame_of_another_site_is_of_the_kind_that_browsers_send_there(embedded: Served) -> None:
    assert "SameSite=None; Secure" in embedded.ask("/_stcore/health").headers["Set-Cookie"]
    answer = connecting(embedded)
    assert answer.status == 101
    assert "SameSite=None; Secure; Partitioned" in answer.headers["Set-Cookie"]


def _lives(served: Served, replica: int) -> bool:
    try:
        return proxied.ask(served.port + replica, "/_stcore/health").status == 200
    except OSError:
        return False
