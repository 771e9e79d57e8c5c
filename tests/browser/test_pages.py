"""The pages beside the Draw page: they fit every screen, and drawing and network follow the visitor to all of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import model
from model import RECIPES
from model.plans import RECURRENT
from tests.browser.film import LINES
from tests.browser.pages import NOTHING_DRAWN, DrawPage, Visit, type_in
from tests.browser.strokes import DIGITS
from views.parts.networks import label

PAGES = {"Compare": "Compare", "Recipes": "Recipes", "Test set": "unseen digits read rightly", "Data": "Data"}
ANOTHER = "bn-lstm-128-tanh"
TOO_WIDE = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
  .filter(element => element.scrollWidth > element.clientWidth).length"""
MOST = 4  # networks that are compared, and at first
LINE_OF_TABLE = 35  # pixels


def go(page: DrawPage, name: str) -> None:
    """Goes to another page by its link, which narrow screens hide in a drawer."""
    page.expect_quiet()  # what a page tells of itself while it is left brings it back
    drawer = page.page.get_by_test_id("stExpandSidebarButton")
    if drawer.is_visible():
        drawer.click()
    page.link(name).click()
    expect_page(page, name)


def expect_page(page: DrawPage, name: str) -> None:
    """The page of that name is shown, whole."""
    expect(page.page.get_by_role("heading", level=1).filter(has_text=PAGES.get(name, "Row by Row"))).to_be_visible()
    page.expect_settled()


def units_of(name: str) -> int:
    return [spec.units for spec in RECIPES[name].layers if spec.kind in RECURRENT][-1]


def choose(page: DrawPage, name: str) -> None:
    """Makes it the network of every page."""
    type_in(page.page.get_by_role("combobox", name="Network"), label(name))
    page.expect_settled()


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_no_page_is_wider_than_the_screen_or_complains(visit: Visit, width: int) -> None:
    page = visit(viewport={"width": width, "height": 844})
    for name in PAGES:
        go(page, name)
        assert page.page.evaluate(TOO_WIDE) == 0, name
        expect(page.page.get_by_test_id("stException")).to_have_count(0)
        expect(page.problem).to_have_count(0)


def test_drawing_follows_to_the_comparison_and_back(page: DrawPage) -> None:
    page.draw_anew(DIGITS[3], 3)
    go(page, "Compare")
    expect(page.origin).to_have_text("Your drawing")
    cards = page.page.locator(".cards .digit")
    expect(cards).to_have_text(["3"] * MOST)
    page.button("Clear").click()
    expect(page.heading("An empty page")).to_be_visible()
    page.draw(DIGITS[7])
    expect(cards.first).to_have_text("7")
    go(page, "Draw")
    page.expect_digit(7)
    page.button("Clear").click()
    expect(page.answer).to_contain_text(NOTHING_DRAWN)


def test_one_line_crosses_all_lanes(page: DrawPage) -> None:
    go(page, "Compare")
    film = page.page.locator(".st-key-lanes .film")
    head, where = film.locator(".head"), film.locator("[data-at=where]")
    expect(where).to_have_text("Row 28 of 28")  # said by the film itself: only now does it listen to keys
    for key, row in (("Home", 1), ("ArrowDown", 2), ("End", 28), ("ArrowUp", 27)):
        head.press(key)
        expect(where).to_have_text(f"Row {row} of 28")
        assert film.evaluate(LINES) == pytest.approx([row] * film.locator(".plate").count(), abs=0.05)
    believed = film.locator("figure[data-scale=belief] small")
    expect(page.page.locator(".cards .digit")).to_have_count(MOST)
    assert believed.count() == MOST
    for text in believed.all_inner_texts():
        assert text.endswith("%") or text == "no answer yet"  # of a network that sees all rows at once
    assert believed.first.inner_text().endswith("%")


def test_chosen_network_is_the_one_of_every_page(page: DrawPage) -> None:
    page.film.view.select_option("0")
    painted = page.film.panel("h").locator("canvas")
    choose(page, ANOTHER)
    expect(painted).to_have_js_property("width", units_of(ANOTHER))
    go(page, "Test set")
    page.page.get_by_role("radio", name="Training", exact=True).click()
    expect(page.page.locator("code").filter(has_text=f"--recipe {ANOTHER}")).to_be_visible()
    go(page, "Draw")
    expect(painted).to_have_js_property("width", units_of(ANOTHER))


def test_a_click_in_the_table_chooses_the_network(page: DrawPage) -> None:
    go(page, "Recipes")
    expect(page.heading("reader: ")).to_be_visible()
    box = page.page.get_by_test_id("stDataFrame").bounding_box()
    assert box is not None
    place = model.names().index(ANOTHER)
    page.page.mouse.click(box["x"] + 16, box["y"] + (place + 1.5) * LINE_OF_TABLE)
    expect(page.heading(f"{ANOTHER}: ")).to_be_visible()


def test_what_a_page_fetches_is_there_when_it_was_left(visit: Visit) -> None:
    page = visit()
    fetched = page.page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    own = [url for url in fetched if "/media/" in url]
    assert own
    go(page, "Data")
    page.expect_quiet()
    assert {url: page.page.request.get(url).status for url in own} == dict.fromkeys(own, 200)
