"""What was found in a picture is framed and read; a click chooses another one, and a frame can be drawn by hand."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.pages import DrawPage
from tests.browser.strokes import DIGITS
from tests.drawing import lines, packed


def three() -> bytes:
    """A page with a 3, a 5 and an 8, in dark ink."""
    return packed(255 - np.concatenate([lines(DIGITS[digit], 16) for digit in (3, 5, 8)], axis=1))


def test_each_digit_is_framed_and_a_click_reads_it(page: DrawPage) -> None:
    page.upload("three.png", three())
    frames = page.page.locator(".found button")
    expect(frames).to_have_text(["3", "5", "8"])
    page.page.keyboard.press("Escape")
    expect(page.page.locator(".found figcaption")).to_contain_text("3 things may be digits")
    for place, digit in ((2, 8), (0, 3), (1, 5)):
        frames.nth(place).click()
        page.expect_digit(digit)
        expect(frames.nth(place)).to_have_attribute("aria-pressed", "true")
    page.clear()
    expect(frames).to_have_count(0)


def test_a_frame_by_hand_reads_what_is_in_it(page: DrawPage) -> None:
    page.upload("three.png", three())
    frames, picture = page.page.locator(".found button"), page.page.locator(".found img")
    expect(frames).to_have_count(3)
    page.page.keyboard.press("Escape")
    box = page.place_of(picture)
    page.page.mouse.move(box["x"] + 0.66 * box["width"], box["y"] + 1)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] - 1, steps=4)
    page.page.mouse.up()
    expect(frames).to_have_text(["8"])
    page.expect_digit(8)
    expect(page.page.locator(".found figcaption")).to_have_text(re.compile("^The digit that was found is framed"))
