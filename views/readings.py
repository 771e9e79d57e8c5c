"""The readings of all test images, made when first asked for and kept for all sessions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from model import Network, readings
from model.readings import Readings
from views.shared import test_digits

KEPT = 2  # networks, 20 MB each


@dataclass
class _Store:
    """What is kept, the one asked for last at the end."""

    kept: OrderedDict[str, tuple[Network, Readings]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@st.cache_resource
def _store() -> _Store:
    return _Store()


def of(network: Network, tell: Callable[[float], None] = lambda share: None) -> Readings:
    """All test images as this network reads them.

    Args:
        network: from `shared.network`, the same object for all sessions.
        tell: called with the share that is done, in (0, 1]. Without it a viewer who goes on clicking does not make the
            reading start again: nothing in it can be interrupted.
    """
    store = _store()
    with store.lock:
        known = store.kept.get(network.name)
        if known is None or known[0] is not network:
            known = network, readings.of(network, test_digits()[0], tell)
            store.kept[network.name] = known
        store.kept.move_to_end(network.name)
        while len(store.kept) > KEPT:
            store.kept.popitem(last=False)
    return known[1]
