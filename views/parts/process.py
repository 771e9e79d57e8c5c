"""What the server's process is told once, after its first page: to keep its memory small and its runs short."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from typing import Any

import streamlit as st

M_MMAP_THRESHOLD = -3  # glibc's number of this setting
THRESHOLD = 128 * 1024  # bytes; glibc's own first value
EVERY = 20.0  # seconds between two clearings-up


@st.cache_resource
def keep_small() -> None:
    """Leaves all that is loaded by now out of the collections, and gives freed memory back to the system.

    A collection with all libraries' objects among it took 23 ms. And glibc raises the size from which it returns a
    block with each one freed, so that 300 drawings held on to 50 MB; a fixed size stays fixed. Other C libraries have
    no such setting and need none.
    """
    gc.collect()
    gc.freeze()
    glibc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if mallopt := getattr(glibc, "mallopt", None):
        mallopt(M_MMAP_THRESHOLD, THRESHOLD)
    threading.Thread(target=_clear_up, args=(getattr(glibc, "malloc_trim", None),), daemon=True).start()


def _clear_up(trim: Any) -> None:
    """Collects what visitors who have left leave behind, now and then instead of after each run.

    Sessions are full of circles: 200 of them stayed in memory, 60 MB, minutes after Streamlit had forgotten them.
    """
    pause = threading.Event()
    while not pause.wait(EVERY):
        gc.collect()
        if trim:
            trim(0)
