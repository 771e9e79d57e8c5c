"""The Test set page: how well a network reads the test images, which it misreads, and where a reading goes wrong.

Each section is a module with a function `show`; only the chosen one runs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from model import WeightsError
from model.data import DataError
from panels.theme import PALETTES, Palette
from views.parts import networks
from views.parts.choose import segments
from views.parts.glossary import TEST_IMAGES
from views.parts.stored import report as shared_report
from views.parts.theme_watch import current_theme
from views.test_set import downloads, errors, markup, matrix, robustness, scores, search, training, two
from views.test_set.subject import Subject, subject

CSS = Path(__file__).parent / "test_set.css"
SECTIONS: dict[str, Callable[[Subject, Palette], None]] = {
    "Confusions": matrix.show,
    "All errors": errors.show,
    "Scores": scores.show,
    "Two networks": two.show,
    "Search": search.show,
    "Robustness": robustness.show,
    "Training": training.show,
}


def page() -> None:
    """Shows the page."""
    st.html(CSS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        heading = st.container(width="stretch")
        report, problems = networks.choice(shared_report)
    networks.show_problems(problems)
    if report is None:
        heading.title("Test set")
        return
    try:
        chosen, warning = subject(report.name)
    except (WeightsError, DataError) as problem:
        heading.title("Test set")
        st.error(str(problem))
        return
    if warning:
        st.warning(warning)
    right = round(chosen.report.accuracy * chosen.report.images)
    heading.title(f"{right:,} of {chosen.report.images:,} unseen digits read rightly")
    with st.container(key="test_set"):
        st.html(f'<p class="lead">The {TEST_IMAGES} took no part in training and chose nothing. They only report.</p>')
        st.html(markup.headline(chosen.report))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            section = segments("Section", list(SECTIONS), "section", width="stretch")
            downloads.show(chosen)
        SECTIONS[section](chosen, PALETTES[current_theme()])
