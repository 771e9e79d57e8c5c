"""Trains a recipe: MNIST goes in, `model/trained/NAME.npz` (weights) and `NAME.json` (report) come out.

The only file of the program that imports Keras and TensorFlow, and only once there is something to train.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from model import checkpoint, data, evaluation, files, forward, layers, weights
from model.checkpoint import Progress, Values
from model.data import Data
from model.evaluation import Epoch, Training
from model.recipes import DEFAULT, RECIPES, LayerSpec, Recipe, UnknownRecipeError, find
from model.weights import ARRAYS, RECURRENT, Array, Layer, Network

CHECKED_IMAGES = 256  # how many test images Keras and the NumPy pass read side by side before anything is written
TOLERANCE = 1e-5  # how far their probabilities may differ
TEST_BATCH = 1000  # images for one step of a test; the largest that is still fast

FAILED = 2  # exit codes
INTERRUPTED = 130


class TrainingError(Exception):
    """Training cannot start, go on or be trusted; the message says why and what to do."""


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    args = _parser().parse_args(argv)
    if args.list:
        print(_listing())
        return 0
    command = _command(args)
    try:
        train(args, command)
    except KeyboardInterrupt:
        again = " --resume" if checkpoint.path(args.out, args.recipe).exists() else ""
        print(f"\ntrain.py: stopped, earlier weights are untouched; `{command}{again}` goes on", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        print(f"train.py: expected to write in {args.out}, but: {error}", file=sys.stderr)
        return FAILED
    except (TrainingError, UnknownRecipeError, data.DataError, checkpoint.CheckpointError) as error:
        print(f"train.py: {error}", file=sys.stderr)
        return FAILED
    return 0


def train(args: argparse.Namespace, command: str) -> None:
    """Train one recipe and write its files. Everything that can be refused is refused before Keras is loaded."""
    recipe = find(args.recipe)
    recipe = replace(recipe, epochs=args.epochs or recipe.epochs)
    digits = data.load(args.data)
    files.check_writable(args.out)
    saved = checkpoint.path(args.out, recipe.name)
    start = Progress(recipe, args.seed, digits.sha256, seconds=0.0, history=())
    values: Values = ()
    if args.resume:
        start, values = checkpoint.read(saved, start)

    prepare_keras(args.seed)
    model = build(recipe)
    if args.resume:
        _assign(model, values)
    progress = _fit(model, digits, start, saved)

    network = to_network(model, recipe)
    _compare(model, network, data.scaled(digits.x_test[:CHECKED_IMAGES]))
    training = _training(progress, model, len(digits.x_train), command)
    report = evaluation.report(network, data.scaled(digits.x_test), digits.y_test, training, recipe.published)
    weights.save(network, asdict(report), args.out)
    shutil.rmtree(saved.parent, ignore_errors=True)
    print(_summary(report, args.out))


# --- The Keras model ---


def layer_constructors() -> dict[str, Callable[[LayerSpec, bool], Any]]:
    """From each kind of layer to what builds it in Keras; the flag asks a recurrent layer for every row."""
    from keras import layers as kinds

    return {
        "LSTM": lambda spec, rows: kinds.LSTM(spec.units, spec.activation, return_sequences=rows),
        "GRU": lambda spec, rows: kinds.GRU(spec.units, spec.activation, return_sequences=rows),
        "SimpleRNN": lambda spec, rows: kinds.SimpleRNN(spec.units, spec.activation, return_sequences=rows),
        "Dense": lambda spec, rows: kinds.Dense(spec.units, spec.activation),
        "BatchNormalization": lambda spec, rows: kinds.BatchNormalization(epsilon=layers.BATCH_NORM_EPSILON),
        "Dropout": lambda spec, rows: kinds.Dropout(spec.rate),
        "Flatten": lambda spec, rows: kinds.Flatten(),
    }


def build(recipe: Recipe) -> Any:
    """The Keras model of a recipe, compiled: (n, 28, 28) to (n, 10), or to (n, 28, 10) if `every_row`."""
    import keras

    constructors = layer_constructors()
    last = max((k for k, spec in enumerate(recipe.layers) if spec.kind in RECURRENT), default=-1)
    model = keras.Sequential([keras.Input((data.ROWS, data.COLUMNS))])
    for place, spec in enumerate(recipe.layers):
        model.add(constructors[spec.kind](spec, place < last or recipe.every_row))
    optimizer = keras.optimizers.get(recipe.optimizer)
    if recipe.learning_rate is not None:
        optimizer.learning_rate = recipe.learning_rate
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, loss=recipe.loss, metrics=["accuracy"])
    return model


def to_network(model: Any, recipe: Recipe) -> Network:
    """The arrays of a Keras model under our names, gates first, see `weights.ARRAYS`."""
    ours = []
    for spec, layer in zip(recipe.layers, model.layers, strict=True):
        values = {variable.name: variable.numpy() for variable in layer.weights}
        if spec.kind in RECURRENT:
            values = _gates_first(values, spec.units)
        ours.append(Layer(spec, {name: values[name] for name in ARRAYS[spec.kind](1, spec.units)}))
    return Network(recipe.name, tuple(ours), recipe.every_row)


def _gates_first(values: dict[str, Array], units: int) -> dict[str, Array]:
    """Keras packs the gates side by side along the last axis: i, f, g, o in an LSTM; z, r, g in a GRU.

    (inputs, gates * units) becomes (gates, inputs, units); a GRU's bias (2, 3 * units) two of (3, units).
    """
    first = {
        name: np.ascontiguousarray(values[name].reshape(len(values[name]), -1, units).swapaxes(0, 1))
        for name in ("kernel", "recurrent_kernel")
    }
    biases = values["bias"].reshape(-1, len(first["kernel"]), units)  # (1 or 2, gates, units)
    return first | dict(zip(("bias", "recurrent_bias"), biases, strict=False))


# --- Training ---


def prepare_keras(seed: int) -> None:
    """Keras, quiet and set so that the same seed gives the same weights."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import keras

    keras.utils.set_random_seed(seed)
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        tensorflow.config.experimental.enable_op_determinism()


