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
class TrainingSettings:
    """How a network of our own is trained; see `training/`. Each part's gain is measured in `model/README.md`."""

    weight_decay: float  # AdamW's (Loshchilov & Hutter 2019, "Decoupled weight decay regularization")
    warm_up: int  # steps over which the learning rate rises; then it falls along a cosine to zero
    earlier_rows: float  # weight of the loss after rows 1 to 27 together, against 1 for the last row
    averaging: float  # share of the average of the weights that each step renews
    held_back: int  # of the training images, the last so many: choices are made on them, no step is
    templates: int  # digits drawn by template
    redrawn: int  # of the first so many training digits, drawn again by a pen
    non_digits: int  # drawings that are no digit
    turned_over: int  # of the first so many training images, those that are no digit once turned over
    by_pen: int  # drawings of what real pens and handwriting fonts wrote, as far as their files are given
    taken: float  # share of all these drawings that one epoch takes
    deformation: float  # how much written digits are deformed anew each epoch; 1 is the usual, 0 not at all
    of_drawings: float  # the same of drawings, which vary already
    noisy: float  # share of the images at full deformation that get noise
    unsure: float  # share of the held-back digits that may be called unsure
    taught: float  # share of the targets that a teacher gives, see `training/teacher.py`; 0: there is none


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
    training: TrainingSettings | None = None  # None: trained as its source did, by Keras's own loop


DEFAULT = "reader"

OUR_TRAINING = TrainingSettings(
    weight_decay=1e-3,
    warm_up=300,
    earlier_rows=0.45,
    averaging=0.003,
    held_back=5_000,
    templates=72_000,
    redrawn=55_000,
    non_digits=180_000,
    turned_over=55_000,
    by_pen=160_000,
    taken=0.13,
    deformation=1.0,
    of_drawings=0.6,
    noisy=0.1,
    unsure=0.006,
    taught=0.7,
)

LAST_ROW_LOSS = "sparse_categorical_crossentropy"
ATIENZA = "Rowel Atienza, Deep-Learning-Experiments (github.com/roatienza), "
NIFAULLAH = (
    "github.com/nifaullah/MNIST-Classification-Using-Recurrent-Neural-Network-with-Keras, after pythonprogramming.net."
)
NORMALIZED = "One of the Keras programs that this one began with: normalized rows, "
FAIR = "Our own, for a fair race of cells, all by the reader's lessons: "
FAIR_EPOCHS = 50


def _lstm(units: int, activation: str = "tanh") -> LayerSpec:
    return LayerSpec("LSTM", units=units, activation=activation)


def _rnn(units: int, activation: str = "tanh") -> LayerSpec:
    return LayerSpec("SimpleRNN", units=units, activation=activation)


def _dense(units: int, activation: str) -> LayerSpec:
    return LayerSpec("Dense", units=units, activation=activation)


def _dropout(rate: float) -> LayerSpec:
    return LayerSpec("Dropout", rate=rate)


NORM = LayerSpec("BatchNormalization")
LOGITS, PROBABILITIES = _dense(10, "linear"), _dense(10, "softmax")


def _published(
    name: str,
    layers: tuple[LayerSpec, ...],
    optimizer: str,
    batch_size: int,
    epochs: int,
    accuracy: float,
    source: str,
) -> Recipe:
    """A recipe as its source trains it: Keras's defaults, all 60,000 training images, a loss on the last row."""
    return Recipe(name, layers, optimizer, None, LAST_ROW_LOSS, batch_size, epochs, False, accuracy, source)


def _ours(name: str, layers: tuple[LayerSpec, ...], epochs: int, source: str) -> Recipe:
    """A recipe of our own, with a loss after every row."""
    loss = "crossentropy_of_every_row"
    return Recipe(name, (*layers, LOGITS), "adamw", 4e-3, loss, 512, epochs, True, None, source, OUR_TRAINING)


