"""What all sessions share, read from the disk once: the networks with their reports, and the test images.

A network whose files were replaced is read anew: everything here is known by the files' stamp, and what is derived from
a network by its weights' checksum.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import model
from model import Network, Report, data, evaluation, weights
from model.data import DataError
from model.weights import Stamp

KEPT = 32  # networks, of at most 1.6 MB each


@dataclass(frozen=True, eq=False)
class Trained:
    """A network and the report of the same training."""

    network: Network
    report: Report


def network(name: str) -> Network:
    """A trained network by its recipe's name; raises what `model.load` raises."""
    return _network(name, weights.stamp(name))


def report(name: str) -> Report:
    """The report of a trained recipe on the test images.

    Raises:
        WeightsError: as `model.load_report`, and where it is a report on other images.
    """
    return _report(name, weights.stamp(name))


def trained(name: str) -> Trained:
    """Both, of one training even while another one's files take their place; raises what either raises."""
    before = weights.stamp(name)
    found = Trained(_network(name, before), _report(name, before))
    return found if weights.stamp(name) == before else trained(name)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _network(name: str, stamp: Stamp) -> Network:
    return model.load(name)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _report(name: str, stamp: Stamp) -> Report:
    found = model.load_report(name)
    with suppress(DataError):  # without the test images there is nothing that it could contradict
        evaluation.check_fits(found, test_digits()[1])
    return found


@st.cache_resource(show_spinner=False)
def test_digits() -> tuple[np.ndarray, np.ndarray]:
    """The test images, uint8 (10000, 28, 28), and their labels, uint8 (10000,); raises DataError."""
    return data.load_part("test", data.MNIST)


def answers(of: Report) -> np.ndarray:
    """A network's answers to the test images, uint8 (10000,)."""
    return np.array(list(of.answers), np.uint8)


def heading(name: str, lead: str) -> DeltaGenerator:
    """A page's name and the sentence beside it; returns the line they stand in, for what else stands there."""
    line = st.container(horizontal=True, vertical_alignment="bottom")
    line.title(name, anchor=False, width="content")
    line.html(f'<p class="lead">{escape(lead)}</p>', width="content")
    return line


def title(finding: str, reading: str) -> None:
    """A panel's title, which says the finding, and the line of HTML beneath it on how to read the panel."""
    st.html(f'<h2>{escape(finding)}</h2><p class="read">{reading}</p>')
