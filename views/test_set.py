"""The Test set page: how well the network reads the test images, and how it came to be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st

from model import Report
from panels import confusion, scores
from panels.theme import PALETTES, Palette
from views import networks
from views import report_markup as markup
from views.shared import report as shared_report
from views.shared import title
from views.theme_watch import current_theme

CSS = Path(__file__).parent / "test_set.css"
COUNTS, SHARES = "Counts", "Share of each true digit"
PLOT = {"displayModeBar": False}


def page() -> None:
    """Shows the page."""
    st.html(CSS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        heading = st.container(width="stretch")
        report, problems = networks.choice(shared_report)
    networks.tell(problems)
    if report is None:
        heading.title("Test set")
        return
    right = round(report.accuracy * report.images)
    heading.title(f"{right:,} of {report.images:,} unseen digits read rightly")
    with st.container(key="test_set"):
        _report(report, PALETTES[current_theme()])


def _report(report: Report, palette: Palette) -> None:
    """Every panel, the answer to the largest question first."""
    st.html('<p class="lead">The test images took no part in training and chose nothing. They only report.</p>')
    st.html(markup.headline(report))
    left, right = st.columns([11, 10], gap="large")
    with left:
        _confusion(report, palette)
    with right:
        _digits(report, palette)
    left, right = st.columns([11, 10], gap="large")
    with left:
        _by_row(report, palette)
    with right:
        _history(report, palette)
    _training(report, palette)


@st.fragment
def _confusion(report: Report, palette: Palette) -> None:
    """Which digit is taken for which."""
    counts = np.array(report.confusion)  # (10, 10)
    finding = confusion.finding(counts)
    title(
        finding,
        "Each row is a true digit, each column an answer. Grey cells are right answers; the stronger the "
        "colour of another cell, the larger its share of that digit.",
    )
    unit = st.segmented_control(
        "Numbers in the cells",
        [COUNTS, SHARES],
        default=COUNTS,
        required=True,
        key="confusion_unit",
        label_visibility="collapsed",
    )
    figure = confusion.matrix(counts, unit == SHARES, palette)
    with st.container(key="confusion"):
        st.plotly_chart(figure, height="stretch", key="confusion_matrix", config=PLOT, alt=finding)


def _digits(report: Report, palette: Palette) -> None:
    """How well each digit is told from the others."""
    title(
        markup.digits_finding(report.digits),
        "Precision (ring): how many of its answers of this digit are right. Recall (disc): how many images "
        "of this digit it finds. F1 is their harmonic mean.",
    )
    st.html(markup.digits(report.digits, palette))


def _by_row(report: Report, palette: Palette) -> None:
    """How the answers become right while the rows are read."""
    if len(report.accuracy_by_row) == 1:
        title("This network sees all rows at once", "It has no answer before the last row.")
        return
    finding = scores.rows_finding(report.accuracy_by_row)
    note = (
        "Solid: the share of right answers if the reading stopped after that row. Dashed: how sure it was of them "
        f"on average; where both agree, its probabilities can be taken at their word. {markup.calibration(report)}"
    )
    if not _every_row(report):
        note += " The output layer was trained on the last row only; nobody taught it to be right before."
    title(finding, note)
    figure = scores.by_row(report.accuracy_by_row, report.confidence_by_row, palette)
    st.plotly_chart(figure, key="accuracy_by_row", config=PLOT, alt=finding)


def _every_row(report: Report) -> bool:
    """Whether the output layer was trained after each row."""
    return len(report.layers[-1].output) == 2


def _history(report: Report, palette: Palette) -> None:
    """How the scores changed from epoch to epoch."""
    epochs = report.training.history
    if not epochs:
        return
    finding = scores.history_finding(epochs)
    title(
        finding,
        "Training figures are means over an epoch, taken while the weights still move; test figures stand at the "
        "epoch's end. The test figures chose nothing, no epoch either.",
    )
    st.plotly_chart(scores.history(epochs, palette), key="history", config=PLOT, alt=finding)


def _training(report: Report, palette: Palette) -> None:
    """What was trained, and how to train it again."""
    title(
        markup.layers_finding(report.layers),
        "What was trained: the layers in order, with the shape each hands on for one image, and the settings.",
    )
    left, right = st.columns([11, 10], gap="large")
    with left:
        st.html(markup.layers(report, palette))
    with right:
        st.html(markup.settings(report.training))
    left, right = st.columns([11, 10], gap="large")
    with left:
        st.html(markup.read("This command trains it again."))
        st.code(report.training.command, language="bash", wrap_lines=True)
    with right:
        st.html(markup.read("SHA-256 of the data file it was trained on."))
        st.code(report.training.data_sha256, language=None, wrap_lines=True)
