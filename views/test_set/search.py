"""Search by reading: test images that the network reads much like the drawing, or that move one unit alike."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from evaluation import readings
from evaluation.readings import Half
from model import Network, forward
from model.data import DIGITS, ROWS
from panels import brush
from panels.theme import Palette
from views.parts import markup
from views.parts.charts import config
from views.parts.choose import ends
from views.parts.glossary import TEST_IMAGES, term
from views.parts.headings import title
from views.parts.stored import test_digits, training
from views.parts.told import part, span, whole
from views.state import UNIT, own_drawing, state, write
from views.test_set import pictures
from views.test_set.details import details
from views.test_set.subject import Subject

COUNT = 48  # images shown of those most like the drawing
MOST = 1200  # images shown of those that share an activation
ROWS_FIRST = (20, 24)  # of the box at first
READ_LIKE = (
    f"The {TEST_IMAGES} whose {term('hidden state', 'hidden states')}, row by row, are nearest to those of the "
    "drawing on the canvas; beneath each how far a state is from the drawing's (root of the mean square). A click puts "
    "an image on the canvas."
)
READ_UNIT = (
    f"A line for each digit: the {term('unit')}'s mean state after each row; the boldest is your drawing's. Drag a box "
    "over rows and states, or set both below: the images beside are those whose state stays in it at each of its rows."
)


def show(subject: Subject, palette: Palette) -> None:
    """The images like the drawing above, those that share a unit's activation below."""
    if subject.readings.paths is None:
        title("This network has no hidden states to search by", "It reads all rows at once. Choose another network.")
        return
    left, right = st.columns([11, 10], gap="large")
    with left:
        _alike(subject, palette)
    with right:
        details(subject, palette)
    _sharing(subject, palette)


# ---- images like the drawing ---------------------------------------------------------------------------------------


def _alike(subject: Subject, palette: Palette) -> None:
    picture = own_drawing().picture
    image = picture.stages.centred  # (28, 28)
    if not image.any():
        title("The canvas is empty", "Draw a digit on the Draw page, and this finds test images that are read alike.")
        return
    indexes, distances = readings.nearest(subject.network, subject.readings, subject.images, image, COUNT)
    title(_finding(subject.labels[indexes]), READ_LIKE)
    with st.container(horizontal=True, vertical_alignment="center", key="query"):
        st.html(f'<img class="query" alt="The drawing" src="{markup.inline(image, palette)}">', width="content")
        st.caption(picture.origin)
    notes = [f"{distance:.3f}" for distance in distances]
    tiles = pictures.tiles(subject, indexes, subject.readings.confidence[indexes], notes)
    pictures.show(tiles, subject, palette, "alike", height=300)


def _finding(labels: np.ndarray) -> str:
    """What the nearest images show, in words."""
    counts = np.bincount(labels, minlength=DIGITS)
    digit = int(counts.argmax())
    return f"Of the {len(labels)} images read most like it, {counts[digit]} are {digit}s"


# ---- images that share a unit's activation -------------------------------------------------------------------------


@st.cache_resource(
    max_entries=8, show_spinner="The network reads the test images for this unit", hash_funcs={Network: training}
)
def _unit(network: Network, unit: int) -> Half:
    """(10000, 28)."""
    return readings.unit_by_row(network, test_digits()[0], unit)


@st.fragment
def _sharing(subject: Subject, palette: Palette) -> None:
    """The chart of a unit, and the images whose states stay in the box on it."""
    left, right = st.columns([11, 10], gap="large")
    with left:
        keep = _brush(subject, palette)
    with right:
        indexes = np.flatnonzero(keep)
        shown = indexes[:MOST]
        images = "1 test image shares" if len(indexes) == 1 else f"{len(indexes):,} test images share"
        which = f"the first {MOST:,} " if len(indexes) > MOST else ""
        title(f"{images} this activation", f"True digit → answer, and its probability, {which}by their index.")
        nothing = "No test image stays within this box: widen it."
        tiles = pictures.tiles(subject, shown, subject.readings.confidence[shown])
        pictures.show(tiles, subject, palette, "sharing", nothing)
    write("address of the search")


def _brush(subject: Subject, palette: Palette) -> np.ndarray:
    """The unit's chart and the controls; returns which images stay within the box, (10000,) bool."""
    name = subject.network.name
    own = forward.read(subject.network, own_drawing().picture.stages.centred).layers[-1].h  # (28, units)
    heading = st.container()
    moved = int(np.ptp(own, axis=0).argmax())
    unit = _searched(name, own.shape[1], moved)
    states = _unit(subject.network, unit)  # (10000, 28)
    means = np.stack([states[subject.labels == digit].mean(axis=0, dtype=np.float32) for digit in range(10)])
    low, high = math.floor(10 * float(states.min())) / 10, math.ceil(10 * float(states.max())) / 10
    chart = st.container()
    first_row, last_row = ends("Rows", 1, ROWS, "search_rows", default=ROWS_FIRST)
    rows = int(first_row), int(last_row)
    around = own[rows[0] - 1 : rows[1], unit]
    first = np.clip((around.min() - 0.1, around.max() + 0.1), low, high)  # a drawing may lie beyond all test images
    bottom, top = np.round(first.astype(float), 1).tolist()
    bounds = ends("State", low, high, "search_span", default=(bottom, top), subject=f" {name} {unit}", step=0.05)
    within = states[:, rows[0] - 1 : rows[1]]
    keep = np.asarray(((within >= bounds[0]) & (within <= bounds[1])).all(axis=1))
    finding = brush.finding(unit, rows, bounds, np.bincount(subject.labels[keep], minlength=DIGITS))
    with heading:
        title(finding, READ_UNIT)
    chart.plotly_chart(
        brush.unit(means, own[:, unit], rows, bounds, palette),
        key=UNIT,
        config=config("unit"),
        alt=finding,
        on_select=lambda: _box(low, high),
        selection_mode="box",
    )
    return keep


def _searched(name: str, units: int, moved: int) -> int:
    """The unit that is searched by; at first the one that the drawing moved most."""
    mine = state()
    kept = whole(mine.chosen.search_unit, 0, units - 1)
    key = mine.seat("search_unit", moved if kept is None else kept, f" {name}")
    told = whole(st.number_input("Unit", 0, units - 1, key=key, on_change=_other_unit, width=160), 0, units - 1)
    unit = moved if told is None else told
    mine.take("search_unit", unit, moved)
    return unit


def _other_unit() -> None:
    """Another unit has states of its own."""
    state().set("search_span", None)


def _box(low: float, high: float) -> None:
    """Takes the box that was dragged on the chart over to the sliders."""
    boxes = part(st.session_state[UNIT], "selection", "box")
    for box in boxes if isinstance(boxes, list) else ():
        first, last = (round(row) for row in span(part(box, "x"), 1, ROWS))
        bottom, top = (round(20 * state) / 20 for state in span(part(box, "y"), low, high))
        state().set("search_rows", (first, last))
        state().set("search_span", (bottom, top))