_ALL = (
    _ours(
        "reader",
        (_lstm(160), _lstm(160)),
        320,
        "Our own: trained on deformed MNIST digits, on strokes of real pens and handwriting fonts, on drawings that "
        "are no digit, and by a convolutional teacher.",
    ),
    _published(
        "lstm-128x2-dropout",
        (
            _lstm(128),
            _dropout(0.2),
            _lstm(128),
            _dropout(0.1),
            _dense(32, "relu"),
            _dropout(0.2),
            LOGITS,
        ),
        *("adam", 32, 5, 0.9873, NIFAULLAH),
    ),
    _published("rnn-256-sgd", (_rnn(256), PROBABILITIES), "sgd", 128, 20, 0.979, f"{ATIENZA}SimpleRNN with SGD."),
    _published("rnn-256-adam", (_rnn(256), PROBABILITIES), "adam", 128, 20, 0.98, f"{ATIENZA}SimpleRNN with Adam."),
    _published(
        "bn-rnn-128-relu",
        (NORM, _rnn(128, "relu"), _dense(64, "relu"), PROBABILITIES),
        *("adam", 64, 5, 0.9628, f"{NORMALIZED}a SimpleRNN of rectifiers."),
    ),
    _published(
        "bn-rnn-128-tanh",
        (NORM, _rnn(128), _dense(64, "tanh"), PROBABILITIES),
        *("rmsprop", 64, 5, 0.9639, f"{NORMALIZED}a SimpleRNN."),
    ),
    _published(
        "bn-lstm-128-tanh",
        (NORM, _lstm(128), _dense(64, "tanh"), PROBABILITIES),
        *("adam", 128, 5, 0.9829, f"{NORMALIZED}an LSTM."),
    ),
    _published(
        "bn-lstm-256-relu",
        (NORM, _lstm(256, "relu"), PROBABILITIES),
        *("adam", 128, 5, 0.984, f"{NORMALIZED}an LSTM of rectifiers."),
    ),
    _published("lstm-256-sgd", (_lstm(256), PROBABILITIES), "sgd", 128, 20, 0.962, f"{ATIENZA}LSTM with SGD."),
    _published("lstm-256-adam", (_lstm(256), PROBABILITIES), "adam", 128, 20, 0.989, f"{ATIENZA}LSTM with Adam."),
    _published(
        "mlp-512",
        (LayerSpec("Flatten"), _dense(512, "relu"), PROBABILITIES),
        *("rmsprop", 128, 10, 0.9807, "The first example of many Keras courses: all pixels at once, no rows."),
    ),
    _ours("rnn-fair", (_rnn(128),), FAIR_EPOCHS, f"{FAIR}a SimpleRNN, which has no gates."),
    _ours("gru-fair", (LayerSpec("GRU", units=128, activation="tanh"),), FAIR_EPOCHS, f"{FAIR}a GRU, two gates."),
    _ours("lstm-fair", (_lstm(128),), FAIR_EPOCHS, f"{FAIR}an LSTM, three gates and a cell state."),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _ALL}


# Test accuracies of seeds 0 to 4, on one thread each, where seed 0 lay far below the published figure; their median is
# shipped.
SEEDS = {
    "rnn-256-adam": (0.9744, 0.9775, 0.9760, 0.9755, 0.9765),
    "bn-rnn-128-tanh": (0.9635, 0.9656, 0.9554, 0.9570, 0.9619),
    "lstm-256-sgd": (0.9581, 0.9554, 0.9490, 0.9512, 0.9426),
}

# Why a published accuracy lies outside the interval of ours, as far as trying other seeds tells.
REASONS = {
    "rnn-256-adam": (
        "Its accuracy jumps from epoch to epoch: in the last six it lay between 96.7 and 97.8 %, so that the epoch at "
        "which a training ends decides as much as the seed does; none of five seeds came to the published figure."
    ),
    "bn-rnn-128-relu": (
        "The seed decides: with seeds 0 to 4 it reached 97.04, 95.59, 97.39, 96.80 and 96.74 %, and the published "
        "figure lies among them."
    ),
    "lstm-256-sgd": (
        "SGD is still on its way down when the twenty epochs are over, and jumps: the last five ended between 94.63 "
        "and 95.85 %, and none of five seeds came to the published figure."
    ),
}


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
