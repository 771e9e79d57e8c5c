"""The network that a benchmark is asked about: in goes the option `--network [FOLDER/]NAME`, out comes its place."""

from __future__ import annotations

import argparse
from pathlib import Path

import model
from model.weights import TRAINED


def add_network(parser: argparse.ArgumentParser) -> None:
    """Adds the option to a command line."""
    words = "a shipped network, or one in another folder (default: %(default)s)"
    parser.add_argument("--network", type=Path, default=Path(model.DEFAULT), metavar="[FOLDER/]NAME", help=words)


def place_of(network: Path) -> tuple[str, Path]:
    """The name and the folder of what was given; a bare name is that of a shipped network."""
    return network.name, TRAINED if len(network.parts) == 1 else network.parent
