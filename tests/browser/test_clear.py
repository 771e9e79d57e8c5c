"""Clear, and the undo that brings back all that it took away."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from tests.browser.pages import DrawPage
from tests.browser.strokes import DIGITS

STEM, BAR = DIGITS[4]


def test_undo_brings_back_what_clear_took_away(page: DrawPage) -> None:
    origin = page.origin.inner_text()
    page.clear()
    page.expect_can(undo=True, redo=False)
    page.button("Undo").click()
    expect(page.origin).to_have_text(origin)
    page.expect_can(undo=False, redo=False)
    page.draw([STEM, BAR])
    page.expect_digit(4)
    four = page.pixels()
    page.clear()
    page.draw(DIGITS[1])
    page.expect_digit(1)
    page.button("Undo").click()
    page.expect_ink(False)
    page.expect_settled()
    page.page.keyboard.press("Control+z")
    page.expect_digit(4)
    assert np.array_equal(page.pixels(), four)
    page.expect_can(undo=False, redo=False)


def test_a_stroke_drawn_just_before_clear_comes_back_with_the_others(page: DrawPage) -> None:
    for stroke in (STEM, BAR):
        page.begin(stroke)
        page.page.mouse.up()
    page.expect_digit(4)
    page.clear()  # the canvas has not told the server of the last stroke yet
    page.button("Undo").click()
    page.expect_digit(4)
