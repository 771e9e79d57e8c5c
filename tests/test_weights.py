"""Weights come back as they were saved, all of one training, whatever stops the writing."""

from __future__ import annotations

import errno
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import model
from evaluation import reports
from model import files, weights
from model.weights import Layer, Network, WeightsError
from tests.weight_files import KERNEL, NAME, assert_names_the_command, copied, repack, reseal


@pytest.fixture(scope="module")
def shipped() -> Network:
    return weights.load(NAME)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of the shipped pair."""
    return copied(tmp_path)


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
    assert_names_the_command(caught.value, beside, "expected a file, but: No such file")
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