def _fit(model: Any, digits: Data, start: Progress, saved: Path) -> Progress:
    """Train epoch by epoch from `start` to the end, with a checkpoint after each."""
    import keras

    recipe, progress = start.recipe, start
    x, y = data.scaled(digits.x_train), _targets(recipe, digits.y_train)  # (n, 28, 28), (n,) or (n, 28)
    test = data.scaled(digits.x_test), _targets(recipe, digits.y_test)
    one_epoch = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: setattr(model, "stop_training", True))
    for epoch in range(len(start.history), recipe.epochs):
        began = time.perf_counter()
        # An order that depends on nothing but seed and epoch: a resumed training takes the same one.
        order = np.random.default_rng((start.seed, epoch)).permutation(len(x))
        log = model.fit(
            x[order],
            y[order],
            batch_size=recipe.batch_size,
            epochs=recipe.epochs,
            initial_epoch=epoch,
            shuffle=False,
            callbacks=[one_epoch],
            validation_data=test,
            validation_batch_size=TEST_BATCH,
            verbose=1 if sys.stdout.isatty() else 2,  # a moving bar only where it can move
        ).history
        done = Epoch(*(float(log[name][0]) for name in ("loss", "accuracy", "val_loss", "val_accuracy")))
        if not np.isfinite(done.loss):
            raise TrainingError(f"expected the loss to fall, but it is {done.loss} after epoch {epoch + 1}")
        seconds = progress.seconds + time.perf_counter() - began
        progress = replace(progress, seconds=seconds, history=(*progress.history, done))
        checkpoint.write(saved, progress, [variable.numpy() for variable in _variables(model)])
    return progress


def _targets(recipe: Recipe, labels: data.Pixels) -> data.Pixels:
    """(n,), or (n, 28) for a network whose output layer is trained after each row."""
    return np.repeat(labels[:, None], data.ROWS, axis=1) if recipe.every_row else labels


