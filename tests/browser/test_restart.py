"""A server that was killed and started again, under a page that stays open: what is on the canvas is not lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser import server as servers
from tests.browser.pages import WIDE, DrawPage
from tests.browser.strokes import DIGITS

FIRST, SECOND = DIGITS[9]  # a ring, then the stem that makes it a 9


def on_the_example(page: DrawPage) -> None:
    """Nothing was placed on the canvas since the page was opened."""


def on_an_empty_canvas(page: DrawPage) -> None:
    page.clear()


def on_a_test_digit(page: DrawPage) -> None:
    page.button("4").click()
    expect(page.origin).to_have_text(re.compile("labelled 4$"))
    page.expect_settled()


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Restartable]:
    """A server that each test kills and starts anew."""
    with servers.restartable(servers.ROOT, tmp_path_factory.mktemp("mortal") / "log") as server:
        yield server


@pytest.fixture
def page(browser: Browser, mortal: servers.Restartable) -> Iterator[DrawPage]:
    with browser.new_context(viewport=WIDE, reduced_motion="reduce") as context:
        page = DrawPage(context.new_page())
        page.page.goto(mortal.url)
        expect(page.canvas).to_be_visible()
        page.expect_settled()
        yield page


@pytest.mark.parametrize("prepare", [on_the_example, on_an_empty_canvas, on_a_test_digit])
def test_a_drawing_outlives_the_server_and_goes_on(
    page: DrawPage, mortal: servers.Restartable, prepare: Callable[[DrawPage], None]
) -> None:
    prepare(page)
    page.draw([FIRST])
    expect(page.origin).to_have_text("Your drawing")
    page.expect_settled()
    drawn = page.pixels()
    mortal.restart()
    expect_connected(page)
    expect(page.origin).to_have_text("Your drawing")
    assert np.array_equal(page.pixels(), drawn)
    page.draw([SECOND])
    page.expect_digit(9)
    expect(page.origin).to_have_text("Your drawing")
    page.button("Undo").click()
    expect(page.answer).not_to_have_text(re.compile(r"^\s*9\b"), use_inner_text=True)
    assert np.array_equal(page.pixels(), drawn)


def test_a_test_digit_outlives_the_server(page: DrawPage, mortal: servers.Restartable) -> None:
    on_a_test_digit(page)
    origin = page.origin.inner_text()
    mortal.restart()
    expect_connected(page)
    expect(page.origin).to_have_text(origin)
    page.draw(DIGITS[1])
    page.expect_digit(1)
    page.button("Undo").click()
    expect(page.origin).to_have_text(origin)


def expect_connected(page: DrawPage) -> None:
    """The browser has found the server again, and the server has heard of the page."""
    app = page.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=60_000)
    page.expect_settled()
