"""What every section of the Test set page is given: a network, its report, the test images and its readings of them.

The report knows every answer. So what shows a few of the images has those alone read, in a moment after a start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import streamlit as st

from evaluation import reports
from evaluation.readings import Readings
from evaluation.reports import Report
from model import RECIPES, Network, WeightsError, weights
from model.data import scaled
from model.weights import Stamp
from views.parts import stored


@dataclass(frozen=True, eq=False)
class Subject:
    """A network and what it made of the test images."""

    network: Network
    report: Report

    @cached_property
    def images(self) -> np.ndarray:
        """Uint8 (10000, 28, 28)."""
        return stored.test_digits()[0]

    @cached_property
    def labels(self) -> np.ndarray:
        """Uint8 (10000,)."""
        return stored.test_digits()[1]

    @cached_property
    def answers(self) -> np.ndarray:
        """Uint8 (10000,)."""
        return reports.answers(self.report)

    @cached_property
    def readings(self) -> Readings:
        """All of them; the first to ask waits for some seconds."""
        with st.spinner(f"{self.network.name} reads the 10,000 test images"):
            return stored.readings_of(self.network)

    def readings_of(self, indexes: np.ndarray) -> Readings:
        """Those of some of the images, (k,)."""
        return stored.readings_of_some(self.network, indexes)


def subject(name: str) -> tuple[Subject, str]:
    """A network with its report, and a sentence where they do not belong together.

    Of weights that are not those the report is of, the scores are counted again.

    Raises:
        WeightsError: the weights or the report cannot be read.
        DataError: the test images cannot be read.
    """
    stored.test_digits()  # without them there is nothing to show
    try:
        found = stored.trained(name)
        return Subject(found.network, found.report), ""
    except WeightsError as problem:
        network = _foreign(name, weights.stamp(name))
        known = stored.report(name)
        with st.spinner("Counting the scores again from the weights"):
            recounted = _recounted(network, known)
        return Subject(network, replace(recounted, training=known.training)), (
            f"{problem} Until then the scores shown here are counted again from the weights that are there; "
            "what is said of the training is of others."
        )


@st.cache_resource(max_entries=2, show_spinner=False)
def _foreign(name: str, stamp: Stamp) -> Network:
    return weights.load(name, any_checksum=True)


def _recounted(network: Network, known: Report) -> Report:
    read = stored.readings_of(network)
    images, labels = stored.test_digits()
    beliefs = read.beliefs.astype(np.float32)  # (n, 28, 10)
    beliefs[:, -1] = read.final
    return reports.measured_from(
        network,
        beliefs,
        scaled(images),
        labels,
        known.training,
        RECIPES[network.name].published,
        known.milliseconds,
    )
