"""A trained network as named arrays: in goes a recipe's name, out comes a `Network`, and back into files.

`NAME.npz` holds the arrays; `NAME.json` the structure, the checksum of `NAME.npz`, the report, and a checksum
of itself. Nothing in either is trusted before it is checked, and nothing is unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from model import files, records
from model.calibration import Calibration
from model.plans import Plan, array_name, check_arrays, plan
from model.recipes import DEFAULT, RECIPES, LayerSpec, find

TRAINED = Path(__file__).parent / "trained"
# An answer below this is called unsure, unless a network brings its own bound. Of the 5,000 held-back images, that
# is 1.6 % of those that `bn-lstm-128-tanh` reads, and half of all its errors (`python -m benchmarks.sureness`).
UNSURE_BELOW = 0.8

Array: TypeAlias = npt.NDArray[np.float32]
Stamp: TypeAlias = tuple[tuple[int, int, int] | None, ...]


class WeightsError(ValueError):
    """Files of a trained network are missing or damaged; the message names the file and the command that mends it."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: its settings and what it learned."""

    spec: LayerSpec  # kind, units, activation
    arrays: Mapping[str, Array]  # by the names and shapes of `plans.ARRAYS`


@dataclass(frozen=True, eq=False)
class Network:
    """A trained network, all that the forward pass needs."""

    name: str  # the recipe's
    layers: tuple[Layer, ...]  # from the rows of the image to the digits
    every_row: bool  # True: its output layer was trained after each row; False: after the last row only
    unsure_below: float = UNSURE_BELOW  # an answer of a lower probability is called unsure
    calibration: Calibration | None = None  # of the logits after each row
    checksum: str = ""  # SHA-256 of the `NAME.npz` it was loaded from, which tells trainings apart; "" if from no file


def load(name: str, folder: Path | None = None, *, any_checksum: bool = False) -> Network:
    """The trained network of a recipe.

    Args:
        name: one of `recipes.RECIPES`.
        folder: where its two files lie; None: `TRAINED`, as everywhere here.
        any_checksum: True to take weights of another training than the report is of, if they fit the layers.

    Raises:
        UnknownRecipeError: no recipe is called that; a KeyError.
        WeightsError: a file is missing or damaged, or the two do not belong together.
    """
    return _network(name, *_read(name, _paths(name, folder)), any_checksum=any_checksum)


def load_with(name: str, beside: Path, folder: Path | None = None) -> tuple[Network, bytes]:
    """The trained network of a recipe and the bytes of a file that its training wrote too; raises as `load` does."""
    document, data, more = _read(name, [*_paths(name, folder), beside])
    return _network(name, document, data), more


