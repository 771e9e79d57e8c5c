"""The readings of all test images, made when first asked for and kept for all sessions."""

from __future__ import annotations

import streamlit as st

from model import Network, readings
from model.readings import Readings
from views.shared import test_digits

KEPT = 2  # networks, 20 MB each


def training(network: Network) -> str:
    """What tells networks of different trainings apart, for caches of what is derived from them."""
    return network.checksum or str(id(network))


@st.cache_resource(max_entries=KEPT, show_spinner=False, hash_funcs={Network: training})
def of(network: Network) -> Readings:
    """All test images as this network reads them; raises DataError."""
    return readings.of(network, test_digits()[0])
