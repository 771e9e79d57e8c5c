"""A network as it was while it learned: in go its weights after some epochs, and back out of one file.

`NAME.snapshots.npz` beside the weights holds them as float16, each array named by epoch and place, such as
"13/1.LSTM.kernel".
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from model import files, weights
from model.weights import TRAINED, Array, Network

EPOCHS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)  # after so many, and after the last


def pack(networks: Mapping[int, Network]) -> bytes:
    """The file of networks by the number of epochs they had learned."""
    return files.pack(
        {
            f"{epoch}/{name}": array.astype(np.float16)
            for epoch, network in networks.items()
            for name, array in weights.named_arrays(network).items()
        }
    )


def unpack(data: bytes, like: Network) -> dict[int, Network]:
    """The networks of a file, by epoch; `like` is any network of the same layers.

    Raises:
        ValueError: the data is damaged, or holds networks of other layers.
    """
    epochs: dict[int, dict[str, Array]] = {}
    for key, array in files.unpack(data).items():
        epoch, slash, name = key.partition("/")
        if not epoch.isdecimal() or not slash or array.dtype != np.float16:
            raise ValueError(f"expected arrays of float16 by epoch, but found {key} as {array.dtype}")
        epochs.setdefault(int(epoch), {})[name] = array.astype(np.float32)
    return {epoch: weights.with_arrays(like, arrays) for epoch, arrays in sorted(epochs.items())}


def path(name: str, folder: Path = TRAINED) -> Path:
    """Where the snapshots of a network lie."""
    return folder / f"{name}.snapshots.npz"


def load(name: str, folder: Path = TRAINED) -> dict[int, Network]:
    """The trained recipe as it was after each of some epochs, first to last; empty where none were kept.

    Raises:
        WeightsError: the file or the network beside it is damaged, or they are of different layers.
    """
    file = path(name, folder)
    if not file.is_file():
        return {}
    network, data = weights.load_with(name, file, folder)
    try:
        return unpack(data, network)
    except ValueError as error:
        raise weights.damaged(file.name, name, str(error)) from error
