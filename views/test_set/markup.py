"""The pieces of the Test set page that are plain HTML: parts of a report in, numbers and tables out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evaluation.metrics import DigitScore
from evaluation.reports import LayerSize, Report, Training
from evaluation.scores import Summary
from model.recipes import RECIPES
from panels.numbers import percent, points
from panels.theme import Palette
from views.parts.html import render

CALIBRATED = (7, 14, 21, 28)  # the rows whose calibration is told
NEARLY = 0.995  # a share of the parameters that is called nearly all
GUESS = math.log(10)  # log loss of ten equal probabilities


def read(text: str) -> str:
    """The line on how to read a panel."""
    return render("parts/read", text=text)


# ---- the figures at the top --------------------------------------------------------------------------------


def headline(report: Report) -> str:
    """The numbers that matter most, each with a note that says what to make of it."""
    low, high = report.interval
    kinds = len(report.layers)
    figures = [
        ("Accuracy", percent(report.accuracy, 2), f"95 % Wilson interval {points(low, 2)} to {percent(high, 2)}")
    ]
    if report.published is not None:
        figures.append(("Published", percent(report.published, 2), against(report)))
    figures.append(("Log loss", f"{report.loss:.4f}", f"a guess would have {GUESS:.2f}"))
    if len(report.accuracy_by_row) > 1:
        figures.append(("Decided", f"row {report.rows_to_decide:.1f}", "mean row after which its answer stays"))
    figures += [
        ("Unsure", percent(report.unsure, 2), "of the test images, by its own account"),
        ("Parameters", f"{report.parameters:,}", f"in {kinds} layer{'s' * (kinds != 1)}"),
        ("Training", duration(report.training.seconds), work(report.training)),
    ]
    return render("test_set/headline", figures=figures)


def calibration(report: Report) -> str:
    """How far its probabilities are off after a few rows, in a sentence."""
    rows = [row for row in CALIBRATED if row <= len(report.calibration_by_row)]
    errors = ", ".join(points(report.calibration_by_row[row - 1], 1) for row in rows)
    return f"After rows {', '.join(map(str, rows))} they are off by {errors} points on average."


def against(report: Report) -> str:
    """Where the published accuracy, which must not be None, stands beside this one."""
    published = report.published or 0.0
    ahead = published - report.accuracy
    low, high = report.interval
    place = "inside" if low <= published <= high else "outside"
    return f"{points(abs(ahead), 2)} points {'above' if ahead > 0 else 'below'}, {place} the interval"


def duration(seconds: float) -> str:
    """A time span in its two largest units."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def work(training: Training) -> str:
    """How much was trained on."""
    epochs = len(training.history)
    return f"{epochs} epoch{'s' * (epochs != 1)} of {training.images:,} images"


# ---- the single numbers ------------------------------------------------------------------------------------


def numbers_finding(summary: Summary) -> str:
    """What the second guess adds to the first, in words."""
    first, both = percent(summary.accuracy, 2), percent(summary.top_two, 2)
    if summary.top_two == summary.accuracy:
        return f"{first} are right, and the second guess adds none"
    return f"{first} are right at the first guess, {both} at one of the two best"


def numbers(summary: Summary, palette: Palette) -> str:
    """Every score that is a single number, with a few words that say what it means."""
    low, high = summary.interval
    interval = f"right answers; 95 % Wilson interval {points(low, 2)} to {percent(high, 2)}"
    sure = f"punishes being sure of a wrong digit; 0 is best, a guess has {GUESS:.2f}"
    area = "Area under risk against coverage"
    scores = (
        ("Accuracy", percent(summary.accuracy, 2), interval),
        ("Top-2 accuracy", percent(summary.top_two, 2), "the true digit is one of the two likeliest"),
        ("Log loss", f"{summary.log_loss:.4f}", sure),
        ("Brier score", f"{summary.brier:.4f}", "squared distance of the ten probabilities from the truth, 0 to 2"),
        ("Calibration error", percent(summary.calibration_error, 2), "how far its probabilities are off on average"),
        (area, percent(summary.risk_area, 4), "wrong answers among the surest, averaged over every share of them"),
    )
    return render("test_set/numbers", scores=scores, line=palette.line)


# ---- the digits one by one ---------------------------------------------------------------------------------


def digits_finding(scores: Sequence[DigitScore]) -> str:
    """The digits with the highest and the lowest F1, in words."""
    shown = [score for score in scores if score.support] or scores
    best, worst = (choose(shown, key=lambda score: score.f1) for choose in (max, min))
    if best.f1 == worst.f1:
        return f"All digits are read equally well: F1 {percent(best.f1, 1)}"
    return f"{best.digit} is the easiest digit, {worst.digit} the hardest"


def digits(scores: Sequence[DigitScore], palette: Palette) -> str:
    """Precision, recall, F1 and support of each digit, with precision and recall as two dots on one scale."""
    least = min(min(score.precision, score.recall) for score in scores)
    floor = min(math.floor(100 * least) / 100, 0.99)
    lines = [
        (score, palette.digits[score.digit], *(100 * (share - floor) / (1 - floor) for share in _both(score)))
        for score in scores
    ]
    return render("test_set/digits", lines=lines, floor=floor, line=palette.line)


def _both(score: DigitScore) -> tuple[float, float]:
    return score.precision, score.recall


# ---- what was trained --------------------------------------------------------------------------------------


def history(report: Report) -> str:
    """How the curves of its training are read, and what of them was not measured or kept."""
    epochs = report.training.history
    read = (
        "Training figures are means over an epoch, taken while the weights still move; test figures stand at the "
        "epoch's end"
    )
    if any(epoch.test_accuracy is None for epoch in epochs):
        read += ", measured after the epochs with a dot and joined by straight lines"
    recipe = RECIPES.get(report.name)
    if recipe and recipe.training:
        read += "; they are of the network before it was calibrated"
    if all(epoch.loss is None for epoch in epochs):
        read += ". The log loss on the training images was not kept"
    return f"{read}. The test figures chose nothing, no epoch either."


def layers_finding(sizes: Sequence[LayerSize]) -> str:
    """The kind of layer that holds most of the parameters, in words."""
    total = sum(size.parameters for size in sizes)
    if not total:
        return "A network with nothing to learn"
    held = {size.kind: [each.parameters for each in sizes if each.kind == size.kind] for size in sizes}
    kind = max(held, key=lambda kind: sum(held[kind]))
    subject = f"The {kind} holds" if len(held[kind]) == 1 else f"The {len(held[kind])} {kind} layers hold"
    share = sum(held[kind]) / total
    return (
        f"{subject} {percent(share)} of its parameters" if share < 0.995 else f"{subject} nearly all of its parameters"
    )


def layers(report: Report, palette: Palette) -> str:
    """Kind, output shape and parameters of each layer, first to last."""
    return render("test_set/layers", report=report, line=palette.line)


def settings(training: Training) -> str:
    """How it was trained, name by name."""
    versions = ", ".join(f"{name} {version}" for name, version in training.versions.items())
    pairs = (
        ("Optimizer", training.optimizer),
        ("Learning rate", f"{training.learning_rate:g}"),
        ("Loss", training.loss.replace("_", " ")),
        ("Batch", f"{training.batch_size} images"),
        ("Epochs", len(training.history)),
        ("Seed", training.seed),
        ("Libraries", versions),
    )
    return render("parts/pairs", pairs=pairs)
