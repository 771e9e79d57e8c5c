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
class School:
    """How a network of our own is trained; see `training/`. Each part's gain is measured in `model/README.md`."""

    weight_decay: float  # AdamW's (Loshchilov & Hutter 2019, "Decoupled weight decay regularization")
    warm_up: int  # steps over which the learning rate rises; then it falls along a cosine to zero
    earlier_rows: float  # weight of the loss after rows 1 to 27 together, against 1 for the last row
    averaging: float  # share of the average of the weights that is renewed every `AVERAGED_EVERY` steps
    held_back: int  # of the training images, the last so many: choices are made on them, no step is
    templates: int  # digits drawn by template of which each epoch has half
    redrawn: int  # training digits drawn again by a pen, of which each epoch has half
    others: int  # drawings that are no digit, of which each epoch has half
    deformation: float  # how much written digits are deformed anew each epoch; 1 is the usual, 0 not at all
    of_drawings: float  # the same of drawings, which vary already


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
    school: School | None = None  # None: trained as its source did, by Keras's own loop


DEFAULT = "reader"

OUR_SCHOOL = School(
    weight_decay=1e-3,
    warm_up=300,
    earlier_rows=0.3,
    averaging=0.03,
    held_back=5_000,
    templates=24_000,
    redrawn=24_000,
    others=18_000,
    deformation=1.0,
    of_drawings=0.6,
)

_ALL = (
    Recipe(
        name="reader",
        layers=(
            LayerSpec("LSTM", units=160, activation="tanh"),
            LayerSpec("LSTM", units=160, activation="tanh"),
            LayerSpec("Dense", units=10, activation="linear"),
        ),
        optimizer="adamw",
        learning_rate=4e-3,
        loss="crossentropy_of_every_row",
        batch_size=512,
        epochs=60,
        every_row=True,
        published=None,
        source="Our own: trained on deformed MNIST digits, on pen drawings and on drawings that are no digit.",
        school=OUR_SCHOOL,
    ),
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
