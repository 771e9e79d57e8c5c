"""Several visitors at once, and one who goes to the other page and comes back."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.pages import DrawPage, Visit
from tests.browser.strokes import DIGITS


def test_two_visitors_do_not_see_each_others_drawings(visit: Visit) -> None:
    first, second = visit(), visit()
    first.clear()
    second.clear()
    first.draw(DIGITS[3])
    second.draw(DIGITS[8])
    first.expect_digit(3)
    second.expect_digit(8)
    first.button("5").click()
    expect(first.origin).to_have_text(re.compile(r"^Test image \d+, labelled 5$"))
    second.draw_anew(DIGITS[6], 6)
    first.expect_settled()
    expect(first.origin).to_have_text(re.compile(r"^Test image \d+, labelled 5$"))
    expect(second.origin).to_have_text("Your drawing")
    assert not np.array_equal(first.pixels(), second.pixels())


def test_test_set_shows_counts_and_shares(page: DrawPage) -> None:
    page.link("Test set").click()
    cells = page.page.locator(".st-key-confusion .heatmaplayer text")
    counts, shares = (cells.filter(has_text=re.compile(pattern)) for pattern in (r"^9\d\d$", r"^9\d\.\d\s*%$"))
    expect(counts.first).to_be_visible()
    expect(shares).to_have_count(0)
    page.page.get_by_role("radio", name="Share of the true digit").click()
    expect(shares.first).to_be_visible()
    expect(counts).to_have_count(0)
    page.page.get_by_role("radio", name="Counts").click()
    expect(counts.first).to_be_visible()


def test_everything_is_still_there_after_a_look_at_the_test_set(page: DrawPage) -> None:
    page.button("Brush").click()
    page.press(page.brush, "End")
    page.page.keyboard.press("Escape")
    page.draw_anew(DIGITS[9], 9)
    page.film.speed.select_option("2")
    _, unit = page.chosen()
    page.choose_row("End")
    page.expect_chosen(28, unit)
    page.film.head.press("Home")
    for _ in range(11):
        page.film.head.press("ArrowDown")
    drawn = page.pixels()

    page.link("Test set").click()
    shares = page.page.get_by_role("radio", name="Share of the true digit")
    shares.click()
    expect(shares).to_be_checked()
    expect(page.canvas).to_have_count(0)
    page.expect_settled()

    page.link("Draw").click()
    page.expect_digit(9)
    expect(page.origin).to_have_text("Your drawing")
    page.expect_ink(True)
    page.expect_settled()
    assert np.array_equal(page.pixels(), drawn)
    page.film.expect_row(12)
    expect(page.film.speed).to_have_value("2")
    page.expect_chosen(28, unit)
    page.button("Brush").click()
    expect(page.brush).to_have_value("40")
