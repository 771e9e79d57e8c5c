"""How the network of the Test set page came to be: its training, and what was trained."""

from __future__ import annotations

import streamlit as st

from evaluation.reports import Report
from panels import history
from panels.theme import Palette
from views.parts.charts import config
from views.parts.glossary import term
from views.parts.headings import title
from views.test_set import markup
from views.test_set.subject import Subject


def show(subject: Subject, palette: Palette) -> None:
    """Shows the section."""
    _history(subject.report, palette)
    _training(subject.report, palette)


def _history(report: Report, palette: Palette) -> None:
    """How the scores changed from epoch to epoch."""
    epochs = report.training.history
    if not epochs:
        return
    finding = history.finding(epochs)
    title(finding, markup.history(report))
    st.plotly_chart(history.history(epochs, palette), key="history", config=config("history"), alt=finding)


def _training(report: Report, palette: Palette) -> None:
    """What was trained, and how to train it again."""
    title(
        markup.layers_finding(report.layers),
        f"What was trained: the {term('layer', 'layers')} in order, with the shape each hands on for one image, and "
        "the settings.",
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
        st.html(markup.read("SHA-256 of all that it was trained on."))
        st.code(report.training.data_sha256, language=None, wrap_lines=True)
