"""Digits drawn with the mouse, and the tools beside the canvas."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

import model
from tests.browser.pages import NOTHING_DRAWN, DrawPage, first_line
from tests.browser.strokes import DIGITS, curve
from views.parts.picture import FIRST


def test_page_opens_with_a_test_digit_already_read(page: DrawPage) -> None:
    page.expect_digit(7)
    expect(page.origin).to_have_text(f"Test image {FIRST}, labelled 7")
    expect(page.answer.locator(".state")).to_have_text(re.compile(r"^Sure: (>\s)?\d+(\.\d)?\s%$"))
    expect(page.answer.locator(".second")).to_have_text(re.compile(r"^Runner-up: \d, (< )?[\d.]+ %$"))
    expect(page.film.story).to_contain_text("7 again, to the end.")
    expect(page.page.locator(".stages img")).to_have_count(4)
    expect(page.beneath.locator("img")).to_be_visible()
    expect(page.beneath).to_contain_text("Draw here")
    page.expect_ink(False)


def test_ten_drawn_digits_are_read_rightly(page: DrawPage) -> None:
    for digit, strokes in DIGITS.items():
        page.draw_anew(strokes, digit)
        expect(page.answer.locator(".state")).to_contain_text("Sure")
        expect(page.origin).to_have_text("Your drawing")


def test_what_the_network_sees_is_what_was_drawn(page: DrawPage, network: model.Network) -> None:
    page.draw_anew(DIGITS[5], 5)
    image = model.from_canvas(page.pixels())
    page.expect_network_sees(image)
    shown = page.film.picture("x")  # (28, 28, 4)
    assert np.corrcoef(shown[..., 0].ravel(), image.ravel())[0, 1] < -0.999
    trace = model.read(network, image)
    assert f"ink {image[13, 14]:.2f}" in page.film.hover("x", 14, 14.5 / 28)
    assert f"{100 * trace.beliefs[20].max():.1f} %" in page.film.hover("belief", 21, 0.5)


def test_clearing_leaves_a_sentence_and_an_empty_canvas(page: DrawPage) -> None:
    page.clear()
    expect(page.answer).to_have_text(first_line(NOTHING_DRAWN), use_inner_text=True)
    expect(page.answer.locator(".answer")).to_have_attribute("data-kind", "sentence")
    expect(page.origin).to_have_text("Nothing drawn yet")
    expect(page.film.story).to_have_text("")
    page.expect_ink(False)
    page.draw(DIGITS[2])
    page.expect_digit(2)


def test_undo_takes_back_strokes_and_redo_brings_them_again(page: DrawPage) -> None:
    undo, redo = page.button("Undo"), page.button("Redo")
    page.clear()
    expect(redo).to_be_disabled()
    page.draw(DIGITS[1])
    page.expect_digit(1)
    one = page.pixels()
    bar = curve((136, 52), (110, 84), (84, 150), (140, 150), (200, 150), points=16)
    page.draw([bar])
    page.expect_digit(4)
    four = page.pixels()
    undo.click()
    page.expect_digit(1)
    assert np.array_equal(page.pixels(), one)
    redo.click()
    page.expect_digit(4)
    assert np.array_equal(page.pixels(), four)
    expect(redo).to_be_disabled()
    undo.click()
    undo.click()
    expect(page.answer).to_contain_text(NOTHING_DRAWN)


def test_wider_brush_puts_down_more_ink(page: DrawPage) -> None:
    drawn, network_sees = [], []
    for presses in (0, 12):  # from 20 px to 32 px
        page.widen(presses)
        page.draw_anew(DIGITS[3], 3)
        pixels = page.pixels()
        image = model.from_canvas(pixels)
        page.expect_network_sees(image)
        drawn.append((pixels[..., 3] > 127).sum())
        network_sees.append(image.sum())
    assert 1.4 < drawn[1] / drawn[0] < 1.9
    assert network_sees[1] > 1.15 * network_sees[0]


def test_ten_example_buttons_each_put_a_test_image_of_that_digit_on_the_canvas(
    page: DrawPage, test_digits: tuple[np.ndarray, np.ndarray], network: model.Network
) -> None:
    images, labels = test_digits
    for digit in range(10):
        with page.film.repainting("x"):
            page.button(str(digit)).click()
        caption = re.compile(rf"^Test image \d+, labelled {digit}$")
        expect(page.origin).to_have_text(caption)
        page.expect_settled()
        index = int(page.origin.inner_text().split()[2].strip(","))
        assert labels[index] == digit
        trace = model.read(network, images[index])
        if not trace.no_digit:
            page.expect_digit(trace.digit)
        shown = page.film.picture("x")[..., 0].astype(float)  # (28, 28)
        assert np.corrcoef(shown.ravel(), images[index].ravel())[0, 1] < -0.999
        page.expect_network_sees(images[index])


def test_start_over_sets_everything_back(page: DrawPage) -> None:
    row, unit = page.chosen()
    page.draw_anew(DIGITS[4], 4)
    page.widen(1)
    page.choose_row("End")
    expect(page.page).to_have_url(re.compile("[?&]row=28"))
    assert row != 28
    page.button("Start over").click()
    page.expect_digit(7)
    expect(page.origin).to_have_text(f"Test image {FIRST}, labelled 7")
    page.button("Brush").click()
    expect(page.brush).to_have_value("20")
    page.page.keyboard.press("Escape")
    expect(page.brush).to_have_count(0)
    page.expect_chosen(row, unit)
    expect(page.button("Undo")).to_be_disabled()


def test_one_dot_and_a_scribble_each_get_one_sentence(page: DrawPage) -> None:
    page.clear()
    page.draw([[(140.0, 140.0), (141.0, 141.0)]])
    expect(page.answer.locator(".digit")).to_have_text("That is only a dot: draw the digit with a longer line.")
    scribble = [(float(x), float(y)) for x in range(10, 280, 14) for y in ((10, 270) if x % 4 else (270, 10))]
    page.draw([scribble])
    expect(page.answer.locator(".digit")).to_have_text(
        "That is a patch of ink: clear it and draw one digit with a single line."
    )
    page.draw_anew(DIGITS[6], 6)