def _compare(model: Any, network: Network, images: Array) -> None:
    """Refuse a network that the NumPy pass does not read as Keras does."""
    beliefs = model.predict(images, verbose=0).reshape(len(images), -1, data.DIGITS)[:, -1]  # (n, 10)
    if network.layers[-1].spec.activation == "linear":
        beliefs = layers.softmax(beliefs, beliefs)
    difference = float(np.abs(beliefs - forward.predict(network, images)).max())
    if not difference <= TOLERANCE:
        raise TrainingError(f"expected Keras and NumPy to differ by at most {TOLERANCE}, but found {difference}")


def _training(progress: Progress, model: Any, images: int, command: str) -> Training:
    recipe = progress.recipe
    libraries = [sys.modules[name] for name in ("keras", "tensorflow", "numpy") if name in sys.modules]
    return Training(
        command=command,
        seed=progress.seed,
        images=images,
        data_sha256=progress.data_sha256,
        optimizer=recipe.optimizer,
        learning_rate=float(model.optimizer.learning_rate),
        loss=recipe.loss,
        batch_size=recipe.batch_size,
        seconds=round(progress.seconds, 1),
        versions={"python": platform.python_version()} | {each.__name__: each.__version__ for each in libraries},
        history=progress.history,
    )


def _variables(model: Any) -> list[Any]:
    """All that training changes: weights, random states of the layers, and the optimizer's own."""
    return [*model.variables, *model.optimizer.variables]


def _assign(model: Any, values: Values) -> None:
    variables = _variables(model)
    if [tuple(variable.shape) for variable in variables] != [value.shape for value in values]:
        raise TrainingError("expected a checkpoint of this Keras version, but it differs; train without --resume")
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


# --- The command line ---


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="train.py",
        description="Train a network that reads MNIST digits row by row, and write its weights and report.",
    )
    parser.add_argument("--recipe", default=DEFAULT, metavar="NAME", help="what to train (default: %(default)s)")
    parser.add_argument("--epochs", type=_at_least(1), metavar="N", help="passes over the training images")
    parser.add_argument("--seed", type=_at_least(0), default=0, metavar="N", help="of first weights and image order")
    parser.add_argument("--data", type=Path, default=data.MNIST, metavar="FILE", help="laid out as Keras's mnist.npz")
    parser.add_argument("--out", type=Path, default=weights.TRAINED, metavar="FOLDER", help="where the files go")
    parser.add_argument("--resume", action="store_true", help="go on from the last whole epoch of a stopped training")
    parser.add_argument("--list", action="store_true", help="show the recipes and stop")
    return parser


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) < 2**32:
            raise argparse.ArgumentTypeError(f"expected a whole number from {least}, but got {text!r}")
        return int(text)

    return number


def _command(args: argparse.Namespace) -> str:
    """The command that trains this again, with only the options that differ from their defaults."""
    words = ["python", "train.py", "--recipe", args.recipe]
    defaults = {"epochs": None, "seed": 0, "data": data.MNIST, "out": weights.TRAINED}
    for option, default in defaults.items():
        if (value := getattr(args, option)) != default:
            words += [f"--{option}", str(value)]
    return shlex.join(words)


def _listing() -> str:
    lines = []
    for recipe in RECIPES.values():
        chain = ", ".join(f"{spec.kind} {spec.units or ''}".rstrip() for spec in recipe.layers)
        lines.append(f"{recipe.name:20} {chain}; {recipe.epochs} epochs. {recipe.source}")
    return "\n".join(lines)


def _summary(report: evaluation.Report, out: Path) -> str:
    low, high = report.interval
    published = "" if report.published is None else f"; published {report.published:.2%}"
    right = f"{report.accuracy:.2%} of {report.images:,} test images right"
    return f"{right}, 95 % interval {low:.2%} to {high:.2%}{published}\nWritten: {out / report.name}.npz and .json"


if __name__ == "__main__":
    sys.exit(main())
