"""A training stopped half-way: in go its progress and the values of all its variables, and back out of one file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.reports import Epoch
from model import files, records
from model.recipes import Recipe

Values = Sequence[npt.NDArray[Any]]


class CheckpointError(ValueError):
    """No training can be resumed from this file; the message says why and what to do."""


@dataclass(frozen=True)
class Progress:
    """Where a training stands after a whole epoch."""

    recipe: Recipe  # with the number of epochs asked for
    seed: int  # of the first weights and of the order of the images
    data_sha256: str  # of the data file
    seconds: float  # spent so far
    history: tuple[Epoch, ...]  # one for each epoch so far


def path(folder: Path, name: str) -> Path:
    """Where the checkpoint of a recipe lies while it trains."""
    return folder / f"{name}.checkpoint" / "epoch.npz"


def write(path: Path, progress: Progress, values: Values) -> None:
    """Write both into one file, so that they always belong together; whole or not at all.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    arrays = {str(place): value for place, value in enumerate(values)}
    path.parent.mkdir(exist_ok=True)
    files.write_whole({path: files.pack(arrays | {"progress": np.array(records.to_json(asdict(progress)))})})


def read(path: Path, wanted: Progress) -> tuple[Progress, Values]:
    """The progress to go on from, and the values in the order they were written in.

    Args:
        path: where `write` put it.
        wanted: the training to be resumed; its history and seconds do not matter.

    Raises:
        CheckpointError: there is none, it is damaged, or it belongs to another training than `wanted`.
    """
    try:
        arrays = files.unpack(path.read_bytes())
        found = records.from_plain(Progress, json.loads(str(arrays.pop("progress"))), "progress")
        _check_same(found, wanted)
    except OSError as error:
        raise _error(path, f"expected a checkpoint, but: {error.strerror}") from error
    except KeyError as error:
        raise _error(path, "expected a checkpoint, but found other arrays") from error
    except ValueError as error:
        raise _error(path, str(error)) from error
    return replace(found, recipe=wanted.recipe), list(arrays.values())


def _check_same(found: Progress, wanted: Progress) -> None:
    done, epochs = len(found.history), wanted.recipe.epochs
    if replace(found.recipe, epochs=epochs) != wanted.recipe:
        raise ValueError(f"expected the recipe {wanted.recipe.name} as it is now, but found another one")
    if found.seed != wanted.seed:
        raise ValueError(f"expected the seed {wanted.seed}, but found {found.seed}")
    if found.data_sha256 != wanted.data_sha256:
        raise ValueError("expected the same data file, but found that of another one")
    if done > epochs:
        raise ValueError(f"expected at most {epochs} epochs, but {done} are done")


def _error(path: Path, what: str) -> CheckpointError:
    return CheckpointError(f"{path.name}: {what}; without --resume, the training starts afresh")
