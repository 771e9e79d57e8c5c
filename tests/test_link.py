"""A picture in an address comes back as it was read; what is no picture is refused."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as any_

from tests.browser.strokes import DIGITS
from tests.drawing import WHITE, lines, on_nothing
from tests.protocol import sheet as canvas
from views.parts import link, picture
from views.parts.canvas import sheet
from views.parts.canvas.sheet import Sheet
from views.parts.on_canvas import Drawing
from views.parts.picture import Picture


def drawn(digit: int, brush: float = 20, times: int = 1) -> Picture:
    strokes = [canvas.path(stroke, brush) for stroke in DIGITS[digit]] * times
    pixels = on_nothing(lines(DIGITS[digit], brush), WHITE)
    return picture.drawn(Sheet(sheet.strokes({"objects": strokes}), pixels))


def points(made: Picture) -> list[np.ndarray]:
    return [link._points(stroke["path"]) for stroke in made.strokes]


@pytest.mark.parametrize("digit", DIGITS)
def test_a_drawing_comes_back_pixel_by_pixel_and_point_by_point(digit: int) -> None:
    before = drawn(digit, brush=20 + digit)
    text = link.pack(before)
    after = link.unpack(text)
    assert text.isascii()
    assert text.replace("-", "").replace("_", "").isalnum()
    assert len(text) <= 600
    np.testing.assert_array_equal(after.stages.centred, before.stages.centred)
    assert [stroke["strokeWidth"] for stroke in after.strokes] == [stroke["strokeWidth"] for stroke in before.strokes]
    for one, other in zip(points(before), points(after), strict=True):
        np.testing.assert_allclose(one, other, atol=1 / 32)


def test_a_text_stays_the_same_from_address_to_address() -> None:
    text = link.pack(drawn(4))
    assert link.pack(link.unpack(text)) == text


def test_strokes_are_the_same_once_a_canvas_has_rounded_them() -> None:
    placed = link.unpack(link.pack(drawn(4))).strokes
    rounded = [{**each, "path": [[c, *(round(x, 4) for x in rest)] for c, *rest in each["path"]]} for each in placed]
    longer = [*rounded[:-1], {**rounded[-1], "path": [*rounded[-1]["path"], ["L", 9, 9]]}]
    assert link.same_strokes(rounded, placed)
    for other in (longer, rounded[:-1], [{**each, "strokeWidth": 9} for each in rounded]):
        assert not link.same_strokes(other, placed)


def test_a_placed_drawing_stays_what_it_was_until_a_stroke_is_added() -> None:
    placed = link.unpack(link.pack(drawn(4)))
    own = Drawing.of(placed)
    painted = on_nothing(lines(DIGITS[4], 20.5), WHITE)  # as another browser would paint the same strokes
    own.take(Sheet(list(placed.strokes), painted))
    assert own.picture is placed
    own.take(Sheet([*placed.strokes, *drawn(1).strokes], painted))
    assert own.picture is not placed


def test_a_test_image_an_empty_canvas_and_an_upload_come_back() -> None:
    assert link.unpack(link.pack(picture.test_image(1234))).index == 1234
    assert not link.unpack(link.pack(picture.blank())).stages.centred.any()
    upload = picture.uploaded("seven.png", lines(DIGITS[7], 20).astype(np.float32) / 255)
    after = link.unpack(link.pack(upload))
    np.testing.assert_array_equal(after.stages.centred, upload.stages.centred)
    assert after.shown is not None


def test_a_drawing_too_long_for_an_address_comes_back_as_what_the_network_was_given() -> None:
    trembling = np.random.default_rng(0).uniform(20, 260, (4000, 2)).tolist()
    strokes = sheet.strokes({"objects": [canvas.path(trembling)]})
    long = picture.drawn(Sheet(strokes, on_nothing(lines([trembling], 20), WHITE)))
    text = link.pack(long)
    assert len(text) <= link.LONGEST
    after = link.unpack(text)
    assert not after.strokes
    np.testing.assert_array_equal(after.stages.centred, long.stages.centred)


@pytest.mark.parametrize(
    "text",
    ["", "x", "t", "t-1", "t10000", "t99999999", "s", "p", "p====", "sABC", "b2", "tdata", "p" + "A" * 5000],
)
def test_what_is_no_picture_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        link.unpack(text)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
def test_an_address_that_was_cut_off_is_refused_or_shows_the_same_pixels(cut: float) -> None:
    whole = drawn(8)
    text = link.pack(whole)
    try:
        found = link.unpack(text[: int(cut * len(text))])
    except ValueError:
        return
    np.testing.assert_array_equal(found.stages.centred, whole.stages.centred)


def test_a_small_text_cannot_fill_the_memory() -> None:
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    bomb = packer.compress(bytes(10**8)) + packer.flush()
    with pytest.raises(ValueError, match="stroke"):
        link.unpack("s" + base64.urlsafe_b64encode(bomb).decode())


@given(any_.lists(any_.integers(-(2**27), 2**27), max_size=50))
def test_whole_numbers_of_any_size_come_back(numbers: list[int]) -> None:
    data = b"".join(map(link._varint, numbers))
    assert link._varints(data, 0, len(numbers)) == (numbers, len(data))
