"""Drawings on a canvas: in every colour, at every place and size, they reach the network as MNIST's own digits do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import model
from model import data
from model.image import ImageError, blob, complaint, from_canvas, stages_from_canvas
from tests.drawing import (
    BLACK,
    CANVAS,
    CANVASES,
    WHITE,
    Pixels,
    coloured,
    likeness,
    lines,
    on_nothing,
    opaque,
    pasted,
)

Painter = Callable[[Pixels], Pixels]
Points = list[tuple[float, float]]

ROUNDING = 1e-3  # of a pixel: what float32 sums may put the centre of mass off

every_canvas = pytest.mark.parametrize("paint", CANVASES.values(), ids=CANVASES)


def anywhere(digits: Pixels, seed: int = 0) -> Iterator[Pixels]:
    """Each digit on a canvas, at a random place and 0.3 to 0.95 of its size."""
    rng = np.random.default_rng(seed)
    for digit in digits:
        yield pasted(digit, rng.uniform(0.3, 0.95), rng.uniform(), rng.uniform())


# --- Digits ---


@pytest.mark.slow
@every_canvas
def test_pasted_digit_comes_back_as_itself(paint: Painter, mnist: data.Data) -> None:
    digits = mnist.x_test[:50]
    likenesses = [
        likeness(from_canvas(paint(canvas)), digit) for canvas, digit in zip(anywhere(digits), digits, strict=True)
    ]
    assert min(likenesses) > 0.85
    assert np.mean(likenesses) > 0.97


@pytest.mark.parametrize("size", [0.3, 0.5, 0.7, 0.95])
@pytest.mark.parametrize("down", [0, 0.5, 1])
@pytest.mark.parametrize("right", [0, 0.5, 1])
def test_pasted_digit_comes_back_as_itself_in_every_corner(
    size: float, down: float, right: float, mnist: data.Data
) -> None:
    for digit in mnist.x_test[:10]:
        assert likeness(from_canvas(pasted(digit, size, down, right)), digit) > 0.88


@pytest.mark.slow
def test_network_reads_digits_from_the_canvas_as_well_as_directly(mnist: data.Data) -> None:
    network = model.load(model.names()[0])
    digits, labels = mnist.x_test[:1000], mnist.y_test[:1000]
    seen = np.array([from_canvas(CANVASES["black on white, opaque"](ink)) for ink in anywhere(digits)])
    direct = np.mean(model.predict(network, data.scaled(digits)).argmax(axis=1) == labels)
    through_canvas = np.mean(model.predict(network, seen).argmax(axis=1) == labels)
    assert abs(through_canvas - direct) <= 0.005


@every_canvas
def test_mnist_image_is_hardly_changed(paint: Painter, mnist: data.Data) -> None:
    changes = [np.abs(from_canvas(paint(digit)) - digit / 255).mean() for digit in mnist.x_test[:50]]
    assert np.median(changes) < 0.005


# --- Strokes ---

coordinates = st.tuples(st.integers(0, CANVAS - 1), st.integers(0, CANVAS - 1))
scrawls = st.lists(st.lists(coordinates, min_size=1, max_size=8), min_size=1, max_size=4)
brushes = st.integers(1, 60)


@settings(max_examples=150, deadline=None)
@given(scrawls, brushes, st.sampled_from(sorted(CANVASES)))
def test_any_strokes_follow_the_conventions_of_mnist(strokes: list[Points], brush: int, canvas: str) -> None:
    image = from_canvas(CANVASES[canvas](lines(strokes, brush)))
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert np.isfinite(image).all()
    assert image.min() >= 0
    assert image.max() == 1
    rows, columns = np.nonzero(image)
    assert np.ptp(rows) < 20
    assert np.ptp(columns) < 20
    assert abs(np.average(rows, weights=image[rows, columns]) - 14) <= 0.5 + ROUNDING
    assert abs(np.average(columns, weights=image[rows, columns]) - 14) <= 0.5 + ROUNDING


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(20, 100), st.integers(20, 100)), min_size=1, max_size=8),
    st.integers(1, 40),
    st.integers(0, 150),
    st.integers(0, 150),
)
def test_place_on_the_canvas_does_not_matter(points: Points, brush: int, right: int, down: int) -> None:
    here = lines([points], brush)
    there = np.roll(here, (down, right), (0, 1))
    assert np.allclose(from_canvas(here), from_canvas(there), atol=1e-6)


def test_strokes_of_any_colours_on_nothing_are_ink() -> None:
    black, white = lines([[(60, 40), (60, 240)]], 20), lines([[(60, 240), (220, 240)]], 20)
    both = np.maximum(on_nothing(black, BLACK), on_nothing(white, WHITE))
    assert np.allclose(from_canvas(both), from_canvas(np.maximum(black, white)), atol=1e-6)


def test_transparent_corners_of_a_picture_are_no_ink() -> None:
    ink = lines([[(60, 60), (220, 60), (120, 220)]], 20)
    picture = opaque(coloured(ink, BLACK, WHITE))
    for corner in (np.s_[:20, :20], np.s_[:20, -20:], np.s_[-20:, :20], np.s_[-20:, -20:]):
        picture[corner] = 0
    assert np.allclose(from_canvas(picture), from_canvas(ink), atol=1e-6)


@pytest.mark.parametrize("brush", [6, 10, 20, 40])
def test_thin_lines_get_full_ink_as_thick_ones_do(brush: int) -> None:
    seven = lines([[(70, 60), (210, 60), (130, 220)]], brush)
    assert np.count_nonzero(from_canvas(seven) > 0.8) >= 20


def test_no_ink_is_lost_where_the_centre_of_mass_lies_far_off() -> None:
    ink = lines([[(20, 20)]], 30) // 4 + lines([[(140, 230), (240, 230), (140, 250), (240, 250)]], 30) // 4 * 3
    stages = stages_from_canvas(ink)
    assert max(stages.fitted.shape) <= 20
    assert stages.centred.sum() == pytest.approx(stages.fitted.sum())


def test_stages_follow_each_other() -> None:
    stages = stages_from_canvas(255 - lines([[(100, 50), (100, 150)]], 20))
    assert stages.drawing.shape == (CANVAS, CANVAS)
    assert stages.drawing.max() == 1
    assert stages.cropped.shape == pytest.approx((120, 20), abs=2)
    assert stages.fitted.shape[0] == 20
    assert stages.fitted.shape[1] in (3, 4)
    assert np.array_equal(stages.centred, from_canvas(255 - lines([[(100, 50), (100, 150)]], 20)))
    for stage in (stages.drawing, stages.cropped, stages.fitted, stages.centred):
        assert stage.dtype == np.float32
        assert stage.min() >= 0
        assert stage.max() == 1


# --- What is no digit ---


@pytest.mark.parametrize("value", [0, 90, 255])
@pytest.mark.parametrize("shape", [(280, 280), (280, 280, 3), (280, 280, 4), (1, 1), (1, 1, 4), (1, 300, 3)])
def test_blank_canvas_gives_zeros_and_no_complaint(value: int, shape: tuple[int, ...]) -> None:
    stages = stages_from_canvas(np.full(shape, value, np.uint8))
    assert stages.centred.shape == (28, 28)
    assert not stages.centred.any()
    assert stages.drawing.shape == shape[:2]
    assert complaint(stages) is None


@pytest.mark.parametrize("brush", [1, 3, 6, 10, 20, 40, 50])
@pytest.mark.parametrize("slip", [0, 0.4])
@every_canvas
def test_dot_of_any_brush_is_called_a_dot(brush: int, slip: float, paint: Painter) -> None:
    dot = lines([[(90, 100), (90, 100 + slip * brush)]], brush)
    stages = stages_from_canvas(paint(dot))
    assert "only a dot" in (complaint(stages) or "")
    assert slip or brush < 6 or blob(stages.centred)


def zigzag(brush: int, gap: float) -> Points:
    """Left and right across the canvas; a gap of 1 leaves none between two lines."""
    heights = np.arange(20, 260, brush * gap)
    return [(20 if k % 2 else 260, float(height)) for k, height in enumerate(heights)]


@pytest.mark.parametrize("brush", [6, 10, 20, 40])
@every_canvas
def test_scribble_over_everything_is_called_a_patch_of_ink(brush: int, paint: Painter) -> None:
    stages = stages_from_canvas(paint(lines([zigzag(brush, 0.7)], brush)))
    assert blob(stages.centred)
    assert "patch of ink" in (complaint(stages) or "")


def test_scribble_to_the_edges_of_a_transparent_canvas_is_a_patch_of_ink() -> None:
    rng = np.random.default_rng(0)
    points = [(float(x), float(y)) for x, y in rng.uniform(0, CANVAS, (120, 2))]
    assert complaint(stages_from_canvas(on_nothing(lines([points], 30), (0, 0, 0))))


@pytest.mark.parametrize(("brush", "length"), [(6, 18), (10, 25), (20, 50), (40, 100), (20, 240)])
def test_one_of_any_size_is_no_dot(brush: int, length: int) -> None:
    assert complaint(stages_from_canvas(lines([[(140, 20), (140, 20 + length)]], brush))) is None
    assert complaint(stages_from_canvas(lines([[(40, 20), (40 + length / 2, 20 + length)]], brush))) is None


@pytest.mark.slow
def test_at_most_one_in_2000_digits_is_called_a_blob(mnist: data.Data) -> None:
    assert sum(blob(image) for image in data.scaled(mnist.x_train)) <= 30


@pytest.mark.slow
def test_at_most_one_in_2000_digits_gets_a_complaint(mnist: data.Data) -> None:
    assert sum(complaint(stages_from_canvas(digit)) is not None for digit in mnist.x_train[::6]) <= 5


@pytest.mark.parametrize(
    "canvas",
    [
        np.zeros((28, 28), np.float32),
        np.zeros((28, 28, 3), np.int64),
        np.zeros((28, 28, 2), np.uint8),
        np.zeros((28, 28, 3, 1), np.uint8),
        np.zeros(28, np.uint8),
        np.zeros((), np.uint8),
        np.zeros((0, 28, 4), np.uint8),
        np.zeros((28, 0), np.uint8),
        [[0, 255], [255, 0]],
        None,
    ],
    ids=lambda canvas: f"{getattr(canvas, 'dtype', type(canvas).__name__)} {getattr(canvas, 'shape', '')}",
)
def test_other_arrays_are_refused_with_a_sentence(canvas: np.ndarray) -> None:
    with pytest.raises(ImageError, match=r"^A canvas is a uint8 array of shape .*; this one is .*\.$"):
        from_canvas(canvas)
