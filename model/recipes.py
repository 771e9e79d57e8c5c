"""The named architectures: in goes a name, out comes a `Recipe`, everything `train.py` needs to train it.

Pure data: nothing here imports Keras, so that the command line and the pages can list it at once.
"""

from __future__ import annotations

from dataclasses import dataclass


class UnknownRecipeError(KeyError):
    """A name that is no recipe's; its message lists the names there are."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError itself would show the sentence in quotes


@dataclass(frozen=True)
class LayerSpec:
    """One layer as plain settings; what a kind does not use stays at its default."""

    kind: str  # Keras's name: LSTM, GRU, SimpleRNN, Dense, BatchNormalization, Dropout or Flatten
    units: int = 0  # outputs of an LSTM, GRU, SimpleRNN or Dense layer
    activation: str = "linear"  # of the candidate and the state in a recurrent layer, of the sum in a Dense one
    rate: float = 0.0  # share of its inputs that Dropout sets to zero while training


@dataclass(frozen=True)
class Recipe:
    """An architecture with the settings it is trained with."""

    name: str  # what the command line, the files and the pages call it
    layers: tuple[LayerSpec, ...]  # from the 28 rows of 28 pixels to the 10 digits
    optimizer: str  # Keras's name, such as "adam"
    learning_rate: float | None  # None: the optimizer's own default
    loss: str  # Keras's name, such as "sparse_categorical_crossentropy"
    batch_size: int  # images for one step of the optimizer
    epochs: int  # passes over the training images
    every_row: bool  # True: the output layer is trained after each row; False: after the last row only
    published: float | None  # accuracy on the 10,000 test images that its source reports
    source: str  # where the recipe comes from, in a sentence


DEFAULT = "bn-lstm-128-tanh"

_ALL = (
    Recipe(
        name="bn-lstm-128-tanh",
        layers=(
            LayerSpec("BatchNormalization"),
            LayerSpec("LSTM", units=128, activation="tanh"),
            LayerSpec("Dense", units=64, activation="tanh"),
            LayerSpec("Dense", units=10, activation="softmax"),
        ),
        optimizer="adam",
        learning_rate=None,
        loss="sparse_categorical_crossentropy",
        batch_size=128,
        epochs=5,
        every_row=False,
        published=0.9829,
        source="Published with 98.29 % on the test images, trained on all 60,000 training images as here.",
    ),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _ALL}


def find(name: str) -> Recipe:
    """The recipe of that name.

    Args:
        name: one of the keys of `RECIPES`.

    Raises:
        UnknownRecipeError: no recipe is called that.
    """
    if name not in RECIPES:
        raise UnknownRecipeError(f"expected one of the recipes {', '.join(RECIPES)}, but got {name!r}")
    return RECIPES[name]
