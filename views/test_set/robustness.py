"""How the accuracy falls when images are changed, and what the network makes of the viewer's drawing, changed alike."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

import model
from evaluation import robustness as measured
from evaluation.changes import CHANGES, Change
from evaluation.robustness import Robustness
from model import Network, Trace, WeightsError, weights
from model.weights import Stamp
from panels import changed_images
from panels.theme import Palette
from views.parts.charts import config
from views.parts.choose import segments
from views.parts.glossary import TEST_IMAGES
from views.parts.headings import title
from views.parts.html import render
from views.parts.markup import inline
from views.parts.picture import Picture
from views.state import own_drawing, write
from views.test_set.subject import Subject

CSS = Path(__file__).parent / "robustness.css"
UNCHANGED = "unchanged"


def show(subject: Subject, palette: Palette) -> None:
    """The curves of all networks, and beneath them the viewer's drawing."""
    st.html(CSS)
    _curves(subject.network.name, palette)
    _drawing(subject.network, own_drawing().picture, palette)


@st.cache_resource(max_entries=32)
def _robustness(name: str, stamp: Stamp) -> Robustness:
    return measured.load(name)


def _curves(chosen: str, palette: Palette) -> None:
    """A small chart for each change, and one for all of them together."""
    found, problems = _all_measured()
    if chosen not in found:
        title("How this network bears changes is not measured", "Each of seven changes at five strengths.")
        st.error(problems[chosen])
        return
    own, others = found[chosen], [each for name, each in found.items() if name != chosen]
    title(
        changed_images.finding(own),
        f"The first {own.images:,} {TEST_IMAGES}, changed in seven ways. Across: how strongly. Upwards: the share of "
        "right answers; above each chart the lowest. Bold: this network, with its 95 % interval. Thin: the other "
        "networks; point at one for its name. Dotted: what a guess gets. The last chart is the mean of all changes.",
    )
    with st.container(key="robustness"):
        for name, change in CHANGES.items():
            figure = changed_images.curve(change, own, others, palette)
            _chart(figure, name, f"Share of right answers. {change.sentence}")
        _chart(
            changed_images.together(own, others, palette), "all changes", "All networks, on average over all changes"
        )
    if problems:
        st.caption(
            f"Not measured yet: {', '.join(problems)}. `python -m evaluation.robustness` measures what is missing."
        )


def _chart(figure: go.Figure, name: str, alt: str) -> None:
    st.plotly_chart(figure, key=f"robustness {name}", config=config(f"robustness {name}"), alt=alt)


def _all_measured() -> tuple[dict[str, Robustness], dict[str, str]]:
    """What was measured of each trained network, and for each that lacks it a sentence with the command; by name."""
    found, problems = {}, {}
    for name in model.names():
        try:
            found[name] = _robustness(name, weights.stamp(name))
        except WeightsError as problem:
            problems[name] = str(problem)
    return found, problems


@st.fragment
def _drawing(network: Network, picture: Picture, palette: Palette) -> None:
    """What lies on the canvas, under one change at each of its strengths."""
    ink = picture.stages.centred  # (28, 28)
    if not ink.any():
        title("Your drawing under the same changes", "The canvas is empty: what you draw on the Draw page shows here.")
        return
    heading = st.container()
    change = CHANGES[segments("Change", list(CHANGES), "change", shown=str.capitalize)]
    strengths = sorted([0.0, *change.strengths])
    traces = [model.read(network, change.apply(ink[None], strength)[0]) for strength in strengths]
    with heading:
        title(
            drawing_finding(change, strengths, traces),
            f"On the Draw page's canvas: {escape(picture.origin)}. {change.sentence} Beneath each picture the answer "
            "with its probability.",
        )
    st.html(changed_pictures(change, strengths, traces, palette))
    write("address of the change")


def drawing_finding(change: Change, strengths: Sequence[float], traces: Sequence[Trace]) -> str:
    """How many changed pictures are still read as the unchanged one, in words.

    Args:
        change: one of `CHANGES`.
        strengths: with 0 among them.
        traces: the reading at each strength.
    """
    changed = [trace for strength, trace in zip(strengths, traces, strict=True) if strength]
    plain = traces[strengths.index(0)]
    if plain.unsure:
        return "It is not sure of the drawing even unchanged"
    kept = sum(trace.digit == plain.digit and not trace.unsure for trace in changed)
    if not kept:
        return f"At no strength of {change.name} is the drawing still surely a {plain.digit}"
    if kept == len(changed):
        return f"At every strength of {change.name} the drawing is still surely a {plain.digit}"
    return f"At {kept} of {len(changed)} strengths of {change.name} the drawing is still surely a {plain.digit}"


def changed_pictures(change: Change, strengths: Sequence[float], traces: Sequence[Trace], palette: Palette) -> str:
    """A row of pictures, each with its strength above and what the network makes of it beneath."""
    pictures = [
        (_amount(change, strength), inline(trace.image, palette), trace, palette.digits[trace.digit])
        for strength, trace in zip(strengths, traces, strict=True)
    ]
    return render("test_set/changed", pictures=pictures, line=palette.line)


def _amount(change: Change, strength: float) -> str:
    return changed_images.amount(change, strength) if strength else UNCHANGED
