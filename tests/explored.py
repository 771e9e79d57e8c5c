"""The Test set page, run by Streamlit's AppTest: how it is opened and looked at, and what NumPy gives beside it."""

from __future__ import annotations

import functools
import json
from typing import Any, NamedTuple

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import model
from evaluation import readings
from evaluation.readings import Readings
from model import data
from tests.apps import begin, html, texts
from tests.markup import words

READER, LAST_ROW_ONLY, PLAIN, WITHOUT_ROWS = "reader", "bn-lstm-128-tanh", "rnn-256-adam", "mlp-512"
SLOWLY = [pytest.param(name, marks=pytest.mark.slow) for name in (LAST_ROW_ONLY, PLAIN)]
NETWORKS = [READER, WITHOUT_ROWS, *SLOWLY]
READ_ALL, KEPT = readings.read_all, dict[str, Readings]()
CLOSE = 1e-5  # two orders of summing up give probabilities that differ by less


class Panel(NamedTuple):
    """What stands above a panel."""

    title: str
    reading: str  # the line on how to read it


def page() -> None:
    from views.test_set import page as test_set

    test_set.page()


def taken_away() -> None:
    """Leaves in the session what can be downloaded of the chosen network."""
    import streamlit as st

    from views.state import state
    from views.test_set import downloads
    from views.test_set.subject import subject

    chosen = state().chosen.network
    assert chosen is not None
    found, _ = subject(chosen)
    st.session_state["json"] = downloads.as_json(found.report)
    st.session_state["csv"] = downloads.as_csv(found.report)
    if st.session_state["with answers"]:
        st.session_state["answers"] = downloads.answers_csv(found)


# ---- how it is run and looked at ---------------------------------------------------------------------------


def opened(section: str, name: str = READER, **chosen: Any) -> AppTest:
    at = begin(AppTest.from_function(page, default_timeout=60), network=name, section=section, **chosen)
    return whole(at.run())


def downloaded(name: str, *, with_answers: bool) -> AppTest:
    at = AppTest.from_function(taken_away, default_timeout=60)
    begin(at, network=name)
    at.session_state["with answers"] = with_answers
    assert not at.run().exception
    return at


def whole(at: AppTest) -> AppTest:
    """The page without any complaint."""
    assert not at.exception
    assert not at.error
    assert not at.warning
    return at


def panels(at: AppTest) -> list[Panel]:
    return [Panel(*words(text, "h2"), *words(text, "p")) for text in texts(at) if words(text, "h2")]


def titles(at: AppTest) -> list[str]:
    return [panel.title for panel in panels(at)]


def headline(at: AppTest) -> str:
    """The numbers that matter most."""
    return words(html(at), "dl")[0]


def chart(at: AppTest, place: int = 0) -> Any:
    return json.loads(at.get("plotly_chart")[place].proto.spec)


def cells(at: AppTest) -> list[list[str]]:
    """What is written in each cell of the confusion matrix, (10, 10)."""
    traces = [trace for trace in chart(at)["data"] if trace["type"] == "heatmap"]
    return [["".join(trace["text"][true][given] for trace in traces) for given in range(10)] for true in range(10)]


def counted(at: AppTest) -> list[list[int]]:
    """The counts in its cells; an empty one is a nought."""
    return [[int(text.replace("−", "-") or 0) for text in row] for row in cells(at)]


def framed(at: AppTest) -> tuple[float, float]:
    """The true digit and the answer of the cell that is marked."""
    [frame] = chart(at)["layout"]["shapes"]
    return (frame["y0"] + frame["y1"]) / 2, (frame["x0"] + frame["x1"]) / 2


def galleries(at: AppTest) -> list[Any]:
    """What the browser is sent of each gallery."""
    return [json.loads(each.proto.json) for each in at.get("bidi_component") if each.proto.component_name == "gallery"]


def listed(at: AppTest, place: int = 0) -> list[int]:
    """The test images of a gallery, in their order."""
    indexes: list[int] = galleries(at)[place]["tiles"]["indexes"]
    return indexes


def notes(at: AppTest) -> list[str]:
    """What stands beneath each tile of the first gallery."""
    beneath = galleries(at)[0]["tiles"]["notes"]
    return [beneath["different"][which] for which in beneath["which"]]


# ---- what NumPy gives --------------------------------------------------------------------------------------


@functools.cache
def probabilities(name: str) -> np.ndarray:
    """Of each digit for each test image, straight from the shipped weights: (10000, 10)."""
    return model.predict(model.load(name), data.scaled(data.load().x_test))


def read_by(name: str) -> Readings:
    return read_once(model.load(name), data.load().x_test)


def read_once(network: model.Network, images: np.ndarray, *, keep_paths: bool = True) -> Readings:
    """What `read_all` gives for all test images, made once for each training: a page forgets what it read before."""
    if not keep_paths:
        return READ_ALL(network, images, keep_paths=False)
    if network.checksum not in KEPT:
        KEPT[network.checksum] = READ_ALL(network, images)
    return KEPT[network.checksum]


def answers(name: str) -> np.ndarray:
    """(10000,)."""
    return probabilities(name).argmax(axis=1)
