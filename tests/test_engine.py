"""The network in the browser, run by Node, against the reference in Python."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import model
from model import Network, Trace, data, explain
from model.decision import decided_row, settled_row, turning_row
from training import non_digits, pen, strokes
from views import engine

SCRIPT = Path(__file__).parent / "javascript" / "engine.js"
NODE = Path(sys.executable).parent / "node"
STATES = ("h", "c", "i", "f", "g", "o", "z", "r")
DRAWINGS = 300
CLOSE = 1e-5


@dataclass
class Reading:
    """What the script found, in the order in which it wrote it."""

    digit: int
    confidence: float
    unsure: bool
    no_digit: bool
    rows: tuple[int, int]  # from which the answer stays, and from which it is believed in
    beliefs: np.ndarray
    layers: list[dict[str, np.ndarray]]
    votes: np.ndarray | None = None
    lead: float = 0.0
    turn: int = 0


def node(*words: str | Path) -> None:
    subprocess.run([NODE, SCRIPT, *map(str, words)], check=True, capture_output=True, text=True)


def read(
    network: Network, images: np.ndarray, traces: Sequence[Trace], folder: Path, holds: Sequence[Any] = ()
) -> list[Reading]:
    """The images as the script reads them; the traces tell what there is to be found."""
    (folder / "weights").write_bytes(engine.packed(network))
    (folder / "images").write_bytes(images.astype("<f4").tobytes())
    node("read", folder / "weights", folder / "images", json.dumps(list(holds)), folder / "out")
    numbers = iter(np.fromfile(folder / "out", "<f4"))

    def taken(*shape: int) -> np.ndarray:
        return np.array([next(numbers) for _ in range(int(np.prod(shape)))], np.float32).reshape(shape)

    found = []
    for trace in traces:
        digit, confidence, unsure, no_digit, decided, settled = taken(6)
        facts = (int(digit), float(confidence), bool(unsure), bool(no_digit), (int(decided), int(settled)))
        reading = Reading(*facts, taken(*trace.beliefs.shape), [])
        for layer in trace.layers:
            names = [name for name in STATES if getattr(layer, name) is not None]
            reading.layers.append({name: taken(*layer.h.shape) for name in names})
        if trace.layers:
            reading.votes = taken(*trace.layers[-1].h.shape)
            reading.lead, turn = taken(2)
            reading.turn = int(turn)
        found.append(reading)
    assert next(numbers, None) is None, "the script wrote more than there is"
    return found


def canvases() -> np.ndarray:
    """Digits and signs drawn by brushes of 6 to 40 pixels in every place, and an empty one: uint8 (300, 280, 280)."""
    rng = np.random.default_rng(5)
    drawn = [np.zeros((pen.CANVAS, pen.CANVAS), np.uint8)]
    while len(drawn) < DRAWINGS:
        if len(drawn) % 5 == 0:
            drawn.append(non_digits.scribble(rng))
            continue
        brush = float(rng.uniform(6, 40))
        lines = strokes.deformed(rng, strokes.digit(rng, len(drawn) % 10))
        drawn.append(pen.drawn(pen.placed(rng, lines, brush), brush))
    return np.stack(drawn)


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return canvases()


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """What networks are given here: test digits, noise, a solid block, nothing; (n, 28, 28)."""
    rng = np.random.default_rng(3)
    digits = data.scaled(data.load().x_test[:6])
    noise = rng.uniform(0, 1, (2, 28, 28)).astype(np.float32)
    block = np.zeros((1, 28, 28), np.float32)
    block[:, 5:23, 5:23] = 1
    return np.concatenate([digits, noise, block, np.zeros((1, 28, 28), np.float32)])


def test_drawings_come_out_as_python_prepares_them(pixels: np.ndarray, tmp_path: Path) -> None:
    pixels.tofile(tmp_path / "pixels")
    node("images", tmp_path / "pixels", tmp_path / "out")
    found = np.fromfile(tmp_path / "out", "<f4").reshape(-1, 28, 28)
    ink = np.full((*pixels.shape, 4), 255, np.uint8)
    ink[..., 3] = pixels
    expected = np.stack([model.from_canvas(each) for each in ink])
    differences = np.abs(found - expected)
    assert differences.max() <= 0.02
    assert differences.mean(axis=(1, 2)).max() <= 0.002
    assert expected[1:].any(axis=(1, 2)).all()


def test_every_network_reads_as_in_python(each_shipped: Network, images: np.ndarray, tmp_path: Path) -> None:
    traces = [model.read(each_shipped, image) for image in images]
    for found, trace in zip(read(each_shipped, images, traces, tmp_path), traces, strict=True):
        assert (found.digit, found.unsure, found.no_digit) == (trace.digit, trace.unsure, trace.no_digit)
        assert found.beliefs == pytest.approx(trace.beliefs, abs=CLOSE)
        assert found.rows == (decided_row(trace.beliefs), settled_row(trace.beliefs))
        for layer, expected in zip(found.layers, trace.layers, strict=True):
            for name, values in layer.items():
                wanted = getattr(expected, name)
                largest = max(1.0, float(np.abs(wanted).max()))  # rectified states grow to dozens
                assert np.abs(values - wanted).max() <= CLOSE * largest, name


@pytest.mark.slow
def test_votes_and_turns_are_those_of_python(each_shipped: Network, images: np.ndarray, tmp_path: Path) -> None:
    traces = [model.read(each_shipped, image) for image in images[:4]]
    for found, trace in zip(read(each_shipped, images[:4], traces, tmp_path), traces, strict=True):
        if not trace.layers:
            continue
        expected = explain.votes(each_shipped, trace, 3, 8)
        assert found.votes == pytest.approx(expected, abs=1e-4 * max(1.0, float(np.abs(expected).max())))
        assert found.turn == turning_row(trace.beliefs)


def test_a_gate_that_is_held_keeps_its_value_and_changes_what_follows(images: np.ndarray, tmp_path: Path) -> None:
    network = model.load("lstm-fair")
    plain = model.read(network, images[0])
    hold = {"layer": 0, "gate": "f", "units": [2, 7], "from": 10, "to": 12, "value": 0.25}
    [found] = read(network, images[:1], [plain], tmp_path, [hold])
    forget = found.layers[0]["f"]
    assert (forget[9:12][:, [2, 7]] == 0.25).all()
    of_plain = plain.layers[0]
    assert of_plain.f is not None
    assert of_plain.c is not None
    assert forget[:9] == pytest.approx(of_plain.f[:9], abs=CLOSE)
    memory = found.layers[0]["c"]
    expected = 0.25 * memory[8, 2] + found.layers[0]["i"][9, 2] * found.layers[0]["g"][9, 2]
    assert memory[9, 2] == pytest.approx(expected, abs=CLOSE)
    assert memory[9, 3] == pytest.approx(of_plain.c[9, 3], abs=CLOSE), "another unit of the same row"


def test_a_hold_of_its_own_value_changes_nothing(images: np.ndarray, tmp_path: Path) -> None:
    network = model.load("gru-fair")
    plain = model.read(network, images[1])
    [once] = read(network, images[1:2], [plain], tmp_path)
    kept = float(once.layers[0]["z"][4, 6])
    hold = {"layer": 0, "gate": "z", "units": [6], "from": 5, "to": 5, "value": kept}
    [again] = read(network, images[1:2], [plain], tmp_path, [hold])
    assert (again.beliefs == once.beliefs).all()
