"""A stranger draws without clearing first: on the opening example, a test digit, an upload; by mouse and by touch.

The first stroke begins a new drawing; Undo brings the picture back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from playwright.sync_api import expect

import model
from tests.browser.pages import DrawPage, Visit
from tests.browser.strokes import DIGITS, Stroke
from tests.drawing import lines, packed

Hand = Callable[[DrawPage, Sequence[Stroke]], None]
HANDS: dict[str, Hand] = {"mouse": DrawPage.draw, "touch": DrawPage.draw_by_touch}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def expect_own_drawing(page: DrawPage, digit: int) -> None:
    """The network was given what the pen drew, and nothing of what lay there before."""
    page.expect_digit(digit)
    expect(page.origin).to_have_text("Your drawing")
    expect(page.beneath).to_be_hidden()
    page.expect_network_sees(model.from_canvas(page.pixels()))


@pytest.mark.parametrize("digit", DIGITS)
def test_a_digit_drawn_on_a_fresh_page_is_read_rightly(visit: Visit, digit: int) -> None:
    page = visit()
    page.draw(DIGITS[digit])
    expect_own_drawing(page, digit)


def test_a_digit_drawn_by_finger_on_a_fresh_page_is_read_rightly(visit: Visit) -> None:
    page = visit(**PHONE)
    page.draw_by_touch(DIGITS[4])
    expect_own_drawing(page, 4)


@pytest.mark.parametrize("hand", HANDS)
def test_the_first_stroke_on_a_test_digit_begins_a_new_drawing(visit: Visit, hand: str) -> None:
    page = visit(has_touch=True)
    page.button("8").click()
    expect(page.origin).to_have_text(re.compile("labelled 8$"))
    origin = page.origin.inner_text()
    page.expect_settled()
    HANDS[hand](page, DIGITS[1])
    expect_own_drawing(page, 1)
    page.button("Undo").click()
    expect(page.origin).to_have_text(origin)
    expect(page.beneath.locator("img")).to_be_visible()
    page.expect_ink(False)
    page.button("Redo").click()
    expect_own_drawing(page, 1)


@pytest.mark.parametrize("hand", HANDS)
def test_the_first_stroke_on_an_upload_begins_a_new_drawing(visit: Visit, hand: str) -> None:
    page = visit(has_touch=True)
    page.upload("eight.png", packed(255 - lines(DIGITS[8], 20)))
    expect(page.origin).to_have_text("Your picture eight.png")
    page.page.keyboard.press("Escape")
    page.expect_settled()
    HANDS[hand](page, DIGITS[7])
    expect_own_drawing(page, 7)
    page.button("Undo").click()
    expect(page.origin).to_have_text("Your picture eight.png")
    page.expect_digit(8)


def test_the_example_is_gone_and_the_stroke_begun_while_the_pen_is_still_down(page: DrawPage) -> None:
    expect(page.beneath).to_be_visible()
    page.begin(DIGITS[3][0][:4])
    expect(page.beneath).to_be_hidden()
    started = page.canvas.evaluate("""canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((_, place) => place % 4 === 3 && data[place] > 0).length;
    }""")
    first, fourth = DIGITS[3][0][0], DIGITS[3][0][3]
    assert started > 20 * np.hypot(*np.subtract(fourth, first)), "ink from the first point on, 20 px wide"
    page.page.mouse.up()
    expect(page.beneath).to_be_hidden()


def test_an_empty_canvas_invites(page: DrawPage) -> None:
    page.clear()
    expect(page.beneath).to_contain_text("Draw here")
    expect(page.beneath.locator("img")).to_be_hidden()
