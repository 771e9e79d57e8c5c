"""The weights over HTTP: in goes a network, out comes the address from which the page fetches its bytes.

They lie in Streamlit's own store of media, once for all sessions that show the network. The address carries a checksum
of the bytes, so that the browser keeps them under it for good (`download` in `unpack.js`).
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime import exists, get_instance

from model import Network
from views import engine
from views.parts.stored import training

KEPT = 32  # networks, of at most 1.6 MB each


def address(network: Network) -> str | None:
    """Where the bytes of the network are to be had while this page shows it; None outside a server, as in a test."""
    if not exists():
        return None
    place = get_instance().media_file_mgr.add(
        _packed(network), "application/octet-stream", f"weights of {network.name}"
    )
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}{place}" if base else place


@st.cache_resource(max_entries=KEPT, show_spinner=False, hash_funcs={Network: training})
def _packed(network: Network) -> bytes:
    return engine.packed(network)
