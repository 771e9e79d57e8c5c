"""The page as nginx hands it on: nothing that it needs is forbidden, and it goes on when its replica is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests import proxied
from tests.browser.conftest import watched
from tests.browser.pages import WIDE, DrawPage
from tests.browser.strokes import DIGITS
from tests.proxied import Served

pytestmark = pytest.mark.slow

RING, STEM = DIGITS[9]
LONG = 60_000  # milliseconds
PAGES = ("Compare", "Recipes", "Test set", "Data", "Draw")


@pytest.fixture(scope="module", params=["", "/digits"], ids=["at the root", "below a path"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with proxied.serving(tmp_path_factory.mktemp("replicas") / "log", base=request.param) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[DrawPage]:
    """Nothing is opened yet; whatever comes, the visitor leaves."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(LONG)
    yield DrawPage(context.new_page())
    context.close()


def test_a_page_needs_nothing_that_is_forbidden_and_outlives_its_replica(page: DrawPage, served: Served) -> None:
    complaints: list[str] = []
    with watched(page.page, complaints):
        page.page.goto(served.url)
        expect(page.film.root.locator("figure").first).to_be_visible()
        page.clear()
        page.draw([RING])
        page.expect_quiet()
        for name in PAGES:
            page.link(name).click()
            expect(page.page.get_by_role("heading").first).to_be_visible()
            expect(page.page.get_by_test_id("stApp")).to_have_attribute(
                "data-test-script-state", "notRunning", timeout=LONG
            )  # a replica that was just started makes each page for the first time
    assert complaints == []

    (home,) = (int(each["value"]) for each in page.page.context.cookies() if each["name"] == "replica")
    os.kill(served.process_of(home), signal.SIGKILL)
    served.until(lambda: served.visitors_of(3 - home) == 1)
    app = page.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=LONG)
    page.expect_quiet()
    page.draw([STEM])
    page.expect_digit(9)
