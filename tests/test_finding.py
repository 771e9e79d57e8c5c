"""A digit is found in a picture of any kind, apart from all that lies around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import model
from benchmarks import scenes
from benchmarks.circumstances import clear_digits
from benchmarks.situations import SITUATIONS
from model.advice import advice
from model.finding.lines import without_lines
from model.finding.pieces import run_lengths
from model.image import find_digits, from_canvas, from_file
from tests.drawing import Pixels, likeness, lines, opaque, packed

CASES = Path(__file__).parent / "cases"
DIGITS = {
    "01_frame_1px.png": 3,
    "02_transparent_edge_1px.png": 3,
    "03_grey_photo_on_white.png": 3,
    "05_pencil_even_light.jpg": 5,
    "07_lined_paper_scan.png": 5,
    "08_graph_paper_scan.png": 5,
    "09_printed_box.png": 5,
    "10_shadow_in_a_corner.jpg": 5,
    "11_red_margin_line.jpg": 5,
    "13_status_bar.png": 5,
    "15_lined_paper_pencil_photo.jpg": 5,
    "16_faint_line.png": 2,
    "photo.jfif": 5,
}
FIVE = [[(100, 90), (95, 140), (150, 135), (175, 170), (150, 210), (95, 205)], [(105, 82), (175, 78)]]
INK = lines(FIVE, 12)  # (280, 280)
SEEN = from_canvas(INK)  # (28, 28)
EVERY = 3  # digits of each situation


def page() -> Pixels:
    """Black ink on white paper, (280, 280)."""
    return 255 - INK


@pytest.fixture(scope="module")
def network() -> model.Network:
    return model.load(model.DEFAULT)


@pytest.mark.parametrize("name", DIGITS)
def test_case_is_read_rightly_and_surely(name: str, network: model.Network) -> None:
    trace = model.read(network, from_file((CASES / name).read_bytes()))
    assert trace.digit == DIGITS[name]
    assert not trace.unsure


@pytest.mark.slow
@pytest.mark.parametrize("name", SITUATIONS)
def test_digit_is_found_under_every_circumstance(name: str, network: model.Network) -> None:
    for number, (label, ink) in enumerate(clear_digits(network, EVERY)):
        trace = model.read(network, from_file(SITUATIONS[name](np.random.default_rng(number), ink)))
        assert trace.digit == label or trace.unsure


# ---- margins -------------------------------------------------------------------------------------------------------


def barred(*bars: tuple[slice, slice]) -> Pixels:
    """The page with black bars, in colour."""
    picture = np.dstack([page()] * 3)
    for bar in bars:
        picture[bar] = 0
    return picture


def framed(width: int) -> Pixels:
    side = slice(None)
    return barred(
        (slice(0, width), side), (slice(-width, None), side), (side, slice(0, width)), (side, slice(-width, None))
    )


def transparent(width: int) -> Pixels:
    picture = opaque(np.dstack([page()] * 3))
    hole = np.pad(np.ones((280 - 2 * width, 280 - 2 * width), bool), width)
    picture[~hole] = 0
    return picture


def shadowed() -> Pixels:
    picture = np.dstack([page()] * 3).astype(np.float32)
    picture[200:, 200:] *= 0.6
    return picture.astype(np.uint8)


MARGINS: dict[str, Callable[[], Pixels]] = {
    "border of one pixel": lambda: framed(1),
    "border of two pixels": lambda: framed(2),
    "frame": lambda: framed(20),
    "bar on the left": lambda: barred((slice(None), slice(0, 30))),
    "bars above and below": lambda: barred((slice(0, 40), slice(None)), (slice(-25, None), slice(None))),
    "transparent edge": lambda: transparent(1),
    "wide transparent edge": lambda: transparent(25),
    "page on white": lambda: np.pad(page() // 2 + 90, 60, constant_values=255),
    "page on black": lambda: np.pad(page(), 90, constant_values=0),
    "shadow in a corner": shadowed,
}


@pytest.mark.parametrize("margin", MARGINS)
@pytest.mark.parametrize("light_on_dark", [False, True])
def test_what_lies_around_the_paper_is_no_ink(margin: str, light_on_dark: bool) -> None:
    picture = MARGINS[margin]()
    if light_on_dark:
        picture[..., :3] = 255 - picture[..., :3]
        if picture.ndim == 2:
            picture = 255 - MARGINS[margin]()
    assert likeness(from_file(packed(picture)), SEEN) > 0.97


# ---- printed lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [0, 120, 200])
@pytest.mark.parametrize("kind", ["ruled", "graph", "margin", "box"])
def test_printed_lines_are_no_ink(kind: str, level: int) -> None:
    picture = page()
    if kind in ("ruled", "graph"):
        picture[14::24] = np.minimum(picture[14::24], level)
    if kind == "graph":
        picture[:, 10::24] = np.minimum(picture[:, 10::24], level)
    if kind == "margin":
        picture[:, 40:42] = level
    if kind == "box":
        for k in (50, 230):
            picture[50:231, k] = picture[k, 50:231] = level
    assert likeness(from_file(packed(picture)), SEEN) > 0.93


def in_a_row_of_cells(sides: str) -> Pixels:
    """The page as a row of three cells, whose middle one the digit crosses, and a bit of both others, (280, 280)."""
    picture, thick = page(), 9
    top = {"box": 30, "half box": 110, "comb": 165}[sides]
    for row in (30, 207) if sides == "box" else (207,):
        picture[row : row + thick] = 90
    for column in (40, 170):
        picture[top : 207 + thick, column : column + thick] = 90
    return np.minimum(picture, page())


@pytest.mark.parametrize("sides", ["box", "half box", "comb"])
def test_a_cell_of_a_form_is_no_ink(sides: str) -> None:
    assert likeness(from_file(packed(in_a_row_of_cells(sides))), SEEN) > 0.93


def test_a_digit_of_straight_strokes_from_edge_to_edge_is_no_ruling() -> None:
    four = lines([[(60, 4), (4, 180), (276, 180)], [(200, 4), (200, 276)]], 14)
    assert likeness(from_file(packed(255 - four)), from_canvas(four)) > 0.97


def test_lines_leave_the_mask_and_strokes_stay() -> None:
    mask = np.zeros((200, 200), bool)
    mask[20::40] = True
    stroke = np.zeros_like(mask)
    stroke[30:170, 90:102] = True
    left, count = without_lines(mask | stroke)
    assert count == 5
    assert (left & stroke).sum() == stroke.sum()
    assert (left & ~stroke).sum() == 0


def test_run_lengths_are_counted_from_top_to_bottom() -> None:
    mask = np.array([[1, 0], [1, 1], [0, 1], [1, 1]], bool)
    assert run_lengths(mask).tolist() == [[2, 0], [2, 3], [0, 3], [1, 3]]


# ---- which ink belongs together ------------------------------------------------------------------------------------


def test_strokes_of_one_digit_that_do_not_touch_belong_together() -> None:
    [found] = find_digits(packed(page()))
    assert np.array_equal(found.image, from_file(packed(page())))
    assert likeness(found.image, SEEN) > 0.99


def test_box_is_a_share_of_the_upright_picture() -> None:
    rows, columns = np.flatnonzero(INK.any(axis=1)), np.flatnonzero(INK.any(axis=0))
    [found] = find_digits(packed(page()))
    expected = (columns[0] / 280, rows[0] / 280, (columns[-1] + 1) / 280, (rows[-1] + 1) / 280)
    assert found.box == pytest.approx(expected, abs=0.01)
    assert found.likeliest


def row_of(*digits: Pixels) -> Pixels:
    return np.concatenate(digits, axis=1)


def test_every_digit_is_found_in_reading_order() -> None:
    seven = lines([[(90, 90), (180, 90), (120, 210)]], 12)
    one = lines([[(140, 80), (140, 210)]], 12)
    ink = np.concatenate([row_of(INK, seven, one), row_of(one, INK, seven)])
    found = find_digits(packed(255 - ink))
    expected = [from_canvas(each) for each in (INK, seven, one, one, INK, seven)]
    assert len(found) == 6
    assert all(likeness(each.image, image) > 0.95 for each, image in zip(found, expected, strict=True))
    assert sum(each.likeliest for each in found) == 1
    assert all("6 things" in (advice(each.seen) or "") for each in found)


def test_dust_is_no_ink() -> None:
    picture = page()
    for y, x in np.random.default_rng(0).integers(0, 276, (40, 2)):
        if not INK[max(0, y - 12) : y + 14, max(0, x - 12) : x + 14].any():
            picture[y : y + 2, x : x + 2] = 0
    assert likeness(from_file(packed(picture)), SEEN) > 0.99


def test_neighbours_that_the_edge_cuts_are_not_the_digit() -> None:
    picture = 255 - np.maximum(INK, np.roll(INK, 150, axis=1) * (np.arange(280) > 262))
    assert likeness(from_file(packed(picture)), SEEN) > 0.99


@pytest.mark.parametrize("contrast", [0.04, 0.1, 0.5])
def test_faint_line_is_ink(contrast: float) -> None:
    picture = np.rint(255 - contrast * INK).astype(np.uint8)
    assert likeness(from_file(packed(picture)), SEEN) > 0.97


def test_red_on_a_green_as_bright_is_ink() -> None:
    share = INK[..., None] / 255
    picture = share * (219, 0, 0) + (1 - share) * (0, 112, 0)
    assert likeness(from_file(packed(picture.astype(np.uint8), "JPEG", quality=92)), SEEN) > 0.97


def test_advice_names_the_cause() -> None:
    small = Image.fromarray(page()).resize((34, 34), Image.Resampling.BOX)
    ruled = page()
    ruled[14::24] = 100
    causes = {
        "pixels high": packed(small),
        "darker pen": packed(np.rint(255 - 0.08 * INK).astype(np.uint8)),
        "Printed lines": packed(ruled),
        "crop it": packed(framed(12)),
    }
    for words, content in causes.items():
        [found] = find_digits(content)
        assert words in (advice(found.seen) or "")
    [plain] = find_digits(packed(page()))
    assert advice(plain.seen) is None


def test_photo_keeps_no_grain_as_ink() -> None:
    rng = np.random.default_rng(0)
    ink = np.asarray(INK / 255, np.float32)
    photo = scenes.photo(rng, scenes.inked(scenes.paper(ink.shape), ink, scenes.PENCIL), noise=(0.02, 0.02))
    [found] = find_digits(photo)
    assert likeness(found.image, SEEN) > 0.95
    assert np.count_nonzero(found.image[SEEN == 0]) < 60
