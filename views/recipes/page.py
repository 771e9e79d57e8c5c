"""The Recipes page: every network beside what its source published, how it was trained and how fast it reads."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

import model
from evaluation.reports import Report
from model import RECIPES, WeightsError
from panels import curves, race
from panels.numbers import percent
from panels.theme import PALETTES, Palette
from views.parts import networks
from views.parts.glossary import TEST_IMAGES, term
from views.parts.headings import heading, title
from views.parts.stored import network, report
from views.parts.theme_watch import current_theme
from views.parts.told import part, wholes
from views.recipes import markup
from views.state import TABLE

CSS = Path(__file__).parent / "recipes.css"
RACE = ("lstm-256-sgd", "lstm-256-adam")  # alike but for the optimizer
PLOT = {"displayModeBar": False}
COLUMNS: dict[str, Any] = {
    "Published": st.column_config.NumberColumn(
        format="%.2f %%", help="Test accuracy by its source; – where it tells none"
    ),
    "Five seeds": st.column_config.TextColumn(help="Mean ± deviation of five trainings, whose median is shipped"),
    "Ours": st.column_config.NumberColumn(format="%.2f %%", help="Accuracy on the same images, trained here"),
    "Difference": st.column_config.NumberColumn(format="%+.2f", help="Ours less published, in points; – where none is"),
    "Interval": st.column_config.TextColumn(help="95 % Wilson interval of ours"),
    "Gap": st.column_config.NumberColumn(
        format="%+.2f", help="Training less test accuracy, in points, last epoch; – if not kept"
    ),
    "Parameters": st.column_config.NumberColumn(format="localized", help="Numbers in all layers together"),
    "Training": st.column_config.NumberColumn(
        format="%.0f s",
        help="Time of all epochs on one or two cores; the reader and the fair three learned on an accelerator",
    ),
    "Reading": st.column_config.NumberColumn(format="%.2f ms", help="One image, every gate kept, on two cores"),
}


def page() -> None:
    """Shows the page."""
    st.html(CSS)
    palette = PALETTES[current_theme()]
    with heading("Recipes", "Published networks for MNIST and our own, each trained for real by one command."):
        chosen, problems = networks.choice(report)
    networks.show_problems(problems)
    reports, damaged = _reports()
    networks.show_problems([problem for problem in damaged if problem not in problems])
    if chosen is None:
        return
    title(
        markup.table_finding(reports),
        "A click on a column's name sorts by it; a click at the left of a line makes its network that of every page.",
    )
    _table(reports)
    if missing := [name for name in RECIPES if name not in model.names()]:
        st.caption(f"Not trained yet: {', '.join(missing)}. `python train.py --all --ship` trains what is missing.")
    _chosen(chosen, palette)
    _curves(reports, chosen, palette)
    by_name = {each.name: each for each in reports if markup.is_kept(each)}
    if set(RACE) <= by_name.keys():
        sgd, adam = (by_name[name] for name in RACE)
        _race(sgd, adam, palette)


def _reports() -> tuple[list[Report], list[str]]:
    """The reports that there are, and a sentence on each that is damaged, with the command that makes it again."""
    reports, problems = [], []
    for name in model.names():
        try:
            reports.append(report(name))
        except WeightsError as problem:
            problems.append(str(problem))
    return reports, problems


def _table(reports: list[Report]) -> None:
    lines = [markup.line(each) for each in reports]
    columns = {name: [line[name] for line in lines] for name in lines[0]}
    st.dataframe(
        columns,
        key=TABLE,
        hide_index=True,
        on_select=partial(_choose, [each.name for each in reports]),
        selection_mode="single-row",
        column_config=COLUMNS,
        height="content",
        placeholder="–",
    )


def _choose(listed: list[str]) -> None:
    for row in wholes(part(st.session_state[TABLE], "selection", "rows"), 0, len(listed) - 1):
        networks.choose(listed[row])


def _chosen(chosen: Report, palette: Palette) -> None:
    """The chosen network: its layers, its source, the command that trains it."""
    title(
        f"{chosen.name}: {markup.chain_finding(chosen)}",
        f"From left to right what becomes of one image: each box is a {term('layer')}, below it the shape it hands on.",
    )
    try:
        st.html(markup.diagram(network(chosen.name), chosen, palette))
    except WeightsError as problem:
        st.error(str(problem))
    st.html(markup.source(chosen, RECIPES[chosen.name]))
    st.code(chosen.training.command, language="bash", wrap_lines=True)


def _curves(reports: list[Report], chosen: Report, palette: Palette) -> None:
    """All trainings in one chart, and what the gap between training and test means."""
    finding = markup.gap_finding(reports)
    title(
        finding,
        f"Accuracy after each epoch: solid on the {TEST_IMAGES}, dotted on the training images while it learned. The "
        "chosen network has the accent, beside it stands the one with the largest gap; the thin lines are the others "
        f"on the test images, and each says whose it is where it is pointed at. {markup.measured(reports)}Where the "
        "dotted line runs above the solid one, a network knows its training images better than new ones: it overfits. "
        "Deformed images and Dropout make the training harder than the test, and the dotted line lies below.",
    )
    trained = [each for each in reports if each.training.history]
    figure = curves.curves(trained, chosen.name, markup.widest(reports), palette)
    st.plotly_chart(figure, key="curves", config=PLOT, alt=finding)


def _race(sgd: Report, adam: Report, palette: Palette) -> None:
    """Why plain SGD leaves the LSTM behind."""
    title(
        f"The same LSTM: {percent(sgd.accuracy, 2)} with SGD, {percent(adam.accuracy, 2)} with Adam",
        markup.race(sgd),
    )
    left, right = st.columns(2, gap="large")
    left.plotly_chart(race.race(sgd, adam, "loss", palette), key="race_loss", config=PLOT)
    right.plotly_chart(race.race(sgd, adam, "gradient", palette), key="race_gradient", config=PLOT)
