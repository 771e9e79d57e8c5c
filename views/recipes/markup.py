"""The pieces of the Recipes page that are words and plain HTML: lines of the table, the diagram of the layers."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, stdev
from typing import Any

from evaluation.reports import Report
from model import Network
from model.recipes import REASONS, SEEDS, LayerSpec, Recipe
from panels.numbers import percent, points
from panels.theme import Palette
from views.parts.html import render
from views.test_set.markup import GUESS, against

KINDS = {"BatchNormalization": "Batch norm", "SimpleRNN": "RNN"}


def line(report: Report) -> dict[str, Any]:
    """One line of the table, by column."""
    low, high = report.interval
    last = report.training.history[-1] if report.training.history else None
    published = report.published
    return {
        "Network": report.name,
        "Published": None if published is None else 100 * published,
        "Ours": 100 * report.accuracy,
        "Five seeds": _spread(SEEDS.get(report.name)),
        "Difference": None if published is None else 100 * (report.accuracy - published),
        "Interval": f"{points(low, 2)} to {points(high, 2)}",
        "Gap": None if last is None or last.test_accuracy is None else 100 * (last.accuracy - last.test_accuracy),
        "Parameters": report.parameters,
        "Training": report.training.seconds,
        "Reading": report.milliseconds,
    }


def _spread(seeds: Sequence[float] | None) -> str | None:
    """Mean ± standard deviation, in points; None where there are none."""
    return f"{points(mean(seeds), 2)} ± {points(stdev(seeds), 2)}" if seeds else None


def table_finding(reports: Sequence[Report]) -> str:
    """Which network reads best, in words."""
    best = max(reports, key=lambda report: report.accuracy)
    return f"Of {len(reports)} networks {best.name} reads best: {percent(best.accuracy, 2)} of the test images"


def chain_finding(report: Report) -> str:
    """How many numbers it learned and what for."""
    return f"{report.parameters:,} numbers in {len(report.layers)} layers"


def gap_finding(reports: Sequence[Report]) -> str:
    """Which network knows its training images best in comparison, in words."""
    gaps, worst = _gaps(reports), widest(reports)
    if worst is None or gaps[worst] <= 0:
        return "None of them knows its training images better than new ones"
    return f"{worst} overfits most: {gaps[worst]:.1f} points better on its training images than on new ones"


def widest(reports: Sequence[Report]) -> str | None:
    """The name of the network with the largest gap between training and test; None where no history was kept."""
    gaps = _gaps(reports)
    return max(gaps, key=lambda name: gaps[name]) if gaps else None


def _gaps(reports: Sequence[Report]) -> dict[str, float]:
    return {report.name: gap for report in reports if (gap := line(report)["Gap"]) is not None}


def measured(reports: Sequence[Report]) -> str:
    """What the dots on the curves of their trainings show, in a sentence; empty where each epoch was measured."""
    if all(epoch.test_accuracy is not None for report in reports for epoch in report.training.history):
        return ""
    return "A line with dots was measured after these epochs alone and is straight between them. "


def diagram(network: Network, report: Report, palette: Palette) -> str:
    """The layers from the image to the digits, each with its shape."""
    boxes = [
        (KINDS.get(layer.spec.kind, layer.spec.kind), _what(layer.spec), " × ".join(map(str, size.output)))
        for layer, size in zip(network.layers, report.layers, strict=True)
    ]
    return render("recipes/flow", boxes=boxes, line=palette.line)


def _what(spec: LayerSpec) -> str:
    if spec.kind == "Dropout":
        return f"{percent(spec.rate)} in training"
    if not spec.units:
        return ""
    activation = {"linear": "", "softmax": ""}.get(spec.activation, f", {spec.activation}")
    return f"{spec.units}{activation}"


def source(report: Report, recipe: Recipe) -> str:
    """Where the recipe comes from, its settings, and how ours stands beside what was published."""
    beside = "" if report.published is None else against(report)
    reason = REASONS.get(report.name, "")
    values = {"recipe": recipe, "training": report.training, "report": report, "against": beside, "reason": reason}
    return render("recipes/source", **values)


def is_kept(report: Report) -> bool:
    """Whether the loss and the gradient of its training were kept, for each epoch."""
    epochs = report.training.history
    return bool(epochs) and all(None not in (epoch.loss, epoch.gradient) for epoch in epochs)


def race(sgd: Report) -> str:
    """Why plain SGD, whose loss and gradient must have been kept, is behind Adam."""
    first, last = sgd.training.history[0], sgd.training.history[-1]
    return (
        "Left the loss on the training images, right the norm of its gradient, after each epoch. SGD moves each weight "
        f"by a hundredth of its gradient. At the start it is small ({first.gradient:.2g}) although the loss is largest "
        f"({first.loss:.2f} in the first epoch, a guess has {GUESS:.2f}): SGD needs epochs to leave this plateau, and "
        f"with {last.loss:.2f} it is still on its way down at the end. Adam divides by the gradient's usual size and "
        "moves each weight by about a thousandth at every step, however flat the ground: it is across in one epoch."
    )
