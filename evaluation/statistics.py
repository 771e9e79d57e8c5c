"""What a network does on all test images: in goes a network, out come `Statistics`, to and from a file.

    python -m evaluation.statistics [NAME ...]

writes `NAME.statistics.npz` beside the weights of each network named, or of all, unless one that fits is there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evaluation import measured, switches, units
from evaluation.measured import expect, expect_counts, expect_weights
from evaluation.metrics import Labels
from evaluation.switches import Switch
from evaluation.units import SHOWN, Units
from model import explain, files, forward, weights
from model.data import DIGITS, ROWS, scaled
from model.weights import Network

MODULE = "statistics"  # the command that writes
PART = 2000  # images read at a time
NAME_BYTES = 100  # of a unit's name, in UTF-8


@dataclass(frozen=True, eq=False)
class Statistics:
    """What is known of a network from reading all test images."""

    name: str  # the network's
    weights_sha256: str  # of the weights that read
    images: int  # how many
    right: int  # of these, answered rightly
    switches: tuple[Switch, ...]  # those that the network has
    right_switched: npt.NDArray[np.int32]  # (switches, 1 + layers) right answers with each, in all layers and in each
    layers: tuple[Units, ...]  # one a recurrent layer, first to last

    def accuracy(self, switch: Switch, layer: int | None = None) -> float:
        """Share of the images answered rightly under a switch, in all layers or in one, from 0."""
        place = 0 if layer is None else 1 + layer
        return float(self.right_switched[self.switches.index(switch), place] / self.images)


def measure(network: Network, pixels: npt.NDArray[np.uint8], labels: Labels) -> Statistics:
    """Read all images, as the network is and with every switch.

    Args:
        network: from `weights.load`.
        pixels: (n, 28, 28), 0 to 255.
        labels: (n,), 0 to 9.
    """
    images = scaled(pixels)
    hidden = _hidden(network, images)
    layers = []
    for place, states in enumerate(hidden):
        is_last = place == len(hidden) - 1
        usual = states[:, -1].mean(axis=0, dtype=np.float32)  # (units,) after the last row
        slopes = explain.slopes_of_digits(network, usual) if is_last else None
        layers.append(units.of_layer(states, pixels, labels, slopes))
    return Statistics(
        name=network.name,
        weights_sha256=network.checksum,
        images=len(labels),
        right=int((forward.predict(network, images).argmax(axis=1) == labels).sum()),
        switches=switches.switches(network),
        right_switched=switches.right_answers(network, images, labels),
        layers=tuple(layers),
    )


def path(name: str, folder: Path | None = None) -> Path:
    """Where the statistics of a network lie."""
    return (folder or weights.TRAINED) / f"{name}.statistics.npz"


def save(found: Statistics, folder: Path | None = None) -> None:
    """Write `NAME.statistics.npz` whole."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "name": np.array(found.name),
        "weights_sha256": np.array(found.weights_sha256),
        "counts": np.array([found.images, found.right], np.int32),
        "switches": np.array([each.words for each in found.switches], "U40"),
        "right_switched": found.right_switched,
    }
    for place, layer in enumerate(found.layers):
        for field in fields(Units):
            value = getattr(layer, field.name)
            if field.name == "names":
                value = np.array([each.encode() for each in value], f"S{NAME_BYTES}")
            arrays[f"{place}.{field.name}"] = value
    files.write_whole({path(found.name, folder): files.pack(arrays)})


def load(name: str, folder: Path | None = None) -> Statistics:
    """What was counted of a trained network, every array checked. Nothing is unpickled.

    Raises:
        UnknownRecipeError: no recipe is called that; a KeyError.
        WeightsError: the file is missing or damaged, or was made with other weights; its message names the command.
    """
    network = weights.load(name, folder)
    file = path(name, folder)
    with measured.read_from(file, name, MODULE):
        return _from_arrays(files.unpack(file.read_bytes()), network)


