"""The weights over HTTP: in goes a network, out comes the address from which the page fetches its bytes.

The browser keeps what it has fetched from there for good (`download` in `unpack.js`).
"""

from __future__ import annotations

import streamlit as st

from model import Network
from views import engine
from views.parts import served
from views.parts.stored import training

KEPT = 32  # networks, of at most 1.6 MB each


def address(network: Network) -> str | None:
    """Where the bytes of the network are to be had while this page shows it; None outside a server, as in a test."""
    return served.address(_packed(network), "application/octet-stream", f"weights of {network.name}")


@st.cache_resource(max_entries=KEPT, show_spinner=False, hash_funcs={Network: training})
def _packed(network: Network) -> bytes:
    return engine.packed(network)
