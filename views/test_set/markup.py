"""The pieces of the Test set page that are plain HTML: parts of a report in, numbers and tables out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from evaluation.metrics import DigitScore
from evaluation.reports import LayerSize, Report, Training
from evaluation.scores import Summary
from panels.scores import percent
from panels.theme import Palette

CALIBRATED = (7, 14, 21, 28)  # the rows whose calibration is told
GUESS = math.log(10)  # log loss of ten equal probabilities


def read(text: str) -> str:
    """The line on how to read a panel."""
    return f'<p class="read">{escape(text)}</p>'


# ---- the figures at the top --------------------------------------------------------------------------------


def headline(report: Report) -> str:
    """The numbers that matter most, each with a note that says what to make of it."""
    low, high = report.interval
    kinds = len(report.layers)
    figures = [("Accuracy", percent(report.accuracy), f"95 % Wilson interval {100 * low:.2f} to {percent(high)}")]
    if report.published is not None:
        figures.append(("Published", percent(report.published), against(report)))
    figures.append(("Log loss", f"{report.loss:.4f}", f"a guess would have {GUESS:.2f}"))
    if len(report.accuracy_by_row) > 1:
        figures.append(("Decided", f"row {report.rows_to_decide:.1f}", "mean row after which its answer stays"))
    figures += [
        ("Unsure", percent(report.unsure), "of the test images, by its own account"),
        ("Parameters", f"{report.parameters:,}", f"in {kinds} layer{'s' * (kinds != 1)}"),
        ("Training", duration(report.training.seconds), work(report.training)),
    ]
    return f'<dl class="headline">{"".join(_figure(*figure) for figure in figures)}</dl>'


def calibration(report: Report) -> str:
    """How far its probabilities are off after a few rows, in a sentence."""
    rows = [row for row in CALIBRATED if row <= len(report.calibration_by_row)]
    errors = ", ".join(f"{100 * report.calibration_by_row[row - 1]:.1f}" for row in rows)
    return f"After rows {', '.join(map(str, rows))} they are off by {errors} points on average."


def against(report: Report) -> str:
    """Where the published accuracy, which must not be None, stands beside this one."""
    published = report.published or 0.0
    points = 100 * (published - report.accuracy)
    low, high = report.interval
    place = "inside" if low <= published <= high else "outside"
    return f"{abs(points):.2f} points {'above' if points > 0 else 'below'}, {place} the interval"


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


def _figure(name: str, value: str, note: str) -> str:
    return f"<div><dt>{name}</dt><dd>{value}</dd><dd class='note'>{escape(note)}</dd></div>"


# ---- the single numbers ------------------------------------------------------------------------------------


def numbers_finding(summary: Summary) -> str:
    """What the second guess adds to the first, in words."""
    if summary.top_two == summary.accuracy:
        return f"{percent(summary.accuracy)} are right, and the second guess adds none"
    return (
        f"{percent(summary.accuracy)} are right at the first guess, {percent(summary.top_two)} at one of the two best"
    )


def numbers(summary: Summary, palette: Palette) -> str:
    """Every score that is a single number, with a few words that say what it means."""
    low, high = summary.interval
    scores = (
        (
            "Accuracy",
            percent(summary.accuracy),
            f"right answers; 95 % Wilson interval {100 * low:.2f} to {percent(high)}",
        ),
        ("Top-2 accuracy", percent(summary.top_two), "the true digit is one of the two likeliest"),
        (
            "Log loss",
            f"{summary.log_loss:.4f}",
            f"punishes being sure of a wrong digit; 0 is best, a guess has {GUESS:.2f}",
        ),
        ("Brier score", f"{summary.brier:.4f}", "squared distance of the ten probabilities from the truth, 0 to 2"),
        ("Calibration error", percent(summary.calibration_error), "how far its probabilities are off on average"),
        (
            "Area under risk against coverage",
            f"{100 * summary.risk_area:.4f} %",
            "wrong answers among the surest, averaged over every share of them",
        ),
    )
    rows = "".join(
        f"<tr><th scope='row' style='white-space:normal'>{name}<div class='read'>{note}</div></th>"
        f"<td style='font-size:1.35rem'>{value}</td></tr>"
        for name, value, note in scores
    )
    head = "<th scope='col'>Score</th><th scope='col'>Value</th>"
    return _table(head, rows, "numbers", palette)


# ---- the digits one by one ---------------------------------------------------------------------------------


def digits_finding(scores: Sequence[DigitScore]) -> str:
    """The digits with the highest and the lowest F1, in words."""
    shown = [score for score in scores if score.support] or scores
    best, worst = (choose(shown, key=lambda score: score.f1) for choose in (max, min))
    if best.f1 == worst.f1:
        return f"All digits are read equally well: F1 {_tenths(best.f1)}"
    return f"{best.digit} is the easiest digit, {worst.digit} the hardest"


def digits(scores: Sequence[DigitScore], palette: Palette) -> str:
    """Precision, recall, F1 and support of each digit, with precision and recall as two dots on one scale."""
    floor = math.floor(100 * min(min(score.precision, score.recall) for score in scores)) / 100
    floor = min(floor, 0.99)
    ends = f"<span>{100 * floor:.0f}</span><span>100 %</span>"
    rows = "".join(
        f"<tr><th scope='row'><i style='background:{palette.digits[score.digit]}'></i>{score.digit}</th>"
        f"<td>{_tenths(score.precision)}</td><td>{_tenths(score.recall)}</td><td>{_tenths(score.f1)}</td>"
        f"<td>{score.support:,}</td><td class='scale'>{_dots(score, floor, palette)}</td></tr>"
        for score in scores
    )
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("Digit", "Precision", "Recall", "F1", "Images"))
    return _table(f"{head}<th scope='col' class='scale'><div>{ends}</div></th>", rows, "digits", palette)


def _dots(score: DigitScore, floor: float, palette: Palette) -> str:
    """A ring for precision and a disc for recall, and the line between them."""
    ring, disc = (100 * (share - floor) / (1 - floor) for share in (score.precision, score.recall))
    left, right = min(ring, disc), 100 - max(ring, disc)
    return (
        f"<div style='color:{palette.digits[score.digit]}'><b style='left:{left:.1f}%;right:{right:.1f}%'></b>"
        f"<i style='left:{disc:.1f}%'></i><i class='ring' style='left:{ring:.1f}%'></i></div>"
    )


def _tenths(share: float) -> str:
    return f"{100 * share:.1f} %"


# ---- what was trained --------------------------------------------------------------------------------------


def layers_finding(sizes: Sequence[LayerSize]) -> str:
    """The kind of layer that holds most of the parameters, in words."""
    total = sum(size.parameters for size in sizes)
    if not total:
        return "A network with nothing to learn"
    held = {size.kind: [each.parameters for each in sizes if each.kind == size.kind] for size in sizes}
    kind = max(held, key=lambda kind: sum(held[kind]))
    subject = f"The {kind} holds" if len(held[kind]) == 1 else f"The {len(held[kind])} {kind} layers hold"
    share = 100 * sum(held[kind]) / total
    return f"{subject} {share:.0f} % of its parameters" if share < 99.5 else f"{subject} nearly all of its parameters"


def layers(report: Report, palette: Palette) -> str:
    """Kind, output shape and parameters of each layer, first to last."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(size.kind)}</th><td>{' × '.join(map(str, size.output))}</td>"
        f"<td>{size.parameters:,}</td></tr>"
        for size in report.layers
    )
    total = f"<tr class='total'><th scope='row'>Together</th><td></td><td>{report.parameters:,}</td></tr>"
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("Layer", "Output", "Parameters"))
    return _table(head, rows + total, "layers", palette)


def settings(training: Training) -> str:
    """How it was trained, name by name."""
    return _pairs(
        (
            ("Optimizer", training.optimizer),
            ("Learning rate", f"{training.learning_rate:g}"),
            ("Loss", training.loss.replace("_", " ")),
            ("Batch", f"{training.batch_size} images"),
            ("Epochs", f"{len(training.history)}"),
            ("Seed", f"{training.seed}"),
            ("Libraries", ", ".join(f"{name} {version}" for name, version in training.versions.items())),
        )
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    return f'<dl class="pairs">{items}</dl>'


def _table(head: str, rows: str, kind: str, palette: Palette) -> str:
    return (
        f'<table class="scores {kind}" style="--line:{palette.line}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
