"""All errors of a network as one gallery, sorted and filtered; and the hardest of the images it reads rightly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from evaluation.readings import Readings
from model.data import ROWS
from panels.theme import Palette
from views.parts.choose import ends, pick, segments, several
from views.parts.headings import title
from views.state import write
from views.test_set import pictures
from views.test_set.details import details
from views.test_set.subject import Subject

ERRORS, HARDEST = "Errors", "Hardest right answers"
HARD = 200  # right answers that are shown, those with the smallest margin
DIGITS = list(range(10))
ORDER = {ERRORS: ("order", 0), HARDEST: ("hardest_order", 3)}  # the choice, and the place of what comes first
READ = (
    "True digit → answer, and the answer's probability. The margin is how far the answer is ahead of the next digit, "
    "the row of decision the one from which the answer never changed. A click puts an image on the canvas."
)
# How the images can be sorted: readings and labels to what each image is sorted by, the smallest first.
ORDERS: dict[str, Callable[[Readings, np.ndarray], np.ndarray]] = {
    "surest answer first": lambda read, labels: -read.confidence,
    "least sure answer first": lambda read, labels: read.confidence,
    "largest margin first": lambda read, labels: -read.margin,
    "smallest margin first": lambda read, labels: read.margin,
    "latest decision first": lambda read, labels: -read.decided.astype(int),
    "earliest decision first": lambda read, labels: read.decided.astype(int),
    "true digit": lambda read, labels: labels.astype(int),
    "answer": lambda read, labels: read.answers.astype(int),
    "index": lambda read, labels: np.arange(len(labels)),
}


@st.fragment
def show(subject: Subject, palette: Palette) -> None:
    """The controls, the gallery, and the chosen image."""
    heading = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = segments("Which", [ERRORS, HARDEST], "errors", label_visibility="visible")
        name, first = ORDER[kind]
        order = pick("Sorted by", list(ORDERS), name, first=first, width=240)
        true = several("True digit", DIGITS, "true", placeholder="All", width=200)
        given = several("Answer", DIGITS, "given", placeholder="All", width=200)
    among, read = _errors(subject) if kind == ERRORS else _hardest(subject)
    with st.container(horizontal=True, key="error_ranges", gap="large"):
        sure = ends("Probability", 0, 100, "probability", format="%d %%")
        margin = ends("Margin", 0, 100, "margin", format="%d points")
        rows: tuple[float, float] = (1, ROWS)
        if read.beliefs.shape[1] > 1:
            rows = ends("Row of decision", 1, ROWS, "decision")
    labels, answers = subject.labels[among], subject.answers[among]
    keep = np.flatnonzero(
        np.isin(labels, true or DIGITS)
        & np.isin(answers, given or DIGITS)
        & _within(read.confidence, sure)
        & _within(read.margin, margin)
        & (read.decided >= rows[0])
        & (read.decided <= rows[1])
    )
    keep = keep[np.argsort(ORDERS[order](read, labels)[keep], kind="stable")]
    what = "errors" if kind == ERRORS else "hardest right answers"
    with heading:
        title(f"{len(keep):,} of {len(among):,} {what}", READ)
    left, right = st.columns([11, 10], gap="large")
    with left:
        tiles = pictures.tiles(subject, among[keep], read.confidence[keep])
        pictures.show(tiles, subject, palette, "error_images", "No image is like that: widen a range.")
    with right:
        details(subject, palette)
    write("address of the errors")


def _within(shares: np.ndarray, percents: tuple[float, float]) -> np.ndarray:
    """Which shares lie in a range of whole per cents, its ends included."""
    inside: np.ndarray = (shares * 100 >= percents[0]) & (shares * 100 <= percents[1] + 1e-3)
    return inside


def _errors(subject: Subject) -> tuple[np.ndarray, Readings]:
    """The images that are read wrongly, their indexes (k,) and readings."""
    wrong = np.flatnonzero(subject.answers != subject.labels)
    return wrong, subject.readings_of(wrong)


def _hardest(subject: Subject) -> tuple[np.ndarray, Readings]:
    """The right answers with the smallest margin, their indexes (k,) and readings."""
    right = np.flatnonzero(subject.answers == subject.labels)
    order = np.argsort(subject.readings.margin[right], kind="stable")
    hard = np.sort(right[order[:HARD]])
    return hard, subject.readings.of(hard)
