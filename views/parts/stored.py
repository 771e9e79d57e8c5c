"""What all sessions share: the networks with their reports, the test images, and how each network reads them.

A network whose files were replaced is read anew: everything here is known by the files' stamp, and what is derived from
a network by its weights' checksum.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import streamlit as st

import model
from evaluation import readings, reports
from evaluation.readings import Readings
from evaluation.reports import Report
from model import Network, data, weights
from model.data import DataError
from model.weights import Stamp, WeightsError

KEPT = 32  # networks, of at most 1.6 MB each
KEPT_READINGS = 2  # networks, 20 MB each
KEPT_SOME = 40  # readings of some images, of at most 1,135 of a digit, 0.6 MB


@dataclass(frozen=True, eq=False)
class Trained:
    """A network and the report of the same training."""

    network: Network
    report: Report


def training(network: Network) -> str:
    """What tells networks of different trainings apart, for caches of what is derived from them."""
    return network.checksum or str(id(network))


def network(name: str) -> Network:
    """A trained network by its recipe's name; raises what `model.load` raises."""
    return _network(name, weights.stamp(name))


def report(name: str) -> Report:
    """The report of a trained recipe on the test images.

    Raises:
        WeightsError: as `reports.load`, and where it is a report on other images.
    """
    return _report(name, weights.stamp(name))


def accuracy(name: str) -> float | None:
    """The share of the test images that a recipe's report says it reads rightly; None where there is none."""
    try:
        return _accuracy(name, weights.stamp(name))
    except WeightsError:
        return None


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
    found = reports.load(name)
    with suppress(DataError):  # without the test images there is nothing that it could contradict
        reports.check_fits(found, test_digits()[1])
    return found


@lru_cache(maxsize=KEPT)  # in each run, for each network: Streamlit's own takes ten times as long
def _accuracy(name: str, stamp: Stamp) -> float:
    return float(weights.load_report(name)["accuracy"])  # a twentieth of the time that the whole report takes


@st.cache_resource(show_spinner=False)
def test_digits() -> tuple[np.ndarray, np.ndarray]:
    """The test images, uint8 (10000, 28, 28), and their labels, uint8 (10000,); raises DataError."""
    return data.load_part("test", data.MNIST)


@st.cache_resource(max_entries=KEPT_READINGS, show_spinner=False, hash_funcs={Network: training})
def readings_of(network: Network) -> Readings:
    """All test images as this network reads them, made when first asked for; raises DataError."""
    return readings.read_all(network, test_digits()[0])


@st.cache_resource(max_entries=KEPT_SOME, show_spinner=False, hash_funcs={Network: training})
def readings_of_some(network: Network, indexes: np.ndarray) -> Readings:
    """These test images, (k,), as the network reads them, without their paths; raises DataError."""
    return readings.read_all(network, test_digits()[0][indexes], keep_paths=False)
