"""Trains a recipe: MNIST goes in, `trained/NAME.npz` (weights) and `NAME.json` (report) come out.

With `--ship` they come out in `model/trained/`, where the program reads them, in place of what is shipped.

Only this file and `training/` need Keras and TensorFlow, and load them only once there is something to train.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from evaluation import reports
from evaluation.reports import Training
from model import data, files, weights
from model.recipes import RECIPES, UnknownRecipeError, find
from model.weights import Network
from training import arguments, checkpoint, cluster, jobs, keras_model, search, snapshots, written
from training.augmented import AugmentedTrainer
from training.checkpoint import Progress, Values
from training.plain import Plain

CHECKED_IMAGES = 256  # how many test images Keras and the NumPy pass read side by side before anything is written

FAILED = 2  # exit codes
INTERRUPTED = 130

Trainer = Plain | AugmentedTrainer


class TrainingError(Exception):
    """Training cannot start, go on or be trusted; the message says why and what to do."""


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    given = sys.argv[1:] if argv is None else argv
    if not given:
        arguments.parser().print_help()
        return 0
    args = arguments.parsed(given)
    if args.list:
        print(arguments.listing())
        return 0
    try:
        if args.seeds:
            return train_seeds(args)
        if args.all:
            train_all(args)
        else:
            train(args)
    except KeyboardInterrupt:
        again = (
            ""
            if args.all or args.seeds or args.found or not checkpoint.path(args.out, args.recipe).exists()
            else " --resume"
        )
        command = f"{arguments.command(args)}{again}"
        print(f"\ntrain.py: stopped, earlier weights are untouched; `{command}` goes on", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        print(f"train.py: expected to write in {args.out}, but: {error}", file=sys.stderr)
        return FAILED
    except FORESEEN as error:
        print(f"train.py: {error}", file=sys.stderr)
        return FAILED
    return 0


UNTRAINED = (TrainingError, UnknownRecipeError, data.DataError, checkpoint.CheckpointError, *written.ERRORS)
FORESEEN = (*UNTRAINED, cluster.ClusterError, search.SearchError)


def train_seeds(args: argparse.Namespace) -> int:
    """Train recipes with several seeds each on a cluster; returns the exit code."""
    out, todo = args.out.resolve(), []
    files.check_writable(out)
    for recipe in RECIPES.values() if args.all else [find(args.recipe)]:
        given = ["--data", str(args.data.resolve()), *(["--epochs", str(args.epochs)] if args.epochs else [])]
        for name in written.given(args).keys() & written.taken(recipe):
            given += [written.option(name), str(getattr(args, name).resolve())]
        todo += jobs.of(recipe.name, args.seeds, args.epochs or recipe.epochs, out, given)
    failed = [f"train.py: {sentence}" for sentence in cluster.run(todo, args.on)]
    print(jobs.write(todo, out))
    print(*failed, sep="\n", end="\n" if failed else "", file=sys.stderr)
    return FAILED if failed else 0


def train_all(args: argparse.Namespace) -> None:
    """Train every recipe that has no files in the folder yet; one that was stopped goes on where it stood."""
    for name in RECIPES:
        if name in weights.names(args.out):
            print(f"{name} is trained already: {args.out / name}.npz and .json")
            continue
        print(f"{name}:", flush=True)
        begun = checkpoint.path(args.out, name).exists()
        without = dict.fromkeys(written.SOURCES.keys() - written.taken(RECIPES[name]))
        changed = {"recipe": name, "all": False, "resume": begun, **without}
        train(argparse.Namespace(**{**vars(args), **changed}))


def train(args: argparse.Namespace) -> None:
    """Train one recipe and write its files. Everything that can be refused is refused before Keras is loaded."""
    recipe = search.found(args.found) if args.found else find(args.recipe)
    recipe = replace(recipe, epochs=args.epochs or recipe.epochs)
    digits = data.load(args.data)
    by_hand = written.load(recipe, written.given(args))
    files.check_writable(args.out)
    saved = checkpoint.path(args.out, recipe.name)
    sha256 = f"{digits.sha256}, {by_hand.sha256}" if by_hand else digits.sha256
    start = Progress(recipe, args.seed, sha256, seconds=0.0, history=())
    values: Values = ()
    if args.resume:
        start, values = checkpoint.read(saved, start)

    keras_model.prepare(args.seed)
    model = keras_model.build(recipe)
    trainer: Trainer
    if recipe.training:
        trainer = AugmentedTrainer(model, recipe, digits, args.seed, by_hand)
    else:
        trainer = Plain(model, recipe, digits, args.seed)
    if args.resume:
        _take_over(trainer, values)
    progress = _fit(trainer, start, saved)

    network = trainer.finish()
    _check_difference(keras_model.difference(model, network, data.scaled(digits.x_test[:CHECKED_IMAGES])))
    named = {name: _anywhere(path) for name, path in written.given(args).items()}
    training = _training(progress, trainer, arguments.command(argparse.Namespace(**{**vars(args), **named})))
    report = reports.measured(network, data.scaled(digits.x_test), digits.y_test, training, recipe.published)
    beside = {}
    if recipe.training:
        beside[snapshots.path(recipe.name, args.out)] = _snapshots(network, recipe.epochs, saved.parent)
    weights.save(network, asdict(report), args.out, beside)
    shutil.rmtree(saved.parent, ignore_errors=True)
    print(_summary(report, args.out))


# --- Training ---


def _take_over(trainer: Trainer, values: Values) -> None:
    """Go on from the values of a checkpoint; refuses those of another Keras."""
    try:
        trainer.assign(values)
    except ValueError as error:
        raise TrainingError(str(error)) from error


def _check_difference(differ: float) -> None:
    """Refuse a network that NumPy reads otherwise than Keras does."""
    if not differ <= keras_model.TOLERANCE:
        raise TrainingError(
            f"expected Keras and NumPy to differ by at most {keras_model.TOLERANCE}, but found {differ}"
        )


def _fit(trainer: Trainer, start: Progress, saved: Path) -> Progress:
    """Train epoch by epoch from `start` to the end, with a checkpoint after each."""
    progress = start
    if not start.history:
        _keep_snapshot(trainer, 0, saved.parent)
    for number in range(len(start.history), start.recipe.epochs):
        began = time.perf_counter()
        done = trainer.epoch(number)
        if done.loss is not None and not np.isfinite(done.loss):
            raise TrainingError(f"expected the loss to fall, but it is {done.loss} after epoch {number + 1}")
        seconds = progress.seconds + time.perf_counter() - began
        progress = replace(progress, seconds=seconds, history=(*progress.history, done))
        _keep_snapshot(trainer, number + 1, saved.parent)
        checkpoint.write(saved, progress, trainer.values())
    return progress


def _anywhere(path: Path) -> Path:
    """What a report calls a file that is known by its checksum: no folder of this machine."""
    return Path(path.name) if path.is_absolute() else path


def _keep_snapshot(trainer: Trainer, epoch: int, folder: Path) -> None:
    if isinstance(trainer, AugmentedTrainer) and epoch in snapshots.EPOCHS:
        folder.mkdir(exist_ok=True)
        files.write_whole({folder / f"{epoch}.npz": snapshots.pack({epoch: trainer.network()})})


def _snapshots(network: Network, epochs: int, folder: Path) -> bytes:
    """The file of all that was kept in the folder of the checkpoint, and of the network itself."""
    kept = [folder / f"{epoch}.npz" for epoch in snapshots.EPOCHS if epoch < epochs]
    networks = {epoch: each for path in kept for epoch, each in snapshots.unpack(path.read_bytes(), network).items()}
    return snapshots.pack(networks | {epochs: network})


def _training(progress: Progress, trainer: Trainer, command: str) -> Training:
    recipe = progress.recipe
    libraries = [sys.modules[name] for name in ("keras", "tensorflow", "jax", "numpy") if name in sys.modules]
    return Training(
        command=command,
        seed=progress.seed,
        images=trainer.images,
        data_sha256=progress.data_sha256,
        optimizer=recipe.optimizer,
        learning_rate=trainer.learning_rate,
        loss=recipe.loss,
        batch_size=recipe.batch_size,
        seconds=round(progress.seconds, 1),
        versions={"python": platform.python_version()} | {each.__name__: each.__version__ for each in libraries},
        history=progress.history,
    )


def _summary(report: reports.Report, out: Path) -> str:
    low, high = report.interval
    published = "" if report.published is None else f"; published {report.published:.2%}"
    right = f"{report.accuracy:.2%} of {report.images:,} test images right"
    return f"{right}, 95 % interval {low:.2%} to {high:.2%}{published}\nWritten: {out / report.name}.npz and .json"


if __name__ == "__main__":
    sys.exit(main())
