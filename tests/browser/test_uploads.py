"""Pictures that are uploaded: those that are read, and those that get one clear sentence instead."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect

import model
from tests.browser.pages import DrawPage
from tests.browser.strokes import DIGITS
from tests.drawing import BLACK, WHITE, lines, on_nothing, packed
from views.parts.picture import FIRST

RIGHT_ANGLE = 6  # EXIF: to be turned by a quarter clockwise before it is shown
ORIENTATION = 0x0112


def drawn(digit: int) -> np.ndarray:
    """A digit as light ink on black: (280, 280) uint8."""
    return lines(DIGITS[digit], 20)


def sideways(digit: int) -> Image.Image:
    """Blue ink on unevenly lit paper, taken with the phone turned by a quarter."""
    ink = np.asarray(Image.fromarray(drawn(digit)).resize((1200, 1200)), np.float32)[..., None] / 255  # (1200, 1200, 1)
    light = np.linspace(235, 150, 1200)[None, :, None]  # (1, 1200, 1), darker to the right
    grain = np.random.default_rng(0).normal(0, 3, (1200, 1200, 1))
    paper = light + grain + ink * (np.array([60, 70, 140]) - light)  # (1200, 1200, 3)
    return Image.fromarray(paper.clip(0, 255).astype(np.uint8)).transpose(Image.Transpose.ROTATE_90)


def turned_when_shown() -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = RIGHT_ANGLE
    return exif


def cmyk(pixels: np.ndarray) -> Image.Image:
    return Image.merge("RGB", [Image.fromarray(pixels)] * 3).convert("CMYK")


def animated() -> bytes:
    frames = [Image.fromarray(drawn(digit)) for digit in (3, 4, 5)]
    return packed(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)


def between_two(network: model.Network, images: np.ndarray, read: np.ndarray) -> tuple[bytes, model.Trace]:
    """A picture that the network takes for one of two digits, and its reading; images (n, 28, 28), read (n, 10)."""
    best = np.sort(read, axis=1)[:, -2:]  # (n, 2)
    doubtful = np.flatnonzero((best[:, 1] < network.unsure_below) & (best.sum(axis=1) > 0.85))
    pictures = (packed(Image.fromarray((255 * images[k]).astype(np.uint8)).resize((280, 280))) for k in doubtful)
    readings = ((data, model.read(network, model.from_file(data))) for data in pictures)
    return next((data, trace) for data, trace in readings if trace.unsure and not trace.no_digit)


def expect_read(page: DrawPage, name: str, data: bytes, digit: int) -> None:
    page.upload(name, data)
    expect(page.origin).to_have_text(f"Your picture {name}")
    page.expect_digit(digit)
    expect(page.problem).to_have_count(0)
    expect(page.beneath.locator("img")).to_be_visible()


def test_pictures_of_many_kinds_are_read(page: DrawPage, network: model.Network) -> None:
    files = {
        "dark on light.png": (packed(255 - drawn(3)), 3),
        "light on dark.png": (packed(drawn(8)), 8),
        "light on nothing.png": (packed(on_nothing(drawn(5), WHITE)), 5),
        "dark on nothing.png": (packed(on_nothing(drawn(7), BLACK)), 7),
        "16 bits.png": (packed(Image.fromarray(drawn(2).astype(np.uint16) * 257)), 2),
        "cmyk.jpg": (packed(cmyk(255 - drawn(0)), "JPEG"), 0),
        "one frame.gif": (packed(255 - drawn(9), "GIF"), 9),
        "picture.webp": (packed(drawn(6), "WEBP"), 6),
        "picture.bmp": (packed(255 - drawn(1), "BMP"), 1),
        "photo.jpg": (packed(sideways(4), "JPEG", exif=turned_when_shown()), 4),
    }
    for name, (content, digit) in files.items():
        expect_read(page, name, content, digit)
    assert model.read(network, model.from_file(packed(sideways(4), "JPEG"))).digit != 4  # but for its note


def test_same_picture_can_be_uploaded_again(page: DrawPage) -> None:
    data = packed(255 - drawn(3))
    expect_read(page, "three.png", data, 3)
    page.page.keyboard.press("Escape")
    page.draw_anew(DIGITS[1], 1)
    expect_read(page, "three.png", data, 3)


def test_a_name_is_shown_as_it_is_whatever_signs_stand_in_it(page: DrawPage) -> None:
    names = ("my *best* seven*.png", "![i](http:..pixel) :red[x] `7`.png", "<b>7<b> $x^2$ www.example.com.png")
    for name in names:
        page.upload(name, packed(255 - drawn(7)))
        expect(page.origin).to_have_text(f"Your picture {name}")
        page.upload(name, b"These are words, not pixels.")
        expect(page.problem).to_have_text(re.compile(re.escape(f"{name}: The file is no picture")))
        expect(page.problem.locator("img, em, strong, code, a, span[style]")).to_have_count(0)
        expect(page.origin.locator("b")).to_have_count(0)


def test_a_file_that_was_taken_is_not_kept(page: DrawPage) -> None:
    for k in range(3):
        expect_read(page, f"picture {k}.png", packed(255 - drawn(k)) + bytes(10**6), k)
        page.upload("words.png", b"words" * 10**5)
        expect(page.problem).to_have_count(1)
        page.expect_settled()
    held = page.page.request.get(f"{page.page.url}_stcore/metrics").text()
    sizes = re.findall(r"cache_memory_bytes\{[^}]*UploadedFileManager[^}]*\} (\d+)", held)
    assert sum(map(int, sizes)) == 0, held


def test_bad_pictures_get_one_sentence_and_the_drawing_stays(page: DrawPage) -> None:
    page.draw_anew(DIGITS[6], 6)
    page.expect_settled()
    before, answer = page.pixels(), page.answer.inner_text()
    whole = packed(255 - drawn(3))
    bad = {
        "words.png": (b"These are words, not pixels.", "no picture"),
        "truncated.png": (whole[: len(whole) // 2], "cut off"),
        "tiny.png": (packed(Image.new("L", (1, 1), 0)), "only 1 x 1 pixels"),
        "one colour.png": (packed(Image.new("RGB", (300, 300), "orange")), "looks like a digit"),
        "animated.gif": (animated(), "animated"),
        "bomb.png": (packed(Image.new("1", (12_000, 12_000))), "million pixels"),
        "empty.png": (b"", "empty"),
    }
    for name, (data, words) in bad.items():
        page.upload(name, data)
        expect(page.problem).to_have_count(1)
        expect(page.problem).to_contain_text(f"{name}: ")
        expect(page.problem).to_contain_text(words)
        assert page.problem.inner_text().count(". ") == 0
        expect(page.origin).to_have_text("Your drawing")
    page.expect_settled()
    assert page.answer.inner_text() == answer
    assert np.array_equal(page.pixels(), before)

    expect_read(page, "good.png", whole, 3)  # and the page stays usable


def test_file_over_25_megabytes_is_refused_by_the_upload_itself(page: DrawPage, tmp_path: Path) -> None:
    refused = page.page.get_by_test_id("stPopoverBody").get_by_text("must be 25.0MB or smaller")
    large = tmp_path / "large.png"
    large.write_bytes(packed(drawn(3)) + bytes(25 * 2**20))
    page.choose(large)
    expect(refused).to_be_visible()
    page.expect_digit(7)
    expect(page.origin).to_have_text(f"Test image {FIRST}, labelled 7")
    page.upload("good.png", packed(drawn(3)))
    expect(page.origin).to_have_text("Your picture good.png")
    page.expect_digit(3)
    expect(refused).to_have_count(0)


def test_answer_between_two_digits_is_called_not_sure(
    page: DrawPage, network: model.Network, test_digits: tuple[np.ndarray, np.ndarray], read: np.ndarray
) -> None:
    data, trace = between_two(network, test_digits[0], read)
    page.upload("doubtful.png", data)
    expect(page.origin).to_have_text("Your picture doubtful.png")
    page.expect_digit(trace.digit)
    expect(page.answer.locator(".state")).to_have_text("Not sure")
    second = int(np.argsort(trace.beliefs[-1])[-2])
    expect(page.answer.locator(".second")).to_contain_text(f"or {second}, ")