def load_report(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The report beside the weights as plain data, its checksum verified; raises as `load` does."""
    return _document(name, *_read(name, _paths(name, folder)[:1])).report


def checksum(name: str, folder: Path | None = None) -> str:
    """SHA-256 of the weights that the report is of; raises as `load` does."""
    return _document(name, *_read(name, _paths(name, folder)[:1])).weights_sha256


def stamp(name: str, folder: Path | None = None) -> Stamp:
    """Another value whenever a network's files were replaced, without reading them: for caches of what is in them.

    Take it before loading: what is loaded after it is at least as new.

    Returns:
        Inode, bytes and time of the last change in ns of `NAME.json` and of `NAME.npz`; None for one that is missing.
    """
    return tuple(map(_file_stamp, _paths(name, folder)))


def names(folder: Path | None = None) -> list[str]:
    """The recipes with both files present, the default one first."""
    trained = [name for name in RECIPES if all(path.is_file() for path in _paths(name, folder))]
    return sorted(trained, key=lambda name: name != DEFAULT)


def save(
    network: Network, report: dict[str, Any], folder: Path | None = None, beside: Mapping[Path, bytes] | None = None
) -> None:
    """Write `NAME.npz` and `NAME.json`, all or none.

    Args:
        network: what to write.
        report: its scores as plain data, see `reports.py`.
        folder: where to; it must exist.
        beside: other files that belong to them.

    Raises:
        ValueError: an array has the wrong shape or type, or a number is not finite.
        OSError: the folder cannot be written, or the disk is full.
    """
    specs = tuple(layer.spec for layer in network.layers)
    arrays = named_arrays(network)
    check_arrays(arrays, specs, plan(specs, network.every_row))
    data = files.pack(arrays)
    document = _Document(
        name=network.name,
        layers=specs,
        every_row=network.every_row,
        unsure_below=network.unsure_below,
        calibration=network.calibration,
        weights_sha256=files.sha256(data),
        report=report,
    )
    written = records.to_json(sealed(asdict(document))).encode()
    files.write_whole({**(beside or {}), **dict(zip(_paths(network.name, folder), (written, data), strict=True))})


def named_arrays(network: Network) -> dict[str, Array]:
    """All arrays of a network, each named as in its `.npz`."""
    return {
        array_name(place, layer.spec, name): array
        for place, layer in enumerate(network.layers)
        for name, array in layer.arrays.items()
    }


def with_arrays(network: Network, arrays: Mapping[str, Array]) -> Network:
    """A network of the same layers with other arrays, named as `named_arrays` does.

    Raises:
        ValueError: there are other arrays than the layers need, or a number is not finite.
    """
    specs = tuple(layer.spec for layer in network.layers)
    plans = plan(specs, network.every_row)
    check_arrays(arrays, specs, plans)
    return replace(network, layers=_layers(arrays, specs, plans), checksum="")


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """`content` with the SHA-256 of its canonical JSON under "sha256"."""
    rest = {key: value for key, value in content.items() if key != "sha256"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return {**rest, "sha256": files.sha256(canonical.encode())}


def damaged(file: str, name: str, what: str) -> WeightsError:
    """The error of a file that the training of a recipe writes, in one sentence.

    The file is named without its folder: visitors of a public page read this.
    """
    return WeightsError(f"{file}: {what}; `python train.py --recipe {name} --ship` writes it anew")


@dataclass(frozen=True)
class _Document:
    """`NAME.json` without its own checksum."""

    name: str
    layers: tuple[LayerSpec, ...]
    every_row: bool
    unsure_below: float
    calibration: Calibration | None
    weights_sha256: str  # of NAME.npz
    report: dict[str, Any]


def _layers(arrays: Mapping[str, Array], specs: tuple[LayerSpec, ...], plans: tuple[Plan, ...]) -> tuple[Layer, ...]:
    return tuple(
        Layer(spec, {array: arrays[array_name(place, spec, array)] for array in planned.shapes})
        for place, (spec, planned) in enumerate(zip(specs, plans, strict=True))
    )


def _paths(name: str, folder: Path | None) -> tuple[Path, Path]:
    """Where the document and the arrays of a network lie."""
    folder = folder or TRAINED  # looked up here alone, so that this one constant says where the networks lie
    return folder / f"{name}.json", folder / f"{name}.npz"


def _read(name: str, paths: Sequence[Path]) -> list[bytes]:
    """The bytes of files of one training; no file is touched unless a recipe is called that."""
    find(name)
    try:
        return files.read_together(paths)
    except OSError as error:
        raise damaged(Path(error.filename).name, name, f"expected a file, but: {error.strerror}") from error


def _network(name: str, document: bytes, data: bytes, *, any_checksum: bool = False) -> Network:
    """The network in the bytes of its two files."""
    found = _document(name, document)
    specs, plans, sha256 = found.layers, plan(found.layers, found.every_row), files.sha256(data)
    try:
        if sha256 != found.weights_sha256 and not any_checksum:
            raise ValueError(f"expected the SHA-256 {found.weights_sha256[:12]}…, but found {sha256[:12]}…")
        arrays = files.unpack(data)
        check_arrays(arrays, specs, plans)
    except ValueError as error:
        raise damaged(f"{name}.npz", name, str(error)) from error
    return Network(name, _layers(arrays, specs, plans), found.every_row, found.unsure_below, found.calibration, sha256)


def _document(name: str, data: bytes) -> _Document:
    """What the bytes of `NAME.json` hold."""
    try:
        content = json.loads(data)
        if not isinstance(content, dict) or content != sealed(content):
            raise ValueError("expected the content that its checksum was made of, but it was altered")
        del content["sha256"]
        document = records.from_plain(_Document, content, "document")
        if document.name != name:
            raise ValueError(f"expected the network {name}, but found {document.name}")
        plan(document.layers, document.every_row)  # raises if the layers do not fit onto each other
        if document.calibration:
            document.calibration.check()
    except (ValueError, RecursionError) as error:
        raise damaged(f"{name}.json", name, str(error)) from error
    return document


def _file_stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
