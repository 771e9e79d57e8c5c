"""The running app, a Chromium, and pages that fail their test when the browser or the server complains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

import model
from model import data
from tests.browser import chromium
from tests.browser import server as servers
from tests.browser import tab as tabs
from tests.browser.explorer import Explorer, arrived
from tests.browser.film import FEW, ON_THEIR_WAY, PANELS, ROWS
from tests.browser.pages import TALL, WIDE, DrawPage, Visit
from views.parts.picture import FIRST

LAYERS = sum(spec.kind == "LSTM" for spec in model.RECIPES[model.DEFAULT].layers)
# Opened by the address of a page, Streamlit looks for its server beneath that address first.
LOOKED_FOR = re.compile(r"/(compare|recipes|test-set|data)/_stcore/")
# Cleaned up while it puts strokes on its canvas, the package paints on one that is gone. The page puts another there.
PAINTED_ON_NONE = re.compile(r"reading 'clearRect'.*drawable[-_]canvas", re.DOTALL)
PATIENCE = 30_000  # milliseconds until an expectation has failed; a busy machine may take a while


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """The app of this folder; whatever it logs as an error or a warning fails the run."""
    log = tmp_path_factory.mktemp("server") / "log"
    with servers.running(servers.ROOT, log) as running:
        yield running
    assert running.complaints() == []


@pytest.fixture(scope="session")
def household(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """What a Chromium opens from one profile."""
    path = chromium.find_or_install()
    assert path, "expected a Chromium, but found none; `python tests/browser/chromium.py` says what to install"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright, tabs.opened(playwright, path, tmp_path_factory.mktemp("profile")) as context:
        yield context


@pytest.fixture(scope="session")
def tab(household: BrowserContext) -> tabs.Tab:
    return tabs.Tab(household)


@pytest.fixture(scope="session")
def browser(household: BrowserContext) -> Browser:
    assert household.browser is not None
    return household.browser


@pytest.fixture
def visit(browser: Browser, server: servers.Server, tab: tabs.Tab) -> Iterator[Visit]:
    """Opens the Draw page as a visitor, whose film rests: `visit(**options of Browser.new_context)`.

    The first of a test comes in the tab in which others were before; `new` is one who has never been here.
    """
    with visits(browser, server, tab) as visit:
        yield visit


@pytest.fixture
def page(visit: Visit) -> DrawPage:
    """The Draw page on a wide screen, as it opens."""
    return visit()


@pytest.fixture
def tall_page(visit: Visit) -> DrawPage:
    """The same on a tall screen: the answer, the film and the first of what explains it are all in sight."""
    return visit(viewport=TALL)


@pytest.fixture(scope="module")
def opened_page(browser: Browser, server: servers.Server) -> Iterator[DrawPage]:
    with visits(browser, server) as visit:
        yield visit()


@pytest.fixture
def film_page(opened_page: DrawPage) -> DrawPage:
    """The Draw page with its first picture and all units, one for all tests of a module; the film rests as at first."""
    film = opened_page.film
    film.view.select_option(str(LAYERS - 1))
    expect(film.root.locator("figure")).to_have_count(len(PANELS))
    film.speed.select_option("1")
    film.order.select_option("number")
    film.head.press("End")
    opened_page.page.mouse.move(0, 0)
    film.expect_row(ROWS)
    opened_page.expect_settled()
    return opened_page


@contextmanager
def visits(browser: Browser, server: servers.Server, tab: tabs.Tab | None = None) -> Iterator[Visit]:
    """Gives `visit` of the fixture of that name; at the end neither browser nor server may have complained."""
    complaints: list[str] = []

    def visit(
        url: str = server.url, script: str = "", weights: bool = True, new: bool = False, **options: Any
    ) -> DrawPage:
        options = {"viewport": WIDE, "reduced_motion": "reduce", **options}
        if tab and tab.serves(options) and weights and not new:
            page = leaving.enter_context(tab.lent(options, script))
        else:
            context = leaving.enter_context(browser.new_context(**options))
            page = context.new_page()
            page.add_init_script(script)
        page.set_default_timeout(PATIENCE)
        leaving.enter_context(watched(page, complaints))
        if not weights:  # none of a network arrives
            page.route("**/media/*.bin", lambda route: route.abort("aborted"))
        opened = DrawPage(page)
        leaving.callback(opened.leave)
        page.goto(url)
        expect(opened.canvas).to_be_visible()
        if url == server.url:
            expect(opened.film.root.locator("figure")).to_have_count(len(FEW) if weights else len(FEW) - 1)
            expect(opened.film.root.get_by_text(ON_THEIR_WAY)).to_have_count(0)
        opened.expect_settled()
        return opened

    with ExitStack() as leaving:
        yield visit
    assert complaints == []
    assert server.complaints() == []


@pytest.fixture(scope="session")
def network() -> model.Network:
    """The network that the app shows."""
    return model.load(model.DEFAULT)


@pytest.fixture(scope="session")
def test_digits() -> tuple[np.ndarray, np.ndarray]:
    """MNIST's test images as the network takes them, (10000, 28, 28) in [0, 1], and their labels, (10000,)."""
    with np.load(data.MNIST) as arrays:
        return data.scaled(arrays["x_test"]), arrays["y_test"]


@pytest.fixture(scope="session")
def first_trace(network: model.Network, test_digits: tuple[np.ndarray, np.ndarray]) -> model.Trace:
    """The reading that the page opens with."""
    return model.read(network, test_digits[0][FIRST])


@pytest.fixture(scope="session")
def read(network: model.Network, test_digits: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """What the network makes of each test image: (10000, 10) probabilities."""
    return model.predict(network, test_digits[0])


@pytest.fixture(scope="session")
def labels(test_digits: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return test_digits[1]


@pytest.fixture(scope="module")
def opened(browser: Browser, server: servers.Server) -> Iterator[Explorer]:
    with visits(browser, server) as visit:
        yield arrived(visit())


@pytest.fixture
def explorer(opened: Explorer) -> Explorer:
    """The Test set page, one for all tests of a module but those that leave it."""
    opened.page.mouse.move(0, 0)
    return opened


@contextmanager
def watched(page: Page, complaints: list[str]) -> Iterator[None]:
    """Notes all that the browser has to complain of."""

    def of_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not LOOKED_FOR.search(message.location["url"]):
            complaints.append(f"console {message.type}: {message.text}")

    def of_request(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what was still on its way when its page was left
            complaints.append(f"request failed: {request.url}: {request.failure}")

    def of_response(response: Response) -> None:
        if response.status >= 400 and not LOOKED_FOR.search(response.url):
            complaints.append(f"{response.status}: {response.url}")

    def of_error(error: Error) -> None:
        if not PAINTED_ON_NONE.search(f"{error}\n{error.stack}"):
            complaints.append(f"page error: {error}\n{error.stack}")

    heard: dict[Any, Any] = {
        "console": of_console,
        "pageerror": of_error,
        "requestfailed": of_request,
        "response": of_response,
    }
    for event, note in heard.items():
        page.on(event, note)
    yield
    for event, note in heard.items():
        page.remove_listener(event, note)
