"""What the reader learns from beside MNIST: strokes, tracings, deformations, and drawings that are no digit."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from scipy import ndimage

import model
from model.data import Data, scaled
from model.image import complaint, stages_from_canvas
from training import deform, non_digits, pen, strokes, synthetic, tracing
from training.deform import NumpyDraws, deformed
from training.pens import Pens
from training.strokes import MORE, TEMPLATES

# The SHA-256 of a few drawings of the first kinds, by which readers have been measured from the beginning.
OF_THE_FIRST = "1ed86a3abef4d86548e67655bf86a1d0b746ed00516699d4ad737b8f3ad9dd6a"


def rng(seed: int | tuple[int, ...] = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# ---- strokes and the pen -------------------------------------------------------------------------------------


def test_every_digit_has_several_styles_and_every_template_fills_its_box() -> None:
    for label in range(10):
        assert len(TEMPLATES[f"digit {label}"]) >= 5
    for group in (*TEMPLATES.values(), *MORE.values()):
        for template in group.values():
            points = np.concatenate(template)
            assert points.min() >= 0
            assert points.max() <= 1
            assert np.ptp(points, axis=0).max() >= 0.6


def test_a_smooth_stroke_passes_its_points_and_turns_sharply_only_where_one_is_given_twice() -> None:
    bend = np.array([[0, 0], [1, 0.5], [0, 1]])
    corner = np.array([[0, 0], [1, 0.5], [1, 0.5], [0, 1]])
    for points in (bend, corner):
        smooth = strokes.smooth(points)
        for point in points:
            assert np.hypot(*(smooth - point).T).min() < 1e-9
    sharpest = [_sharpest_turn(strokes.smooth(points)) for points in (bend, corner)]
    assert sharpest[0] < 70 < 90 < sharpest[1]


def _sharpest_turn(stroke: np.ndarray) -> float:
    """The largest change of direction from one piece to the next, in degrees."""
    pieces = np.diff(stroke, axis=0)
    directions = np.unwrap(np.arctan2(pieces[:, 1], pieces[:, 0]))
    return float(np.degrees(np.abs(np.diff(directions))).max())


def test_points_evenly_on_a_stroke_keep_its_ends_and_equal_distances() -> None:
    stroke = np.array([[0, 0], [3, 0], [3, 1.0]])
    even = strokes.evenly(stroke, 5)
    np.testing.assert_allclose(even, [[0, 0], [1, 0], [2, 0], [3, 0], [3, 1]])
    assert strokes.length(even) == strokes.length(stroke) == 4


def test_an_angular_drawing_has_few_points() -> None:
    smooth = [strokes.smooth(stroke) for stroke in TEMPLATES["digit 4"]["open"]]
    few = strokes.angular(smooth, 9)
    assert 7 <= sum(len(stroke) for stroke in few) <= 11
    for before, after in zip(smooth, few, strict=True):
        np.testing.assert_allclose(after[[0, -1]], before[[0, -1]])


@pytest.mark.parametrize("brush", [6, 20, 40])
def test_ink_lies_on_the_canvas_and_is_as_wide_as_the_brush(brush: int) -> None:
    for seed in range(20):
        lines = pen.placed(rng(seed), strokes.digit(rng(seed), seed % 10), brush)
        points = np.concatenate(lines)
        assert points.min() >= brush / 2 - 1e-6
        assert points.max() <= pen.CANVAS - brush / 2 + 1e-6
        assert max(np.ptp(points, axis=0)) + brush >= pen.SMALLEST * pen.CANVAS - 1e-6
    line = np.array([[60.0, 140], [220, 140]])
    ink = pen.drawn([line], brush)[:, 140] / 255
    assert ink.sum() == pytest.approx(brush, abs=1)


def test_drawn_digits_are_mostly_told_apart_by_the_reader(shipped: model.Network) -> None:
    random = rng(1)
    labels = np.repeat(np.arange(10), 20)
    seen = scaled(np.stack([pen.seen(random, strokes.digit(random, int(label))) for label in labels]))
    assert (model.predict(shipped, seen).argmax(axis=1) == labels).mean() > 0.93


# ---- tracing -------------------------------------------------------------------------------------------------


def test_a_traced_cross_runs_along_the_middle_of_its_lines() -> None:
    image = np.zeros((28, 28), np.float32)
    image[4:24, 12:16] = image[12:16, 4:24] = 1
    lines = tracing.traced(image)
    points = np.concatenate(lines)
    off = np.minimum(np.abs(points[:, 0] - 14), np.abs(points[:, 1] - 14))
    assert off.max() < 0.6
    assert points.min() < 7
    assert points.max() > 21


def test_a_traced_ring_closes() -> None:
    y, x = np.mgrid[:28, :28] + 0.5
    away = np.hypot(y - 14, x - 14)
    (line,) = tracing.traced(((away > 6) & (away < 9)).astype(np.float32))
    np.testing.assert_allclose(line[0], line[-1], atol=0.3)
    assert strokes.length(line) == pytest.approx(2 * np.pi * 7.5, rel=0.08)


def test_traced_digits_drawn_again_are_read_as_before(mnist: Data, shipped: model.Network, x_test: np.ndarray) -> None:
    again = synthetic.redrawn(rng(2), mnist.x_test[:300], mnist.y_test[:300])
    answers = [model.predict(shipped, images).argmax(axis=1) for images in (x_test[:300], scaled(again.images))]
    assert (answers[0] == answers[1]).mean() > 0.95
    np.testing.assert_array_equal(again.labels, mnist.y_test[:300])


def test_an_image_of_one_spot_still_has_a_stroke() -> None:
    image = np.zeros((28, 28), np.float32)
    image[13:15, 13:15] = 1
    assert len(tracing.traced(image)) == 1


# ---- deformation ---------------------------------------------------------------------------------------------


def test_without_strength_nothing_is_deformed(x_test: np.ndarray) -> None:
    np.testing.assert_allclose(
        deformed(NumpyDraws(rng()), x_test[:50], np.zeros(50, np.float32)), x_test[:50], atol=2e-3
    )


def test_each_deformation_is_another_one_and_the_same_seed_gives_the_same(x_test: np.ndarray) -> None:
    strength = np.ones(50, np.float32)
    first, again, other = (deformed(NumpyDraws(rng(seed)), x_test[:50], strength) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (np.abs(first - other).sum(axis=(1, 2)) > 5).all()
    assert first.dtype == np.float32
    assert first.min() >= 0
    assert first.max() <= 1 + 1e-5


def test_deformed_digits_stay_legible(shipped: model.Network, mnist: Data, x_test: np.ndarray) -> None:
    moved = deformed(NumpyDraws(rng()), x_test[:1000], np.ones(1000, np.float32))
    assert (model.predict(shipped, moved).argmax(axis=1) == mnist.y_test[:1000]).mean() > 0.97


# ---- what is no digit, and all drawings --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", non_digits.KINDS)
def test_each_kind_that_is_no_digit_is_called_unsure(kind: str, shipped: model.Network) -> None:
    random = rng(3)
    stages = [stages_from_canvas(non_digits.KINDS[kind](random)) for _ in range(100)]
    refused = [bool(complaint(each)) or model.read(shipped, each.centred).unsure for each in stages]
    assert np.mean(refused) >= 0.9


def test_digits_turned_over_are_those_that_are_none_then(mnist: Data) -> None:
    images, labels = mnist.x_train[:400], mnist.y_train[:400]
    turned = synthetic.turned_over(rng(), images, labels)
    left_out = (labels == 0) | (labels == 1) | (labels == 8)
    narrow = [np.ptp(np.flatnonzero(image.max(axis=0) > 127)) < synthetic.NARROWEST for image in images]
    assert len(turned.images) == (~left_out & ~np.array(narrow)).sum()
    assert (turned.labels == synthetic.NONE).all()
    seven = mnist.x_train[mnist.y_train == 7][:1]
    way = {how: scaled(turn(seven[0])) for how, turn in synthetic.TURNED.items()}
    for how, matrix in non_digits.MATRICES.items():
        ink = np.argwhere(scaled(seven[0]) > 0.5)[:, ::-1] - 13.5  # x and y about the middle
        x, y = np.rint(ink @ matrix.T + 13.5).astype(int).T
        assert (way[how][y, x] > 0.5).all(), how


@pytest.mark.parametrize(
    ("arms", "seven", "caret"),
    [
        ([[-1, 0], [0, 1]], True, False),  # a bar to the left and a stem: a 7
        ([[1, 0], [0, 1]], False, False),  # a corner at the left
        ([[-0.4, 0.9], [0.1, 1]], False, True),  # both down and close: a 1
        ([[0.3, -1], [-0.3, -1]], False, False),  # a V
    ],
)
def test_angles_that_pass_for_digits_are_left_out(arms: list[list[float]], seven: bool, caret: bool) -> None:
    for order in (arms, arms[::-1]):
        assert non_digits._like_a_seven(np.array(order, float)) == seven
        assert non_digits._like_a_caret(np.array(order, float), np.radians(40)) == caret


def test_signs_held_back_are_in_no_group_that_is_learned_from() -> None:
    for group, templates in strokes.UNSEEN.items():
        assert templates
        assert group not in TEMPLATES
        assert not templates.keys() & MORE[group].keys()
        learned = [str(template) for template in MORE[group].values()]
        assert not {str(template) for template in templates.values()} & set(learned), group


def test_noise_covers_an_image_and_leaves_it_between_nothing_and_full_ink(x_test: np.ndarray) -> None:
    noisy = deform._with_noise(NumpyDraws(rng()), np.repeat(x_test[:1], 50, axis=0))
    away = (noisy - x_test[0]).std(axis=(1, 2))
    assert noisy.min() >= 0
    assert noisy.max() <= 1
    assert away.min() < 0.05 < 0.15 < away.max()


@pytest.mark.slow
@pytest.mark.parametrize("chunk", [500, 9])
def test_the_bank_is_the_same_with_and_without_processes(
    chunk: int, mnist: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthetic, "CHUNK", chunk)
    again = mnist.x_train[:3], mnist.y_train[:3]
    templates, redrawn, none = synthetic.in_processes(5, 4, again, 7)
    np.testing.assert_array_equal(templates.images, synthetic.by_template(rng((5, 0, 0)), 4).images)
    np.testing.assert_array_equal(redrawn.images, synthetic.redrawn(rng((5, 1, 0)), *again).images)
    np.testing.assert_array_equal(none.images, synthetic.no_digits(rng((5, 2, 0)), 7).images)
    assert (none.labels == synthetic.NONE).all()
    assert templates.images.shape == (4, 28, 28)
    written = Pens(tuple(strokes.digit(rng(k), k) for k in range(5)), np.arange(5, dtype=np.uint8))
    *_, none, by_pen = synthetic.in_processes(5, 4, again, 7, (mnist.x_train[:9], mnist.y_train[:9]), written)
    over = synthetic.turned_over(rng((5, 3, 0)), mnist.x_train[:9], mnist.y_train[:9])
    np.testing.assert_array_equal(none.images, [*synthetic.no_digits(rng((5, 2, 0)), 7).images, *over.images])
    np.testing.assert_array_equal(by_pen.images, synthetic.by_pen(rng((5, 4, 0)), written).images)
    templates, _, none = synthetic.in_processes(5, 4, again, 13, styles="more", kinds="more")
    np.testing.assert_array_equal(templates.images, synthetic.by_template(rng((5, 0, 0)), 4, "more").images)
    sizes = [13] if chunk > 13 else [9, 4]
    kinds = [synthetic.no_digits(rng((5, 2, place)), size, "more").images for place, size in enumerate(sizes)]
    np.testing.assert_array_equal(none.images, np.concatenate(kinds))


def test_the_drawings_that_earlier_networks_were_asked_about_are_what_they_were(mnist: Data) -> None:
    made = (
        synthetic.by_template(rng(0), 30),
        synthetic.redrawn(rng(1), mnist.x_train[:20], mnist.y_train[:20]),
        synthetic.no_digits(rng(2), 36),
    )
    found = hashlib.sha256(b"".join(part.images.tobytes() + part.labels.tobytes() for part in made)).hexdigest()
    assert found == OF_THE_FIRST
    strength = np.full(40, 1.2, np.float32)
    plain, noisy = (deformed(NumpyDraws(rng(3)), scaled(mnist.x_train[:40]), strength, share) for share in (0.0, 0.5))
    np.testing.assert_array_equal(plain, deformed(NumpyDraws(rng(3)), scaled(mnist.x_train[:40]), strength))
    assert (plain != noisy).any()


@pytest.mark.parametrize("kind", non_digits.MORE_KINDS)
def test_each_kind_is_drawn_with_ink_and_the_same_seed_gives_the_same(kind: str) -> None:
    first, again, other = (non_digits.MORE_KINDS[kind](rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert first.shape == (pen.CANVAS, pen.CANVAS)
    assert first.max() > 100


def test_a_dot_alone_is_round_and_no_line() -> None:
    alone = 0
    for seed in range(120):
        ink = non_digits.dots(rng(seed)) > 0
        if ndimage.label(ink)[1] == 1:
            high, wide = np.ptp(np.argwhere(ink), axis=0) + 1
            alone += 1
            assert 0.6 < high / wide < 1.7, seed
    assert alone > 10


def test_a_patch_is_wider_than_a_one() -> None:
    for seed in range(60):
        across, along = np.linalg.eigh(np.cov(np.argwhere(non_digits.patch(rng(seed)) > 0).T))
        upright = abs(along[0, 1]) > 0.7
        assert not upright or across[0] > 0.2 * across[1], seed
