"""What is measured of a trained network lies beside its weights: the checks of such a file, the command that writes it.

In goes the name of the module in `evaluation/` that measures, with what it does; out come files, and errors that name
the command.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evaluation.metrics import Labels
from model import weights
from model.data import DataError, load_part
from model.recipes import UnknownRecipeError
from model.weights import Network, WeightsError

FAILED = 2  # exit code

Locate = Callable[[str, Path], Path]
Load = Callable[[str, Path], object]  # raises WeightsError where the file of a network does not fit its weights
Write = Callable[[Network, npt.NDArray[np.uint8], Labels, Path], str]  # measures, saves, and says what was found


# ---- the file ----------------------------------------------------------------------------------------------


@contextmanager
def read_from(file: Path, name: str, module: str) -> Iterator[None]:
    """Turns what goes wrong while the file of a network is read into a WeightsError that names the command."""
    try:
        yield
    except OSError as error:
        raise _unfit(file, name, module, f"expected a file, but: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise _unfit(file, name, module, str(error)) from error


def expect(fits: bool, expected: str, came: str) -> None:
    """Raises ValueError unless it fits."""
    if not fits:
        raise ValueError(f"expected {expected}, but found {came}")


def expect_weights(name: str, sha256: str, *, found_name: str, found_sha256: str) -> None:
    """Raises ValueError unless the network of this name was measured, with the weights of this checksum."""
    expect(found_name == name, f"the network {name}", found_name)
    expect(found_sha256 == sha256, f"weights {sha256[:12]}…", f"{found_sha256[:12]}…")


def expect_counts(counts: Sequence[int], images: int) -> None:
    """Raises ValueError unless each may count some of so many images."""
    expect(all(0 <= count <= images for count in counts), f"counts from 0 to {images:,}", "others")


def _unfit(file: Path, name: str, module: str, what: str) -> WeightsError:
    return WeightsError(f"{file.name}: {what}; `python -m evaluation.{module} {name}` writes it anew")


# ---- the command -------------------------------------------------------------------------------------------


def run(argv: Sequence[str] | None, module: str, *, does: str, path: Locate, load: Load, write: Write) -> int:
    """The command line of a module that measures; returns the exit code.

    Args:
        argv: its words; None: those of the program.
        module: its name.
        does: one sentence for the help.
        path: where the file of a network lies, in a folder.
        load: what that file says.
        write: measures a network on the test images, (n, 28, 28) uint8 and (n,), and saves what it found in a folder.
    """
    parser = argparse.ArgumentParser(description=does)
    parser.add_argument("names", nargs="*", metavar="NAME", help="networks; all trained ones if none is named")
    where = "where the networks lie; default: %(default)s"
    parser.add_argument("--folder", type=Path, default=weights.TRAINED, help=where)
    args = parser.parse_args(argv)
    folder = args.folder
    try:
        names = args.names or weights.names(folder)
        pixels, labels = load_part("test")
        for name in names:
            network = weights.load(name, folder)
            if _is_measured(name, folder, load):
                print(f"{name} is measured already: {path(name, folder)}")
                continue
            began = time.perf_counter()
            found = write(network, pixels, labels, folder)
            print(f"{name}: {found}, in {time.perf_counter() - began:.0f} s", flush=True)
    except OSError as error:
        print(f"{module}.py: expected to write in {folder}, but: {error}", file=sys.stderr)
        return FAILED
    except (WeightsError, UnknownRecipeError, DataError) as error:
        print(f"{module}.py: {error}", file=sys.stderr)
        return FAILED
    return 0


def _is_measured(name: str, folder: Path, load: Load) -> bool:
    try:
        load(name, folder)
    except WeightsError:
        return False
    return True
