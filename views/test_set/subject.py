"""What every section of the Test set page is given: a network, its report, the test images and all readings of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model import RECIPES, Network, Report, WeightsError, evaluation, weights
from model.readings import Readings
from views import readings, shared


@dataclass(frozen=True, eq=False)
class Subject:
    """A network and what it made of the test images."""

    network: Network
    report: Report

    @cached_property
    def images(self) -> np.ndarray:
        """Uint8 (10000, 28, 28)."""
        return shared.test_digits()[0]

    @cached_property
    def labels(self) -> np.ndarray:
        """Uint8 (10000,)."""
        return shared.test_digits()[1]

    @cached_property
    def readings(self) -> Readings:
        """All of them; the first to ask waits for a second or two."""
        with st.spinner(f"{self.network.name} reads the 10,000 test images"):
            return readings.of(self.network)


def subject(report: Report) -> tuple[Subject, str]:
    """The network that a report is of, and a sentence where they do not belong together.

    Of weights that are not those the report is of, the scores are counted again, with a bar that tells how far that is.

    Raises:
        WeightsError: the weights cannot be read.
    """
    try:
        return Subject(shared.network(report.name), report), ""
    except WeightsError as problem:
        network, recounted = _recounted(report.name)
        return Subject(network, replace(recounted, training=report.training)), (
            f"{problem} Until then the scores shown here are counted again from the weights that are there; "
            "what is said of the training is of others."
        )


@st.cache_resource(max_entries=2, show_spinner=False)
def _foreign(name: str) -> Network:
    return weights.load(name, any_checksum=True)


def _tell(place: DeltaGenerator, share: float) -> None:
    place.progress(share, "Counting the scores again from the weights")


def _recounted(name: str) -> tuple[Network, Report]:
    network = _foreign(name)
    bar = st.empty()
    read = readings.of(network, lambda share: _tell(bar, share))
    bar.empty()
    beliefs = read.beliefs.astype(np.float32)  # (n, 28, 10)
    beliefs[:, -1] = read.final
    known = shared.report(name)
    labels = shared.test_digits()[1]
    return network, evaluation.report_of(
        network, beliefs, labels, known.training, RECIPES[name].published, known.milliseconds
    )
