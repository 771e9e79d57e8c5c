"""The confusion matrix, the images in each of its cells, and the row at which their readings went wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from model.data import DIGITS
from panels import confusion, parting
from panels.confusion import COUNTS, NUMBERS, Cell
from panels.numbers import images
from panels.theme import Palette
from views.parts.charts import config
from views.parts.choose import segments, switch
from views.parts.headings import title
from views.parts.told import clicked, wholes
from views.state import CELL_GIVEN, CELL_TRUE, MATRIX, state, write
from views.test_set import pictures
from views.test_set.details import details
from views.test_set.subject import Subject

READ_MATRIX = (
    "Each row is a true digit, each column an answer; the colour grows with the logarithm. Click a cell, or choose it "
    "below, to see its images."
)
READ_IMAGES = (
    "Most surely {} first: true digit → answer, and its probability. A click puts an image on the canvas of every page."
)
READ_PARTING = (
    "What the network believed after each row. Solid: {}. Dashed: the mean of the {}s read rightly. Each line has the "
    "colour of the digit believed in; the dotted line marks the row from which they stay apart."
)


@st.fragment
def show(subject: Subject, palette: Palette) -> None:
    """The matrix at the left, the images of the chosen cell at the right, what became of them below."""
    counts = np.array(subject.report.confusion)  # (10, 10)
    left, right = st.columns([11, 10], gap="large")
    with left:
        cell = _matrix(counts, palette)
    inside = np.flatnonzero((subject.labels == cell[0]) & (subject.answers == cell[1]))  # indexes of the images, (k,)
    with right:
        _images(subject, cell, inside, palette)
    left, right = st.columns([11, 10], gap="large")
    with left:
        _parting(subject, cell, inside, palette)
    with right:
        details(subject, palette)
    write("address of the matrix")


def _matrix(counts: np.ndarray, palette: Palette) -> Cell:
    """The matrix with its controls; returns the chosen cell."""
    finding = confusion.finding(counts)
    title(finding, READ_MATRIX)
    with st.container(horizontal=True, vertical_alignment="center"):
        numbers = segments("Numbers in the cells", list(NUMBERS), "numbers", default=COUNTS)
        diagonal = switch("Right answers", "diagonal", default=True)
    true, answer = state().chosen.cell or confusion.commonest(counts)
    chart = st.container(key="confusion")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, key, digit in (("True digit", CELL_TRUE, true), ("Read as", CELL_GIVEN, answer)):
            st.session_state[key] = digit
            st.selectbox(name, range(10), key=key, on_change=_choose, width=110)
    figure = confusion.matrix(counts, numbers, palette, diagonal=diagonal, chosen=(true, answer))
    chart.plotly_chart(
        figure,
        height="stretch",
        key=MATRIX,
        config=config("confusion"),
        alt=finding,
        on_select=_click,
        selection_mode="points",
    )
    return true, answer


def _click() -> None:
    for place in clicked(MATRIX):
        _take(place)


def _choose() -> None:
    _take([st.session_state.get(CELL_TRUE), st.session_state.get(CELL_GIVEN)])


def _take(place: Any) -> None:
    cell = wholes(place, 0, DIGITS - 1)
    if len(cell) == 2:
        state().set("cell", tuple(cell))


def _images(subject: Subject, cell: Cell, inside: np.ndarray, palette: Palette) -> None:
    """The images in the cell, the surest answer first."""
    true, answer = cell
    confidence = subject.readings_of(inside).final[:, answer]
    order = np.argsort(-confidence, kind="stable")
    wrongly = "wrong" if true != answer else "right"
    title(f"{images(len(inside))} of a {true} read as {answer}", READ_IMAGES.format(wrongly))
    nothing = f"No {true} was read as {answer}."
    tiles = pictures.tiles(subject, inside[order], confidence[order])
    pictures.show(tiles, subject, palette, "cell_images", nothing)


def _parting(subject: Subject, cell: Cell, inside: np.ndarray, palette: Palette) -> None:
    """The mean reading of the cell, or of the chosen image in it, beside that of the digit read rightly."""
    true, answer = cell
    if len(subject.report.accuracy_by_row) == 1:
        title("This network sees all rows at once", "There is no row at which a reading could go wrong.")
        return
    right = np.flatnonzero((subject.labels == true) & (subject.answers == true))
    if not len(right):
        title(f"No {true} was read rightly", "There is nothing that the others could be compared with.")
        return
    if not len(inside):
        title(f"No {true} was read as {answer}", "Choose another cell to see where its readings go wrong.")
        return
    chosen = pictures.chosen()
    one = chosen if chosen in inside else None
    those = f"test image {one}" if one is not None else f"the mean of the {true}s read as {answer}"
    wrong = _mean(subject, np.array([one]) if one is not None else inside)
    usual = _mean(subject, right)
    finding = parting.finding(wrong, usual, true, one)
    title(finding, READ_PARTING.format(those, true))
    figure = parting.by_row(wrong, usual, true, answer, palette)
    st.plotly_chart(figure, key="parting", config=config("parting"), alt=finding)


def _mean(subject: Subject, indexes: np.ndarray) -> np.ndarray:
    """What is believed after each row, in the mean of some images: (28, 10)."""
    return np.asarray(subject.readings_of(indexes).beliefs.mean(axis=0, dtype=np.float32))
