"""What a network does on all test images: in goes a network, out come `Statistics`, to and from a file.

    python -m evaluation.statistics [NAME ...]

writes `NAME.statistics.npz` beside the weights of each network named, or of all, unless one that fits is there.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evaluation import switches, units
from evaluation.metrics import Labels
from evaluation.switches import Switch
from evaluation.units import SHOWN, Units
from model import explain, files, forward, weights
from model.data import DIGITS, ROWS, DataError, load_part, scaled
from model.recipes import UnknownRecipeError
from model.weights import Network, WeightsError

PART = 2000  # images read at a time
FAILED = 2  # exit code
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
    try:
        return _from_arrays(files.unpack(file.read_bytes()), network)
    except OSError as error:
        raise _unfit(file, name, f"expected a file, but: {error.strerror}") from error
    except ValueError as error:
        raise _unfit(file, name, str(error)) from error


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
    _expect(set(arrays) == set(shapes), ", ".join(shapes), ", ".join(arrays))
    for key, (kind, shape) in shapes.items():
        array = arrays[key]
        fits = array.shape == shape and (array.dtype.kind == kind or array.dtype == np.dtype(kind))
        _expect(fits, f"{key} as {kind} {shape}", f"{array.dtype} {array.shape}")
    name, sha256 = str(arrays["name"]), str(arrays["weights_sha256"])
    _expect(name == network.name, f"the network {network.name}", name)
    _expect(sha256 == network.checksum, f"weights {network.checksum[:12]}…", f"{sha256[:12]}…")
    words = [each.words for each in known]
    _expect(arrays["switches"].tolist() == words, f"the switches {', '.join(words)}", "others")
    images, right = (int(count) for count in arrays["counts"].tolist())
    counts = [right, *np.ravel(arrays["right_switched"]).tolist()]
    _expect(all(0 <= count <= images for count in counts), f"counts from 0 to {images:,}", "others")
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
        _expect(bool(np.isfinite(found[field].astype(np.float32)).all()), f"finite numbers in {field}", "others")
    _expect(bool((found["images"].astype(int) < images).all()), f"indexes below {images:,}", "others")
    for field in ("rows", "selective_rows"):
        rows = found[field].astype(int)
        _expect(bool(((rows >= 1) & (rows <= ROWS)).all()), f"{field} from 1 to {ROWS}", "others")


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        description="Counts what networks do on all test images, as they are and switched."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="networks; all trained ones if none is named")
    where = "where the networks lie; default: %(default)s"
    parser.add_argument("--folder", type=Path, default=weights.TRAINED, help=where)
    args = parser.parse_args(argv)
    try:
        _measure_all(args.names or weights.names(args.folder), args.folder)
    except OSError as error:
        print(f"statistics.py: expected to write in {args.folder}, but: {error}", file=sys.stderr)
        return FAILED
    except (WeightsError, UnknownRecipeError, DataError) as error:
        print(f"statistics.py: {error}", file=sys.stderr)
        return FAILED
    return 0


def _measure_all(names: Sequence[str], folder: Path) -> None:
    """Measure those networks whose file does not fit their weights."""
    pixels, labels = load_part("test")
    for name in names:
        network = weights.load(name, folder)
        if _is_measured(name, folder):
            print(f"{name} is measured already: {path(name, folder)}")
            continue
        began = time.perf_counter()
        found = measure(network, pixels, labels)
        save(found, folder)
        switched = ", ".join(f"{each.words} {found.accuracy(each):.2%}" for each in found.switches)
        print(f"{name}: {switched or 'no gates'}, in {time.perf_counter() - began:.0f} s", flush=True)


def _is_measured(name: str, folder: Path) -> bool:
    try:
        load(name, folder)
    except WeightsError:
        return False
    return True


def _hidden(network: Network, images: npt.NDArray[np.float32]) -> list[units.Half]:
    """Every recurrent layer's hidden states, (n, 28, units) each, at half precision: 90 MB for the reader's layers."""
    parts = [forward.hidden_by_row(network, images[k : k + PART]) for k in range(0, len(images), PART)]
    return [np.concatenate([part.astype(np.float16) for part in layer]) for layer in zip(*parts, strict=True)]


def _expect(fits: bool, expected: str, came: str) -> None:
    if not fits:
        raise ValueError(f"expected {expected}, but found {came}")


def _unfit(file: Path, name: str, what: str) -> WeightsError:
    return WeightsError(f"{file.name}: {what}; `python -m evaluation.statistics {name}` writes it anew")


if __name__ == "__main__":
    sys.exit(main())
