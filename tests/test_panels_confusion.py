"""Facts about the confusion matrix, and about the difference of two."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.palette import contrast, rgb
from panels import confusion
from panels.theme import PALETTES, Palette
from tests import made_report

BOTH = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
LIGHT = PALETTES["light"]
COUNTS = made_report.counts()
SHARES = COUNTS / COUNTS.sum(axis=1, keepdims=True)


# ---- one matrix --------------------------------------------------------------------------------------------


def cells(numbers: str = confusion.COUNTS, palette: Palette = LIGHT, **options: Any) -> dict[tuple[int, int], Any]:
    """What stands in each coloured cell, by true digit and answer: its text, its value on the scale, its heatmap."""
    drawn: dict[tuple[int, int], Any] = {}
    for trace in confusion.matrix(COUNTS, numbers, palette, **options).data:
        if trace.type != "heatmap":
            continue
        z = trace.z
        for true, answer in zip(*np.nonzero(~np.isnan(z)), strict=True):
            assert (true, answer) not in drawn
            drawn[int(true), int(answer)] = trace.text[true][answer], float(z[true, answer]), trace
    return drawn


def scatter(mode: str, numbers: str = confusion.COUNTS, **options: Any) -> Any:
    """The marks that are clicked ("markers") or the totals ("text")."""
    figure = confusion.matrix(COUNTS, numbers, LIGHT, **options)
    return next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == mode)


def test_each_cell_stands_in_one_heatmap_only() -> None:
    assert len(cells()) == 100


def test_each_nonzero_cell_shows_its_exact_count() -> None:
    shown = {place: text for place, (text, _, _) in cells().items()}
    assert shown == {(t, a): str(COUNTS[t, a]) if COUNTS[t, a] else "" for t in range(10) for a in range(10)}


@pytest.mark.parametrize(("numbers", "axis"), [(confusion.OF_TRUE, 0), (confusion.OF_GIVEN, 1)])
def test_shares_of_a_digit_add_up_to_all_of_it(numbers: str, axis: int) -> None:
    texts = {place: text for place, (text, _, _) in cells(numbers).items()}
    for digit in range(10):
        of_digit = [float(text.removesuffix("<br>%") or 0) for place, text in texts.items() if place[axis] == digit]
        assert sum(of_digit) == pytest.approx(100, abs=0.5)


def test_a_text_never_shows_in_a_heatmap_that_leaves_its_cell_out() -> None:
    for _, _, trace in cells().values():
        assert set(np.asarray(trace.text)[np.isnan(trace.z)]) == {""}


def test_the_colour_grows_with_the_logarithm_of_the_count() -> None:
    drawn = cells()
    expected = np.log1p(COUNTS) / np.log1p(COUNTS.max())
    assert all(drawn[place][1] == pytest.approx(expected[place]) for place in drawn)


def test_without_the_diagonal_the_errors_have_the_whole_scale() -> None:
    drawn = cells(diagonal=False)
    assert len(drawn) == 90
    assert max((z, place) for place, (_, z, _) in drawn.items()) == (1.0, (4, 9))
    assert len(scatter("markers", diagonal=False).x) == 90


def test_the_totals_of_both_sides_are_those_of_all_images() -> None:
    totals = scatter("text")
    numbers = [int(text.replace(",", "")) for text in totals.text]
    at_the_right = [number for number, x in zip(numbers, totals.x, strict=True) if x == 10]
    assert at_the_right == COUNTS.sum(axis=1).tolist()
    assert numbers[10:] == COUNTS.sum(axis=0).tolist()


def test_the_true_digit_reads_downwards_from_zero() -> None:
    layout = confusion.matrix(COUNTS, confusion.COUNTS, LIGHT).to_dict()["layout"]
    assert layout["yaxis"]["range"][0] > layout["yaxis"]["range"][1]
    assert layout["xaxis"]["side"] == "top"
    assert layout["yaxis"]["scaleanchor"] == "x"
    assert {note["text"] for note in layout["annotations"]} == {"answer", "true digit"}


def test_the_chosen_cell_alone_is_framed_in_the_accent() -> None:
    assert not confusion.matrix(COUNTS, confusion.COUNTS, LIGHT).layout.shapes
    (frame,) = confusion.matrix(COUNTS, confusion.COUNTS, LIGHT, chosen=(4, 9)).layout.shapes
    assert frame.line.color == LIGHT.accent
    assert ((frame.y0 + frame.y1) / 2, (frame.x0 + frame.x1) / 2) == (4, 9)


@BOTH
@pytest.mark.parametrize("numbers", confusion.NUMBERS)
def test_every_number_can_be_read_on_its_cell(numbers: str, palette: Palette) -> None:
    for text, z, trace in cells(numbers, palette).values():
        low, high = (rgb(colour) for _, colour in trace.colorscale)
        on = low + z * (high - low)
        if text:
            assert contrast(rgb(trace.textfont.color), on) > 3.5, (text, z)


def test_pointing_at_a_cell_tells_a_whole_sentence_and_clicking_its_place() -> None:
    marks = scatter("markers")
    words = {tuple(place): text for place, text in zip(marks.customdata, marks.text, strict=True)}
    given = COUNTS.sum(axis=0)
    assert all(place == (y, x) for place, x, y in zip(words, marks.x, marks.y, strict=True))
    assert words[4, 9] == f"a true 4 taken for 9: 18 images, 1.8 % of the 4s, {1800 / given[9]:.1f} % of the answers 9"
    assert words[1, 7].startswith("a true 1 taken for 7: 1 image, 0.1 % of the 1s")
    assert words[4, 4].startswith(f"a true 4 read as 4: {COUNTS[4, 4]} images, {100 * SHARES[4, 4]:.1f} % of the 4s")
    true, answer = np.argwhere(COUNTS == 0)[0]
    assert words[true, answer] == f"no true {true} was taken for {answer}"


def test_the_finding_names_the_commonest_error() -> None:
    assert confusion.finding(COUNTS) == "4 is most often taken for 9: 18 of 982"


def test_a_matrix_without_errors_or_without_a_digit_still_shows() -> None:
    for counts in (np.diag(range(10)), np.zeros((10, 10), int)):
        assert confusion.finding(counts) == "No digit was taken for another"
        for numbers in confusion.NUMBERS:
            maps = [trace for trace in confusion.matrix(counts, numbers, LIGHT).data if trace.type == "heatmap"]
            assert sum(np.isfinite(trace.z).sum() for trace in maps) == 100


# ---- two networks ------------------------------------------------------------------------------------------


def test_the_difference_tells_who_errs_more_and_by_how_much() -> None:
    other = COUNTS.copy()
    other[4, 9] -= 12
    other[4, 4] += 12
    names = ("first", "second")
    assert (
        confusion.difference_finding(COUNTS, other, names) == "first takes 4 for 9 more often than second, by 12 images"
    )
    assert confusion.difference_finding(other, COUNTS, names).startswith("first takes 4 for 9") is False
    figure = confusion.difference(COUNTS, other, names, LIGHT)
    texts = [np.asarray(trace.text) for trace in figure.data if trace.type == "heatmap"]
    shown = {(int(t), int(a)): text[t, a] for text in texts for t, a in np.argwhere(text != "")}
    assert shown == {(4, 9): "+12", (4, 4): "−12"}
    assert confusion.difference_finding(COUNTS, COUNTS, names) == "Both confuse the same digits equally often"
