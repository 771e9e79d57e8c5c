"""Two networks, the search and the robustness on the Test set page: what is shown is what a recount gives."""

from __future__ import annotations

import numpy as np
import pytest

import model
from evaluation import metrics, readings
from evaluation.changes import CHANGES
from evaluation.comparison import mcnemar
from model import Network, data, forward
from tests.apps import html
from tests.explored import (
    PLAIN,
    READER,
    WITHOUT_ROWS,
    answers,
    chart,
    counted,
    listed,
    notes,
    opened,
    panels,
    titles,
    whole,
)
from tests.markup import words
from views.parts.picture import FIRST

pytestmark = pytest.mark.usefixtures("one_cache")


# ---- two networks ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), [(READER, WITHOUT_ROWS), (PLAIN, READER)])
def test_lists_of_two_networks_are_the_two_sides_of_the_test(first: str, second: str, labels: np.ndarray) -> None:
    at = opened("Two networks", first)
    assert at.selectbox(key="other network").options == [name for name in model.names() if name != first]
    at.selectbox(key="other network").select(second).run()
    right = [answers(name) == labels for name in (first, second)]
    test = mcnemar(right[0], right[1])
    assert listed(whole(at), 0) == np.flatnonzero(right[0] & ~right[1]).tolist()
    assert listed(at, 1) == np.flatnonzero(right[1] & ~right[0]).tolist()
    assert [len(listed(at, place)) for place in (0, 1)] == [test.only_first, test.only_second]
    for name, count in ((first, test.only_first), (second, test.only_second)):
        assert f"Only {name} reads {count:,} images rightly" in titles(at)


def test_the_difference_is_that_of_the_two_counts(labels: np.ndarray) -> None:
    by = [metrics.confusion(labels, answers(name)) for name in (READER, PLAIN)]
    at = opened("Two networks")
    at.selectbox(key="other network").select(PLAIN).run()
    assert counted(at) == (by[0] - by[1]).tolist()


# ---- search ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_images_read_like_the_drawing_stand_nearest_first(mnist: data.Data) -> None:
    at = opened("Search", PLAIN)
    found, network = listed(at), model.load(PLAIN)
    assert len(set(found)) == len(found) == 48
    assert (found[0], notes(at)[0]) == (FIRST, "0.000"), "on the canvas lies that test image itself"
    own = model.read(network, data.scaled(mnist.x_test[FIRST])).layers[-1].h  # (28, units)
    _, paths = forward.with_hidden(network, data.scaled(mnist.x_test[:2000]), lambda h: h)  # (2000, 28, units)
    distances = np.sqrt(np.square(paths - own).mean(axis=(1, 2)))
    nearest = [index for index in found if index < 2000]
    np.testing.assert_allclose(
        [float(note) for note, index in zip(notes(at), found, strict=True) if index < 2000],
        distances[nearest],
        atol=5.1e-4,
    )
    shown = [float(note) for note in notes(at)]
    assert shown == sorted(shown)
    closer = np.flatnonzero(distances < shown[-1] - 1e-3)
    assert len(set(closer) - set(found)) <= 1, "the few kept directions may miss one at the edge"
    sevens = int((mnist.y_test[found] == 7).sum())
    assert f"Of the 48 images read most like it, {sevens} are 7s" in html(at)


@pytest.mark.slow
def test_images_that_share_an_activation_are_those_within_the_box(mnist: data.Data) -> None:
    at, network = opened("Search", PLAIN), model.load(PLAIN)
    own = model.read(network, data.scaled(mnist.x_test[FIRST])).layers[-1].h  # (28, units) of what lies on the canvas
    most, second = np.ptp(own, axis=0).argsort()[:-3:-1].tolist()  # the units that it moves furthest
    for unit, rows, share in ((most, (12, 15), (0.2, 0.8)), (second, (28, 28), (0.0, 0.5))):
        at.number_input(key=f"search_unit {PLAIN}").set_value(unit).run()
        states = readings.unit_by_row(network, mnist.x_test, unit)  # (10000, 28)
        span = at.slider(key=f"search_span {PLAIN} {unit}")
        assert span.min <= states.min()
        assert span.max >= states.max()
        low, high = (round(float(span.min + part * (span.max - span.min)), 1) for part in share)
        at.slider(key="search_rows").set_value(rows).run()
        at.slider(key=f"search_span {PLAIN} {unit}").set_value((low, high)).run()
        within = states[:, rows[0] - 1 : rows[1]]
        expected = np.flatnonzero(((within >= low) & (within <= high)).all(axis=1))
        assert 0 < len(expected) < 10_000
        assert listed(whole(at), 1) == expected[:1200].tolist()
        assert f"{len(expected):,} test images share this activation" in titles(at)
        frame = chart(at)["layout"]["shapes"][0]
        assert (frame["y0"], frame["y1"]) == pytest.approx((low, high))
        assert (frame["x0"] + frame["x1"]) / 2 == sum(rows) / 2


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_cache")
def test_a_drawing_that_moves_a_unit_further_than_any_digit_can_be_searched_by(
    mnist: data.Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = model.read(model.load(PLAIN), data.scaled(mnist.x_test[FIRST])).layers[-1].h[19:24]  # the rows it opens with
    unit = int(own.min(axis=0).argmax())
    bound, by_row = own[:, unit].min() - 0.2, readings.unit_by_row

    def never_so_far(network: Network, images: np.ndarray, unit: int) -> np.ndarray:
        return np.minimum(by_row(network, images, unit), bound)

    monkeypatch.setattr(readings, "unit_by_row", never_so_far)
    at = opened("Search", PLAIN)
    at.number_input(key=f"search_unit {PLAIN}").set_value(unit).run()
    assert len(panels(whole(at))) >= 4
    assert at.slider(key=f"search_span {PLAIN} {unit}").max < own[:, unit].min()


# ---- robustness --------------------------------------------------------------------------------------------


def test_the_drawing_is_changed_as_is_chosen() -> None:
    at = opened("Robustness")
    control = at.segmented_control(key="robustness_change")
    for change in CHANGES.values():
        control.select(change.name).run()
        whole(at)
        assert len(words(html(at), "figcaption")) == len({0.0, *change.strengths})
        assert change.sentence in panels(at)[1].reading
