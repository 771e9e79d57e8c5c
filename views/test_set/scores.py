"""The scores of the Test set page: how often the network is right, how well it knows it, and from which row on."""

from __future__ import annotations

import numpy as np
import streamlit as st

from evaluation import scores as counted
from evaluation.metrics import confusion, per_digit
from panels import by_row, calibration, decisions, digits_by_row, risk
from panels.numbers import percent
from panels.theme import Palette
from views.parts.charts import config
from views.parts.choose import segments
from views.parts.headings import title
from views.state import write
from views.test_set import markup
from views.test_set.subject import Subject

TOGETHER, BY_DIGIT = "All digits together", "Digit by digit"
ROWS = (7, 14, 21, 28)  # after which the probabilities can be looked at
LAST_ONLY = "The output layer was trained on the last row only; nobody taught it to be right before."


def show(subject: Subject, palette: Palette) -> None:
    """Shows the section."""
    left, right = st.columns(2, gap="large")
    with left:
        _numbers(subject, palette)
    with right:
        _digits(subject, palette)
    left, right = st.columns(2, gap="large")
    with left:
        _calibration(subject, palette)
    with right:
        _risk(subject, palette)
    if subject.readings.beliefs.shape[1] == 1:
        title(
            "This network sees all rows at once",
            "It has one answer and none before it, so there is no accuracy after each row and no row of decision.",
        )
        return
    left, right = st.columns(2, gap="large")
    with left:
        _by_row(subject, palette)
    with right:
        _decisions(subject, palette)


def _numbers(subject: Subject, palette: Palette) -> None:
    """Every score that is a single number."""
    summary = counted.summary(subject.labels, subject.readings.final)
    title(markup.numbers_finding(summary), "All of the answer after the last row, over all test images.")
    st.html(markup.numbers(summary, palette))


def _digits(subject: Subject, palette: Palette) -> None:
    """How well each digit is told from the others."""
    found = per_digit(confusion(subject.labels, subject.readings.answers))
    title(
        markup.digits_finding(found),
        "Precision (ring): how many of its answers of this digit are right. Recall (disc): how many images "
        "of this digit it finds. F1 is their harmonic mean.",
    )
    st.html(markup.digits(found, palette))


@st.fragment
def _calibration(subject: Subject, palette: Palette) -> None:
    """Whether its probabilities can be taken at their word."""
    heading = st.container()
    beliefs, reading = subject.readings.final, ""
    if subject.readings.beliefs.shape[1] == ROWS[-1]:
        row = segments("After row", ROWS, "after", default=ROWS[-1], shown=lambda row: f"Row {row}")
        reading = f" {markup.calibration(subject.report)}"
        if row != ROWS[-1]:
            beliefs = subject.readings.beliefs[:, row - 1].astype(np.float32)  # (n, 10)
    found = counted.reliability(subject.labels, beliefs)
    finding = calibration.finding(found)
    with heading:
        title(
            finding,
            "Each dot holds the answers of which it was about equally sure. On the dotted line as many of them are "
            "right as it promised; beneath the line it was too sure. The bars through the dots are 95 % Wilson "
            "intervals, those beneath count the answers, each grid line a hundred times the one before."
            f"{reading}",
        )
    st.plotly_chart(
        calibration.calibration(found, palette), key="calibration", config=config("calibration"), alt=finding
    )
    write("address of the calibration")


def _risk(subject: Subject, palette: Palette) -> None:
    """What is gained where the unsure ones are left out."""
    bound = subject.network.unsure_below
    curve = counted.risk_coverage(subject.labels, subject.readings.final)
    sure = counted.risk_when_sure(curve, bound)
    finding = risk.finding(curve, sure)
    title(
        finding,
        "From right to left ever more of the least sure answers are left out. It calls itself sure from "
        f"{percent(bound)} on. Dotted: the best that any order could reach, all errors left out first. "
        f"{risk.axis(curve, sure)}",
    )
    st.plotly_chart(risk.risk(curve, sure, palette), key="risk", config=config("risk"), alt=finding)


@st.fragment
def _by_row(subject: Subject, palette: Palette) -> None:
    """How the answers become right while the rows are read."""
    heading = st.container()
    view = segments("Accuracy of", [TOGETHER, BY_DIGIT], "accuracy")
    answers = _answers(subject)
    accuracy = counted.accuracy_by_row(subject.labels, answers)  # (28,)
    if view == TOGETHER:
        confidence = subject.readings.beliefs.max(axis=2).mean(axis=0, dtype=np.float64)  # (28,)
        finding = by_row.finding(accuracy.tolist())
        reading = (
            "Solid: the share of right answers if the reading stopped after that row. Dashed: how sure it was of them "
            "on average; where both agree, its probabilities can be taken at their word."
        )
        figure = by_row.by_row(accuracy.tolist(), confidence.tolist(), palette)
    else:
        by_digit = counted.accuracy_by_digit(subject.labels, answers)  # (10, 28)
        finding = digits_by_row.finding(by_digit)
        reading = (
            "Each thin line: the share of right answers among the images of one digit, in its colour. Thick: all "
            "images. Before there is ink it answers every image alike, and so has all images of that one digit right."
        )
        figure = digits_by_row.digits(by_digit, accuracy, palette)
    with heading:
        title(finding, reading if _every_row(subject) else f"{reading} {LAST_ONLY}")
    st.plotly_chart(figure, key="accuracy_by_row", config=config("accuracy_by_row"), alt=finding)
    write("address of the accuracy")


def _decisions(subject: Subject, palette: Palette) -> None:
    """When it makes up its mind."""
    readings = subject.readings
    length = readings.beliefs.shape[1]
    counts = counted.decisions_by_row(readings.decided, length)  # (28,)
    right = counted.decisions_by_row(readings.decided[readings.answers == subject.labels], length)  # (28,)
    finding = decisions.finding(counts)
    reading = "Each bar: the images whose answer stays the same from that row on and had been another before."
    if counts[0]:
        first = np.bincount(_answers(subject)[:, 0]).argmax()
        reading += (
            f" In the first bar stand those answered {first} from the first row on, before there was ink to tell."
        )
    title(finding, reading)
    st.plotly_chart(
        decisions.decisions(counts, right, palette), key="decisions", config=config("decisions"), alt=finding
    )


def _answers(subject: Subject) -> np.ndarray:
    """The answer after each row, (n, 28)."""
    answers = np.array(subject.readings.beliefs.argmax(axis=2))
    answers[:, -1] = subject.readings.answers  # rounding to half precision may have made two digits equal
    return answers


def _every_row(subject: Subject) -> bool:
    """Whether the output layer was trained after each row."""
    return len(subject.report.layers[-1].output) == 2