def _from_arrays(arrays: dict[str, npt.NDArray[np.generic]], network: Network) -> Statistics:
    """The statistics of a network in the arrays of its file; raises ValueError where they do not fit."""
    known = switches.switches(network)
    widths = [layer.spec.units for layer in network.layers if layer.spec.kind in switches.SWITCHES]
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {
        "name": ("U", ()),
        "weights_sha256": ("U", ()),
        "counts": ("i4", (2,)),
        "switches": ("U", (len(known),)),
        "right_switched": ("i4", (len(known), 1 + len(widths))),
    }
    for place, width in enumerate(widths):
        for field, (kind, shape) in _of_units(width).items():
            shapes[f"{place}.{field}"] = (kind, shape)
    expect(set(arrays) == set(shapes), ", ".join(shapes), ", ".join(arrays))
    for key, (kind, shape) in shapes.items():
        array = arrays[key]
        fits = array.shape == shape and (array.dtype.kind == kind or array.dtype == np.dtype(kind))
        expect(fits, f"{key} as {kind} {shape}", f"{array.dtype} {array.shape}")
    name, sha256 = str(arrays["name"]), str(arrays["weights_sha256"])
    expect_weights(network.name, network.checksum, found_name=name, found_sha256=sha256)
    words = [each.words for each in known]
    expect(arrays["switches"].tolist() == words, f"the switches {', '.join(words)}", "others")
    images, right = (int(count) for count in arrays["counts"].tolist())
    expect_counts([right, *np.ravel(arrays["right_switched"]).tolist()], images)
    layers = []
    for place in range(len(widths)):
        found = {field.name: arrays[f"{place}.{field.name}"] for field in fields(Units)}
        _check_units(found, images)
        named = tuple(bytes(each).decode() for each in found.pop("names").tolist())
        layers.append(Units(names=named, **found))  # type: ignore[arg-type]
    switched = np.asarray(arrays["right_switched"], np.int32)
    return Statistics(network.name, sha256, images, right, known, switched, tuple(layers))


def _of_units(width: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Type and shape of each array of a layer of so many units."""
    return {
        "courses": ("f2", (DIGITS, ROWS, width)),
        "images": ("u2", (width, SHOWN)),
        "rows": ("u1", (width, SHOWN)),
        "states": ("f2", (width, SHOWN)),
        "selectivity": ("f2", (width,)),
        "selective_rows": ("u1", (width,)),
        "names": (f"S{NAME_BYTES}", (width,)),
    }


def _check_units(found: dict[str, npt.NDArray[np.generic]], images: int) -> None:
    for field in ("courses", "states", "selectivity"):
        expect(bool(np.isfinite(found[field].astype(np.float32)).all()), f"finite numbers in {field}", "others")
    expect(bool((found["images"].astype(int) < images).all()), f"indexes below {images:,}", "others")
    for field in ("rows", "selective_rows"):
        rows = found[field].astype(int)
        expect(bool(((rows >= 1) & (rows <= ROWS)).all()), f"{field} from 1 to {ROWS}", "others")


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    does = "Counts what networks do on all test images, as they are and switched."
    return measured.run(argv, MODULE, does=does, path=path, load=load, write=_write)


def _write(network: Network, pixels: npt.NDArray[np.uint8], labels: Labels, folder: Path) -> str:
    """Measure a network, save what was found, and say it."""
    found = measure(network, pixels, labels)
    save(found, folder)
    return ", ".join(f"{each.words} {found.accuracy(each):.2%}" for each in found.switches) or "no gates"


def _hidden(network: Network, images: npt.NDArray[np.float32]) -> list[units.Half]:
    """Every recurrent layer's hidden states, (n, 28, units) each, at half precision: 90 MB for the reader's layers."""
    parts = [forward.hidden_by_row(network, images[k : k + PART]) for k in range(0, len(images), PART)]
    return [np.concatenate([part.astype(np.float16) for part in layer]) for layer in zip(*parts, strict=True)]


if __name__ == "__main__":
    sys.exit(main())
