"""Each change does to an image what its name says, the same each time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from evaluation.changes import CHANGES, Change, rotated

EACH = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
DOWN, RIGHT = np.mgrid[:28, :28]


@pytest.fixture(scope="module")
def digits(x_test: np.ndarray) -> np.ndarray:
    """(60, 28, 28)."""
    return x_test[:60]


@pytest.fixture
def square() -> np.ndarray:
    """Two images alike, (2, 28, 28): ink far from every edge."""
    images = np.zeros((2, 28, 28), np.float32)
    images[:, 11:17, 12:16] = 1
    return images


def centres(images: np.ndarray) -> np.ndarray:
    """Row and column of each centre of mass, (n, 2)."""
    sums = [(images * grid).sum(axis=(1, 2)) for grid in (DOWN, RIGHT)]
    return np.stack(sums, axis=1) / images.sum(axis=(1, 2))[:, None]


def ink(images: np.ndarray) -> np.ndarray:
    """How much each image holds, (n,)."""
    return np.asarray(images.sum(axis=(1, 2), dtype=np.float64))


def test_there_are_seven_changes_of_five_strengths_each() -> None:
    assert list(CHANGES) == ["rotation", "shift", "scale", "blur", "noise", "brush width", "occlusion"]
    for change in CHANGES.values():
        assert len(change.strengths) == 5
        assert list(change.strengths) == sorted(set(change.strengths))
        assert 0 not in change.strengths


@EACH
def test_strength_zero_changes_nothing(change: Change, digits: np.ndarray) -> None:
    np.testing.assert_array_equal(change.apply(digits, 0), digits)


@EACH
def test_every_strength_gives_images_of_the_same_kind(change: Change, digits: np.ndarray) -> None:
    before = digits.copy()
    for strength in change.strengths:
        changed = change.apply(digits, strength)
        assert changed.shape == digits.shape
        assert changed.dtype == np.float32
        assert changed.min() >= 0
        assert changed.max() <= 1
        assert np.abs(changed - digits).max() > 0.02
    np.testing.assert_array_equal(digits, before)


@EACH
def test_more_strength_changes_more(change: Change, digits: np.ndarray) -> None:
    by_distance = sorted(change.strengths, key=lambda strength: (strength < 0, abs(strength)))
    for way in ([s for s in by_distance if s < 0], [s for s in by_distance if s > 0]):
        differences = [np.abs(change.apply(digits, strength) - digits).mean() for strength in way]
        assert differences == sorted(differences)


@EACH
def test_an_image_is_changed_in_the_same_way_whatever_follows_it(change: Change, digits: np.ndarray) -> None:
    for strength in change.strengths:
        few, all_of_them = change.apply(digits[:7], strength), change.apply(digits, strength)
        np.testing.assert_allclose(few, all_of_them[:7], atol=1e-6)


@EACH
def test_no_images_are_no_images_afterwards(change: Change) -> None:
    assert change.apply(np.zeros((0, 28, 28), np.float32), change.strengths[0]).shape == (0, 28, 28)


def test_a_quarter_turn_is_a_quarter_turn_to_the_left_and_then_to_the_right(digits: np.ndarray) -> None:
    turned = rotated(digits, 90)
    np.testing.assert_allclose(turned[::2], np.rot90(digits[::2], 1, (1, 2)), atol=1e-5)
    np.testing.assert_allclose(turned[1::2], np.rot90(digits[1::2], -1, (1, 2)), atol=1e-5)


def test_a_shift_moves_the_centre_of_mass_by_so_many_pixels_in_each_of_four_directions(square: np.ndarray) -> None:
    images = np.repeat(square[:1], 40, axis=0)
    for strength in (*CHANGES["shift"].strengths, 2.5):
        moves = centres(CHANGES["shift"].apply(images, strength)) - centres(images)
        np.testing.assert_allclose(np.abs(moves).sum(axis=1), strength, atol=1e-3)
        assert len({tuple(move) for move in np.sign(np.round(moves, 2))}) == 4


def test_a_scaled_image_has_its_ink_spread_as_wide(square: np.ndarray) -> None:
    for strength in CHANGES["scale"].strengths:
        changed, factor = CHANGES["scale"].apply(square, strength), 1 + strength / 100
        np.testing.assert_allclose(centres(changed), centres(square), atol=1e-3)
        assert ink(changed) == pytest.approx(factor**2 * ink(square), rel=0.03)


def test_a_blur_keeps_the_ink_and_spreads_it_by_its_variance(square: np.ndarray) -> None:
    spread = [(image.sum(axis=1) * (np.arange(28) - 13.5) ** 2).sum() / image.sum() for image in square]
    for strength in (1, 1.5, 2):
        blurred = CHANGES["blur"].apply(square, strength)
        wider = [(image.sum(axis=1) * (np.arange(28) - 13.5) ** 2).sum() / image.sum() for image in blurred]
        assert ink(blurred) == pytest.approx(ink(square), rel=1e-3)
        np.testing.assert_allclose(np.subtract(wider, spread), strength**2, rtol=0.1)


def test_noise_has_its_standard_deviation_and_is_other_noise_on_each_image() -> None:
    grey = np.full((50, 28, 28), 0.5, np.float32)
    noise = CHANGES["noise"].apply(grey, 0.1) - grey
    assert noise.std() == pytest.approx(0.1, rel=0.02)
    assert noise.mean() == pytest.approx(0, abs=2e-3)
    assert np.abs(noise[0] - noise[1]).max() > 0.1


def test_a_wider_brush_leaves_more_ink_and_a_thinner_one_less(digits: np.ndarray) -> None:
    change = CHANGES["brush width"]
    ordered = [change.apply(digits, strength) for strength in sorted((0.0, *change.strengths))]
    for thinner, wider in pairwise(ordered):
        assert (ink(wider) > ink(thinner)).all()
    assert (ordered[-1] >= digits).all()
    assert (ordered[0] <= digits).all()


def test_a_stroke_becomes_wider_by_so_many_pixels() -> None:
    stroke = np.zeros((1, 28, 28), np.float32)
    stroke[:, 4:24, 12:16] = 1
    for strength in CHANGES["brush width"].strengths:
        width = CHANGES["brush width"].apply(stroke, strength)[0, 14].sum()
        assert width == pytest.approx(4 + strength, abs=0.05)


def test_an_occlusion_only_removes_ink_and_hides_a_square(digits: np.ndarray) -> None:
    for strength in CHANGES["occlusion"].strengths:
        changed = CHANGES["occlusion"].apply(digits, strength)
        assert (ink(changed) < ink(digits)).all()
        np.testing.assert_array_equal(changed[changed > 0], digits[changed > 0])
        for hidden in changed < digits:
            rows, columns = np.nonzero(hidden)
            assert np.ptp(rows) < strength
            assert np.ptp(columns) < strength


def test_an_occlusion_of_a_full_page_hides_its_whole_square_and_of_an_empty_one_nothing() -> None:
    full, empty = np.ones((200, 28, 28), np.float32), np.zeros((3, 28, 28), np.float32)
    missing = 784 - ink(CHANGES["occlusion"].apply(full, 6))
    assert missing.max() == 36
    np.testing.assert_array_equal(CHANGES["occlusion"].apply(empty, 6), empty)
