"""What all sessions share, read from the disk once: the networks and the test images."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import model
from model import Network, Report, data


@st.cache_resource(max_entries=16)
def network(name: str) -> Network:
    """A trained network by its recipe's name; raises what `model.load` raises."""
    return model.load(name)


@st.cache_resource(max_entries=16)
def report(name: str) -> Report:
    """The test-set report of a trained recipe; raises what `model.load_report` raises."""
    return model.load_report(name)


@st.cache_resource
def test_digits() -> tuple[np.ndarray, np.ndarray]:
    """The test images, uint8 (10000, 28, 28), and their labels, uint8 (10000,)."""
    with np.load(data.MNIST) as arrays:
        return arrays["x_test"], arrays["y_test"]


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
