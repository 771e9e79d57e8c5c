"""Why and what if in the browser, run by Node, against the reference in Python."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import model
from model import Hold, Network, Trace, data, explain
from model.plans import GATES, STATES
from tests import textbook
from tests.small_networks import CELLS, MLP, OTHERS
from tests.test_engine import NODE
from views import engine

SCRIPT = Path(__file__).parent / "javascript" / "explain.js"
ROWS = (1, 13, 28)
VOTED = {
    name: small for name, small in OTHERS.items() if name != "batch normalization before and after"
}  # see votes.js
SMALL = CELLS | VOTED | {"MLP": MLP}
CLOSE = 1e-5
ROUGH = 3e-5  # of the largest: where rounding grows along the rows of a network without calm gates


def ran(way: str, network: Network, images: np.ndarray, question: str, folder: Path) -> np.ndarray:
    """The float32 numbers that the script writes."""
    (folder / "weights").write_bytes(engine.packed(network))
    (folder / "images").write_bytes(images.astype("<f4").tobytes())
    words = [NODE, SCRIPT, way, folder / "weights", folder / "images", question, folder / "out"]
    subprocess.run([*map(str, words)], check=True, capture_output=True, text=True)
    return np.fromfile(folder / "out", "<f4")


def explained(
    network: Network, images: np.ndarray, folder: Path, digit: int, against: int | None, steps: int = 9
) -> list[tuple[Trace, dict[str, Any]]]:
    """What the script says of each image, in the order in which it wrote it, by name."""
    traces = [model.read(network, image) for image in images]
    units = [layer.h.shape[1] for layer in traces[0].layers]
    places = [(k, row, unit) for k, width in enumerate(units) for row in ROWS for unit in (0, width - 1)]
    question = json.dumps({"digit": digit, "against": against, "steps": steps, "places": places})
    numbers = ran("all", network, images, question, folder)
    at = 0

    def taken(*shape: int) -> np.ndarray:
        nonlocal at
        at += int(np.prod(shape))
        return numbers[at - int(np.prod(shape)) : at].reshape(shape)

    found = []
    for trace in traces:
        said: dict[str, Any] = {
            "slopes": taken(28, 28),
            "shares": taken(28, 28),
            "sums": taken(4),
            "rows": taken(28, 10),
            "telling": taken(2),
        }
        said["terms"] = []
        for layer, row, unit in places:
            for expected in explain.contributions(network, trace, layer, row, unit):
                said["terms"].append((expected, taken(len(expected.inputs)), taken(len(expected.state)), taken(3)))
        if units:
            said["moves"], said["first"] = taken(units[-1]), taken(1)
        found.append((trace, said))
    assert at == len(numbers), "the script wrote more than there is"
    return found


def close(found: np.ndarray, expected: np.ndarray, of: float = CLOSE) -> None:
    np.testing.assert_allclose(found, expected, rtol=0, atol=of * max(1.0, float(np.abs(expected).max())))


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """Digits, noise, nothing: (5, 28, 28)."""
    noise = np.random.default_rng(3).uniform(0, 1, (1, 28, 28)).astype(np.float32)
    return np.concatenate([data.scaled(data.load_part("test")[0][:3]), noise, np.zeros((1, 28, 28), np.float32)])


def assert_explains_as_python(network: Network, images: np.ndarray, folder: Path, against: int | None) -> None:
    for trace, said in explained(network, images, folder, 7, against):
        image = trace.image
        close(said["slopes"], explain.input_gradient(network, image, 7, against) * image)
        shares = explain.integrated_gradients(network, image, 7, against, steps=9)
        of_image, of_empty, missing, steps = said["sums"]
        close(said["shares"], shares.pixels, ROUGH)
        close(np.array([of_image, of_empty]), np.array([shares.of_image, shares.of_empty]))
        assert missing == pytest.approx(shares.missing, abs=ROUGH * max(1.0, float(np.abs(shares.pixels).sum())))
        assert steps == shares.steps
        close(said["rows"], explain.row_occlusion(network, image), ROUGH)
        telling = explain.telling_row(network, image)
        assert said["telling"][1] == pytest.approx(telling.moved, abs=1e-4)
        for expected, inputs, state, (bias, total, value) in said["terms"]:
            close(inputs, expected.inputs)
            close(state, expected.state)
            close(np.array([bias, total, value]), np.array([expected.bias, expected.total, expected.value]), ROUGH)
        if trace.layers:
            turned = explain.turned(network, trace, 14, 7, 0 if against is None else against)
            close(said["moves"], turned.moves, ROUGH)
            assert np.abs(turned.moves[int(said["first"][0])]) == pytest.approx(np.abs(turned.moves).max(), abs=1e-4)


@pytest.mark.slow
def test_every_network_is_explained_as_in_python(each_shipped: Network, images: np.ndarray, tmp_path: Path) -> None:
    assert_explains_as_python(each_shipped, images, tmp_path, 2)


@pytest.mark.parametrize("name", SMALL)
def test_networks_of_every_kind_and_odd_widths_are_explained_as_in_python(
    name: str, images: np.ndarray, tmp_path: Path
) -> None:
    assert_explains_as_python(textbook.drawn(SMALL[name]), images, tmp_path, None)


def some_holds(network: Network) -> list[Hold]:
    """In every recurrent layer: every gate and state of two units in some rows, and one of them otherwise at last."""
    recurrent = [layer.spec for layer in network.layers if layer.spec.kind in GATES]
    holds = []
    for place, spec in enumerate(recurrent):
        names = (*GATES[spec.kind], *STATES[spec.kind])
        holds += [Hold(place, name, (0, spec.units - 1), (3 + k, 28), 0.75) for k, name in enumerate(names)]
        holds.append(Hold(place, names[-1], (0,), (20, 28), -0.5))
    return holds


def as_json(holds: Sequence[Hold]) -> str:
    """Holds as the browser has them."""
    of = [
        {"layer": each.layer, "gate": each.gate, "units": list(each.units or ())}
        | {"from": each.rows[0], "to": each.rows[1], "value": each.value}
        for each in holds
    ]
    return json.dumps(of)


def assert_predicts_as_python(network: Network, images: np.ndarray, folder: Path) -> None:
    for holds in ([], some_holds(network)):
        found = ran("predict", network, images, as_json(holds), folder).reshape(-1, 10)
        close(found, model.predict(network, images, holds))


@pytest.mark.slow
def test_every_network_predicts_many_images_as_in_python_whatever_is_held(
    each_shipped: Network, images: np.ndarray, tmp_path: Path
) -> None:
    assert_predicts_as_python(each_shipped, images, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_networks_of_every_kind_predict_many_images_as_in_python_whatever_is_held(
    name: str, images: np.ndarray, tmp_path: Path
) -> None:
    network = textbook.drawn(SMALL[name])
    assert_predicts_as_python(network, images, tmp_path)
    holds = some_holds(network)
    if holds:
        assert np.abs(model.predict(network, images, holds) - model.predict(network, images)).max() > 0.01


@pytest.mark.slow
def test_shares_in_the_browser_sum_to_the_change_of_the_lead(images: np.ndarray, tmp_path: Path) -> None:
    for name in ("reader", "gru-fair", "lstm-256-adam", "rnn-fair", "mlp-512"):
        network = model.load(name)
        for trace, said in explained(network, images[:3], tmp_path, 7, 2, steps=512):
            of_image, of_empty, missing, steps = said["sums"]
            assert abs(missing) <= 0.01 * abs(of_image - of_empty)
            assert said["shares"].sum() == pytest.approx(of_image - of_empty, rel=0.01)
            assert (said["shares"][trace.image == 0] == 0).all()
            reference = explain.integrated_gradients(network, trace.image, 7, 2)
            assert np.abs(said["shares"] - reference.pixels).sum() <= 0.05 * np.abs(reference.pixels).sum()
            assert steps == pytest.approx(reference.steps, abs=8)


def test_of_a_change_no_larger_than_rounding_no_more_is_asked_in_the_browser(
    shipped: Network, images: np.ndarray, tmp_path: Path
) -> None:
    [(_, said)] = explained(shipped, images[:1] * np.float32(1e-6), tmp_path, 4, 9, steps=512)
    assert said["sums"][3] < 20
