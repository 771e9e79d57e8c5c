"""Weights come back as they were saved; a missing or damaged file is named, with the command that mends it."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import model
from evaluation import reports
from model import files, weights
from model.recipes import LayerSpec
from model.weights import Layer, Network, WeightsError

NAME = "bn-lstm-128-tanh"
KERNEL = "1.LSTM.kernel"
FLATTEN = LayerSpec("Flatten")


@pytest.fixture(scope="module")
def shipped() -> Network:
    return weights.load(NAME)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of the shipped pair."""
    for kind in (".npz", ".json"):
        shutil.copy(weights.TRAINED / f"{NAME}{kind}", tmp_path)
    return tmp_path


def document(folder: Path) -> dict[str, Any]:
    return json.loads((folder / f"{NAME}.json").read_text())


def reseal(folder: Path, **changes: Any) -> None:
    """Change fields of the JSON and renew its checksum, as someone would who wants to fool the loader."""
    text = json.dumps(weights.sealed(document(folder) | changes))
    (folder / f"{NAME}.json").write_text(text)


def repack(folder: Path, change: Callable[[dict[str, np.ndarray]], None]) -> None:
    """Change arrays and renew both checksums."""
    path = folder / f"{NAME}.npz"
    arrays = files.unpack(path.read_bytes())
    change(arrays)
    with path.open("wb") as file:
        np.savez(file, **arrays)
    reseal(folder, weights_sha256=files.sha256(path.read_bytes()))


def truncate(folder: Path, kind: str) -> None:
    path = folder / f"{NAME}{kind}"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(folder: Path, kind: str, place: int = 1000) -> None:
    path = folder / f"{NAME}{kind}"
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def no_zip(folder: Path) -> None:
    (folder / f"{NAME}.npz").write_bytes(b"\x93NUMPY, but not many")
    reseal(folder, weights_sha256=files.sha256((folder / f"{NAME}.npz").read_bytes()))


def truncated_with_its_checksum(folder: Path) -> None:
    truncate(folder, ".npz")
    reseal(folder, weights_sha256=files.sha256((folder / f"{NAME}.npz").read_bytes()))


def edited_by_hand(folder: Path) -> None:
    path = folder / f"{NAME}.json"
    path.write_text(path.read_text().replace('"accuracy": 0.98', '"accuracy": 0.99', 1))


def with_layer(**changes: Any) -> Callable[[Path], None]:
    """The second layer with other settings."""

    def change(folder: Path) -> None:
        layers = document(folder)["layers"]
        layers[1].update(changes)
        reseal(folder, layers=layers)

    return change


DAMAGED_WEIGHTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (lambda folder: (folder / f"{NAME}.npz").unlink(), "expected a file"),
    "truncated": (lambda folder: truncate(folder, ".npz"), "expected the SHA-256"),
    "truncated, checksum renewed": (truncated_with_its_checksum, "expected a whole .npz"),
    "one bit flipped": (lambda folder: flip(folder, ".npz"), "expected the SHA-256"),
    "no archive": (no_zip, "expected a whole .npz"),
    "wrong shape": (
        lambda folder: repack(folder, lambda arrays: arrays.update({KERNEL: arrays[KERNEL][:, :, 1:]})),
        f"expected {KERNEL} of shape (4, 28, 128), but found (4, 28, 127)",
    ),
    "wrong type": (
        lambda folder: repack(folder, lambda arrays: arrays.update({KERNEL: arrays[KERNEL].astype(float)})),
        f"expected {KERNEL} as float32, but found float64",
    ),
    "not a number": (
        lambda folder: repack(folder, lambda arrays: arrays[KERNEL].__setitem__((0, 0, 0), np.nan)),
        f"expected finite numbers in {KERNEL}",
    ),
    "pickled": (
        lambda folder: repack(folder, lambda arrays: arrays.update({KERNEL: np.array([print], object)})),
        "allow_pickle=False",
    ),
    "one array more": (
        lambda folder: repack(folder, lambda arrays: arrays.update(more=np.zeros(3, np.float32))),
        "but more differ",
    ),
    "one array less": (
        lambda folder: repack(folder, lambda arrays: arrays.pop(KERNEL)),
        f"but {KERNEL} differ",
    ),
    "fewer than the layer has units": (
        with_layer(units=256),
        f"expected {KERNEL} of shape (4, 28, 256), but found (4, 28, 128)",
    ),
}


