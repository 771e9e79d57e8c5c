"""What our own networks learn from: what an epoch takes, what is kept back, and what a teacher changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.data import Data, scaled
from model.recipes import RECIPES
from training import keras_model, learner, teacher
from training.deform import NumpyDraws
from training.learner import KerasLearner
from training.lessons import TARGETS, Lessons, targets
from training.synthetic import NONE

pytestmark = pytest.mark.slow  # processes draw

READER = RECIPES["reader"]
assert READER.training is not None
SETTINGS = replace(
    READER.training, held_back=100, templates=40, redrawn=30, non_digits=24, turned_over=0, taken=0.25, taught=0.7
)


@pytest.fixture(scope="module")
def few(mnist: Data) -> Data:
    return Data(mnist.x_train[:600], mnist.y_train[:600], mnist.x_test[:20], mnist.y_test[:20], "")


@pytest.fixture(scope="module")
def lessons(few: Data) -> Lessons:
    return Lessons(SETTINGS, few)


def test_an_epoch_takes_all_that_was_written_and_a_share_of_each_kind_of_drawing(lessons: Lessons) -> None:
    order = lessons.order(np.random.default_rng(0))
    assert len(order) == len(set(order)) == lessons.count == 500 + 10 + 7 + 6
    assert [
        ((low <= order) & (order < high)).sum() for low, high in ((0, 500), (500, 540), (540, 570), (570, 594))
    ] == [*(500, 10, 7, 6)]
    assert set(lessons.order(np.random.default_rng(1))) != set(order)
    assert (lessons.labels[570:] == NONE).all()


def test_the_last_written_digits_are_held_back(few: Data, lessons: Lessons) -> None:
    np.testing.assert_array_equal(lessons.images[:500], few.x_train[:500])
    np.testing.assert_array_equal(lessons.held_back.images, few.x_train[500:])


def test_written_digits_are_deformed_more_than_drawings(lessons: Lessons) -> None:
    assert set(lessons.strengths[:500]) == {np.float32(SETTINGS.deformation)}
    assert set(lessons.strengths[500:]) == {np.float32(SETTINGS.of_drawings)}
    other = lessons.deforming(0.0)
    assert set(other.strengths[:500]) == {0}
    np.testing.assert_array_equal(other.strengths[500:], lessons.strengths[500:])
    assert lessons.strengths[0] == SETTINGS.deformation


def test_drawings_that_are_left_out_are_never_taken_and_an_epoch_is_shorter_by_their_share(lessons: Lessons) -> None:
    assert {name: (places[0], len(places)) for name, places in lessons.drawn.items()} == {
        "templates": (500, 40),
        "redrawn": (540, 30),
        "non_digits": (570, 24),
    }
    left_out = np.arange(500, 560)  # all templates, and twenty that were drawn again
    fewer = lessons.without(left_out)
    orders = [fewer.order(np.random.default_rng(seed)) for seed in range(20)]
    assert {len(order) for order in orders} == {fewer.count} == {500 + 2 + 6}
    assert not np.intersect1d(np.concatenate(orders), left_out).size
    assert fewer.images is lessons.images, "made once"
    assert lessons.count == 523, "the others learn from all"


def test_a_pupil_is_to_answer_what_its_teacher_believes_of_the_very_image_that_it_is_shown(lessons: Lessons) -> None:
    seen = []

    def believes(images: np.ndarray) -> np.ndarray:
        seen.append(images)
        return np.tile(np.eye(10, dtype=np.float32)[4], (len(images), 1))

    keras_model.prepare(0)
    recipe = replace(READER, batch_size=50, epochs=1, training=SETTINGS)
    pupil = KerasLearner(keras_model.build(recipe), recipe, lessons, 0, believes)
    places = np.arange(480, 530)
    images, wanted = pupil._batch(NumpyDraws(np.random.default_rng(0)), places)
    assert images is seen[0]
    assert np.abs(images - scaled(lessons.images[places])).mean() > 0.01, "deformed"
    truth = TARGETS[lessons.labels[places]]
    np.testing.assert_array_equal(wanted[:, 1], truth)
    np.testing.assert_allclose(wanted[:, 0], 0.3 * truth + 0.7 * np.eye(10)[4], atol=1e-6)
    np.testing.assert_array_equal(targets(truth, wanted[:, 0], 0.0), truth)


@pytest.mark.parametrize(("epochs", "expected"), [(320, 130), (50, 130), (2, 2)])
def test_who_is_trained_in_earnest_has_a_teacher_that_learned_for_long(
    epochs: int, expected: int, lessons: Lessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teacher, "BLOCKS", (((4, 3, 4),),))
    keras_model.prepare(0)
    assert teacher.Teacher(replace(READER, epochs=epochs, training=SETTINGS), lessons).epochs == expected


def test_the_last_row_counts_one_and_the_earlier_ones_together_what_the_recipe_says() -> None:
    weights = learner.row_weights(0.45)
    assert weights[-1] == 1
    assert weights[:-1].sum() == pytest.approx(0.45)
