"""Two networks on the same test images: what each confuses more often, and which images only one of them gets right."""

from __future__ import annotations

import numpy as np
import streamlit as st

import model
from evaluation.comparison import mcnemar
from evaluation.reports import Report, answers
from model import WeightsError
from panels import confusion
from panels.numbers import images
from panels.theme import Palette
from views.compare import markup
from views.parts.charts import config
from views.parts.choose import pick
from views.parts.headings import title
from views.parts.stored import report as shared_report
from views.parts.told import clicked, wholes
from views.state import DIFFERENCE, state, write
from views.test_set import pictures
from views.test_set.details import details
from views.test_set.subject import Subject

READ_DIFFERENCE = (
    "How much more often {0} gives each answer than {1}: off the diagonal more is worse, on it more is better. Click a "
    "cell to see its images only."
)
READ_ONLY = "True digit → what {} answered instead. A click puts the image on the canvas of every page."


@st.fragment
def show(subject: Subject, palette: Palette) -> None:
    """The choice of the other network, the difference, the test, and both lists of images."""
    first = subject.report
    names = [name for name in model.names() if name != first.name]
    if not names:
        st.html('<p class="read">There is no other network to compare with.</p>')
        return
    other = pick(f"Compare {first.name} with", names, "other", width=260)
    try:
        second = shared_report(other)
    except WeightsError as problem:
        st.error(str(problem))
        return
    labels = subject.labels
    given = [answers(each) for each in (first, second)]  # (10000,) each
    right = [each == labels for each in given]
    test = mcnemar(right[0], right[1])
    pair = (first, second, test)
    both = (first.name, second.name)
    left, beside = st.columns([11, 10], gap="large")
    with left:
        _difference(first, second, palette)
        cell = state().chosen.difference
        details(subject, palette)
    with beside:
        for place in (0, 1):
            _only(place, both, given, labels, cell, subject, palette)
    title(markup.test_finding([pair]), markup.READ_TEST)
    st.html(markup.tests([pair], palette))
    write("address of the two")


def _difference(first: Report, second: Report, palette: Palette) -> None:
    """How much more often the first gives each answer, in cells that can be clicked."""
    counts, names = (np.array(first.confusion), np.array(second.confusion)), (first.name, second.name)
    finding = confusion.difference_finding(*counts, names)
    title(finding, READ_DIFFERENCE.format(*names))
    with st.container(key="confusion"):
        st.plotly_chart(
            confusion.difference(*counts, names, palette),
            height="stretch",
            key=DIFFERENCE,
            config=config("difference"),
            alt=finding,
            on_select=_click,
            selection_mode="points",
        )


def _click() -> None:
    """Shows the images of the cell that was clicked only; those of all cells after a click beside them."""
    cells = [tuple(cell) for place in clicked(DIFFERENCE) if len(cell := wholes(place, 0, 9)) == 2]
    state().set("difference", cells[0] if cells else None)


def _only(
    place: int,
    names: tuple[str, str],
    given: list[np.ndarray],
    labels: np.ndarray,
    cell: tuple[int, ...] | None,
    subject: Subject,
    palette: Palette,
) -> None:
    """The images that one of them reads rightly and the other does not."""
    mine, others = given[place], given[1 - place]
    only = (mine == labels) & (others != labels)
    if cell is not None:
        only &= (labels == cell[0]) & ((others == cell[1]) | (mine == cell[1]))
    indexes = np.flatnonzero(only)
    within = f" in {cell[0]} → {cell[1]}" if cell is not None else ""
    title(f"Only {names[place]} reads {images(len(indexes))} rightly{within}", READ_ONLY.format(names[1 - place]))
    tiles = pictures.given(indexes, labels, others, names[1 - place])
    pictures.show(tiles, subject, palette, f"only {place}", "No image is like that.", height=260)