DAMAGED_DOCUMENT: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (lambda folder: (folder / f"{NAME}.json").unlink(), "expected a file"),
    "a folder": (
        lambda folder: ((folder / f"{NAME}.json").unlink(), (folder / f"{NAME}.json").mkdir()),
        "expected a file",
    ),
    "truncated": (lambda folder: truncate(folder, ".json"), "line"),
    "empty": (lambda folder: (folder / f"{NAME}.json").write_text(""), "line 1"),
    "a list of no text": (lambda folder: (folder / f"{NAME}.json").write_bytes(b"[\xff]"), "decode"),
    "nested without end": (lambda folder: (folder / f"{NAME}.json").write_text("[" * 100_000), "recursion"),
    "edited by hand": (edited_by_hand, "altered"),
    "another network's": (lambda folder: reseal(folder, name="other"), "but found other"),
    "wrong type": (lambda folder: reseal(folder, every_row="no"), "every_row: expected a value of type bool"),
    "no layers": (lambda folder: reseal(folder, layers=[]), "expected a last Dense layer"),
    "unknown kind": (with_layer(kind="Transformer"), "'Transformer'"),
    "unknown activation": (with_layer(activation="gelu"), "'gelu'"),
    "no units": (with_layer(units=0), "at least one unit"),
    "rows after Flatten": (
        lambda folder: reseal(folder, layers=[asdict(FLATTEN), *document(folder)["layers"]]),
        "expected rows before LSTM",
    ),
}


def assert_one_sentence(error: WeightsError, path: Path, words: str) -> None:
    message = str(error)
    assert message.startswith(f"{path.name}: ")
    assert str(path.parent) not in message
    assert words in message
    assert f"`python train.py --recipe {NAME}`" in message
    assert "\n" not in message


@pytest.mark.parametrize(("damage", "words"), DAMAGED_WEIGHTS.values(), ids=DAMAGED_WEIGHTS.keys())
def test_damaged_weights_are_named(damage: Callable[[Path], None], words: str, folder: Path) -> None:
    damage(folder)
    with pytest.raises(WeightsError) as caught:
        weights.load(NAME, folder)
    assert_one_sentence(caught.value, folder / f"{NAME}.npz", words)


@pytest.mark.parametrize(("damage", "words"), DAMAGED_DOCUMENT.values(), ids=DAMAGED_DOCUMENT.keys())
def test_a_damaged_document_is_named(damage: Callable[[Path], None], words: str, folder: Path) -> None:
    damage(folder)
    for load in (weights.load, reports.load):
        with pytest.raises(WeightsError) as caught:
            load(NAME, folder)
        assert_one_sentence(caught.value, folder / f"{NAME}.json", words)


def test_weights_of_another_training_are_taken_on_demand_and_known_by_their_checksum(folder: Path) -> None:
    repack(folder, lambda arrays: arrays.update({KERNEL: arrays[KERNEL] + 1}))
    reseal(folder, weights_sha256=weights.checksum(NAME))
    with pytest.raises(WeightsError, match="expected the SHA-256"):
        weights.load(NAME, folder)
    found = weights.load(NAME, folder, any_checksum=True)
    assert found.checksum == files.sha256((folder / f"{NAME}.npz").read_bytes()) != weights.checksum(NAME)


def test_the_checksum_is_that_of_the_file_and_other_arrays_have_none(shipped: Network) -> None:
    data = (weights.TRAINED / f"{NAME}.npz").read_bytes()
    assert shipped.checksum == weights.checksum(NAME) == files.sha256(data)
    assert weights.with_arrays(shipped, weights.named_arrays(shipped)).checksum == ""
    assert Network(NAME, shipped.layers, shipped.every_row).checksum == ""


def test_loading_does_not_run_what_an_array_holds(folder: Path) -> None:
    class Run:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(folder / "ran"),)

    repack(folder, lambda arrays: arrays.update({KERNEL: np.array([Run()], object)}))
    with pytest.raises(WeightsError):
        weights.load(NAME, folder)
    assert not (folder / "ran").exists()


def test_an_unknown_name_lists_the_known_ones() -> None:
    for load in (model.load, reports.load):
        with pytest.raises(KeyError) as caught:
            load("../secret")
        assert str(caught.value) == f"expected one of the recipes {', '.join(model.RECIPES)}, but got '../secret'"


def test_names_are_those_with_both_files(folder: Path) -> None:
    assert weights.names(folder) == [NAME]
    (folder / f"{NAME}.npz").unlink()
    assert weights.names(folder) == []
    assert weights.names(folder / "nowhere") == []


def test_the_default_network_is_named_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = {"another": model.RECIPES[NAME], NAME: model.RECIPES[NAME], "z": model.RECIPES[NAME]}
    monkeypatch.setattr(weights, "RECIPES", others)
    monkeypatch.setattr(weights, "DEFAULT", NAME)
    for name in ("another", "z"):
        for kind in (".npz", ".json"):
            shutil.copy(folder / f"{NAME}{kind}", folder / f"{name}{kind}")
    assert weights.names(folder) == [NAME, "another", "z"]


