"""The Data page: the digits that the networks learned from, and those they are tested on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from model import data
from model.data import DIGITS, DataError
from panels import ink, shares
from panels.theme import PALETTES, Palette
from views.data import markup
from views.parts import networks
from views.parts.choose import segments
from views.parts.glossary import TEST_IMAGES
from views.parts.headings import heading, title
from views.parts.stored import report, test_digits
from views.parts.theme_watch import current_theme
from views.state import state, write

CSS = Path(__file__).parent / "data.css"
SAMPLES = 14  # images shown of each digit
POOL = 500  # images of each digit that are kept to show some of them: 4 MB in place of 47
ALL = "All"
PLOT = {"displayModeBar": False}


@dataclass(frozen=True, eq=False)
class Statistics:
    """What is told of the 60,000 training images."""

    counts: np.ndarray  # (10,) images of each digit
    means: np.ndarray  # (10, 28, 28) the average image of each digit, in [0, 1]
    some: np.ndarray  # (10, POOL, 28, 28) uint8, images of each digit drawn by lot


def page() -> None:
    """Shows the page."""
    st.html(CSS)
    palette = PALETTES[current_theme()]
    with heading("Data", "60,000 handwritten digits to learn from and 10,000 by other hands to be tested on: MNIST."):
        known, problems = networks.choice(report)
    networks.show_problems(problems)
    try:
        test = np.bincount(test_digits()[1], minlength=DIGITS)
        training = _statistics()
    except DataError as problem:
        st.error(str(problem))
        return
    left, right = st.columns(2, gap="large")
    with left:
        title(
            shares.finding(training.counts),
            f"The share of each digit: filled among the training images, outlined among the {TEST_IMAGES}.",
        )
        figure = shares.shares(("training", training.counts), ("test", test), palette)
        st.plotly_chart(figure, key="shares", config=PLOT)
    with right:
        if known is not None:
            answered = np.array(known.confusion).sum(axis=0)  # (10,)
            title(
                markup.answers_finding(answered - test),
                f"The test images. Filled: how often {known.name} answers each digit. Outlined: how often it is there.",
            )
            figure = shares.shares(("answers", answered), ("truth", test), palette)
            st.plotly_chart(figure, key="answers", config=PLOT)
    _samples(training, palette)
    _ink(training, palette)


@st.fragment
def _samples(training: Statistics, palette: Palette) -> None:
    """The average digit and some images of each."""
    title(
        "What is common to all hands, and what is not",
        "First in each line is the average of all training images of the digit: the more a pixel stands out from the "
        "page, the more often it is ink. Behind it images drawn by lot.",
    )
    seed = state().chosen.lot or 0
    lots = np.random.default_rng(seed).permuted(np.tile(np.arange(POOL), (DIGITS, 1)), axis=1)[:, :SAMPLES]
    shown = np.take_along_axis(training.some, lots[..., None, None], axis=1)  # (10, SAMPLES, 28, 28)
    st.html(markup.samples(training.means, shown, palette))
    st.button("Others", on_click=_others, help="Other images drawn by lot")
    write("address of the samples")


def _others() -> None:
    state().set("lot", (state().chosen.lot or 0) + 1)


@st.fragment
def _ink(training: Statistics, palette: Palette) -> None:
    """Where the ink lies."""
    heading = st.container()
    chosen = segments("Digit", [ALL, *map(str, range(DIGITS))], "ink")
    parts = training.counts / training.counts.sum() if chosen == ALL else np.eye(DIGITS)[int(chosen)]
    mean = np.tensordot(parts, training.means, 1)  # (28, 28)
    rows, columns = mean.sum(axis=1) / mean.sum(), mean.sum(axis=0) / mean.sum()
    with heading:
        title(
            ink.finding(rows),
            "Solid: the share of the ink in each row, in the order in which the networks read. Dashed: in each column. "
            "Every digit was fitted into 20 × 20 pixels, then moved until its centre of mass lay in the middle.",
        )
    st.plotly_chart(ink.ink(rows, columns, palette), key="ink", config=PLOT)
    write("address of the ink")


@st.cache_resource
def _statistics() -> Statistics:
    """Raises DataError."""
    images, labels = data.load_part("train", data.MNIST)
    of_digit = [images[labels == digit] for digit in range(DIGITS)]
    rng = np.random.default_rng(0)
    return Statistics(
        np.bincount(labels, minlength=DIGITS),
        np.stack([each.mean(axis=0) / 255 for each in of_digit]),
        np.stack([rng.choice(each, POOL, replace=len(each) < POOL) for each in of_digit]),
    )
