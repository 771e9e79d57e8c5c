"""The shipped files of one network in a folder of a test: copied, changed with their checksums renewed, and refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from model import files, weights
from model.weights import WeightsError
from tests.sentence import assert_one_sentence

NAME = "bn-lstm-128-tanh"
KERNEL = "1.LSTM.kernel"


def copied(folder: Path) -> Path:
    """Puts the shipped pair of files into a folder."""
    for kind in (".npz", ".json"):
        shutil.copy(weights.TRAINED / f"{NAME}{kind}", folder)
    return folder


def document(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{NAME}.json").read_text())
    return content


def reseal(folder: Path, **changes: Any) -> None:
    """Change fields of the JSON and renew its checksum, as someone would who wants to fool the loader."""
    text = json.dumps(weights.sealed(document(folder) | changes))
    (folder / f"{NAME}.json").write_text(text)


def repack(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change arrays and renew both checksums."""
    path = folder / f"{NAME}.npz"
    arrays: dict[str, Any] = files.unpack(path.read_bytes())
    change(arrays)
    with path.open("wb") as file:
        np.savez(file, **arrays)
    reseal(folder, weights_sha256=files.sha256(path.read_bytes()))


def assert_names_the_command(error: WeightsError, path: Path, words: str) -> None:
    assert_one_sentence(error, path, words, f"`python train.py --recipe {NAME} --ship`")