def changed(network: Network) -> Network:
    """The same network with another kernel in its last layer."""
    *others, last = network.layers
    arrays = {**last.arrays, "kernel": last.arrays["kernel"] + 1}
    return replace(network, layers=(*others, Layer(last.spec, arrays)))


def pair(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_weights_come_back_as_they_were_saved(folder: Path, shipped: Network) -> None:
    report = weights.load_report(NAME, folder)
    weights.save(changed(shipped), report, folder)
    found = weights.load(NAME, folder)
    assert found.every_row == shipped.every_row
    for layer, expected in zip(found.layers, changed(shipped).layers, strict=True):
        assert layer.spec == expected.spec
        assert layer.arrays.keys() == expected.arrays.keys()
        for name, array in layer.arrays.items():
            np.testing.assert_array_equal(array, expected.arrays[name])
    assert weights.load_report(NAME, folder) == report


def test_the_same_weights_give_the_same_bytes(folder: Path, shipped: Network) -> None:
    report, written = weights.load_report(NAME, folder), []
    for _ in range(2):
        weights.save(shipped, report, folder)
        written.append(pair(folder))
    assert written[0] == written[1]


def test_weights_and_report_are_of_one_training_while_others_are_written(folder: Path, shipped: Network) -> None:
    trainings = [shipped, changed(shipped)] * 10
    document = weights.load_report(NAME, folder)
    with ThreadPoolExecutor(1) as other:
        writing = other.submit(lambda: [weights.save(network, document, folder) for network in trainings])
        checksums = set()
        while not writing.done():
            checksums.add(weights.load(NAME, folder).checksum)
        writing.result()
    assert len(checksums) == 2, "there was something to mix"


def test_a_file_beside_is_loaded_with_its_network(folder: Path, shipped: Network) -> None:
    beside = folder / f"{NAME}.snapshots.npz"
    with pytest.raises(WeightsError) as caught:
        weights.load_with(NAME, beside, folder)
    assert_one_sentence(caught.value, beside, "expected a file, but: No such file")
    weights.save(shipped, {}, folder, {beside: b"of the same training"})
    network, data = weights.load_with(NAME, beside, folder)
    assert (network.checksum, data) == (shipped.checksum, b"of the same training")


def test_a_stamp_changes_whenever_the_files_are_replaced(folder: Path, shipped: Network) -> None:
    stamps = [weights.stamp(NAME, folder)]
    assert weights.stamp(NAME, folder) == stamps[0]
    for _ in range(3):
        weights.save(shipped, {}, folder)  # the same bytes again
        stamps.append(weights.stamp(NAME, folder))
    for kind in (".npz", ".json"):
        (folder / f"{NAME}{kind}").unlink()
        stamps.append(weights.stamp(NAME, folder))
    assert len(set(stamps)) == len(stamps)
    assert stamps[-1] == (None, None)


def test_weights_that_are_no_numbers_are_not_saved(folder: Path, shipped: Network) -> None:
    before, broken = pair(folder), changed(shipped)
    broken.layers[-1].arrays["kernel"][0, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        weights.save(broken, {}, folder)
    assert pair(folder) == before


@pytest.mark.parametrize("stop", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("place", [1, 2])
def test_a_stop_while_writing_keeps_the_last_good_pair(
    stop: BaseException,
    call: str,
    place: int,
    folder: Path,
    shipped: Network,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, original, calls = pair(folder), getattr(os, call), []

    def stopping(*args: Any) -> None:
        calls.append(args)
        if len(calls) == place:
            raise stop
        original(*args)

    monkeypatch.setattr(os, call, stopping)
    with pytest.raises(type(stop)):
        weights.save(changed(shipped), {}, folder)
    assert pair(folder) == before


def test_a_first_write_that_stops_leaves_nothing(
    tmp_path: Path, shipped: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = os.replace

    def full_at_the_json(source: Path, target: Path) -> None:
        if target.suffix == ".json":
            raise OSError(errno.ENOSPC, "No space left on device")
        original(source, target)

    monkeypatch.setattr(os, "replace", full_at_the_json)
    with pytest.raises(OSError, match="No space left"):
        weights.save(shipped, {}, tmp_path)
    assert pair(tmp_path) == {}


def test_new_weights_beside_an_old_report_are_refused(folder: Path, shipped: Network) -> None:
    old = (folder / f"{NAME}.json").read_bytes()
    weights.save(changed(shipped), weights.load_report(NAME, folder), folder)
    (folder / f"{NAME}.json").write_bytes(old)
    with pytest.raises(WeightsError, match="SHA-256"):
        weights.load(NAME, folder)
