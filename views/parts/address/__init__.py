"""The address of a page: in goes what is shown, and the browser's address says so; opened anew, it says what to show.

Streamlit's own `st.query_params` would leave an entry in the browser's history for each stroke, so the browser writes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
PENDING = "address"  # in `st.session_state`: what the page in the making says of itself


@st.cache_resource
def _component() -> Callable[..., Any]:
    css, js = ((HERE / f"address.{kind}").read_text("utf-8") for kind in ("css", "js"))
    return st.components.v2.component("address", html='<button type="button">Copy link</button>', css=css, js=js)


def told(name: str) -> str | None:
    """What the address said of this when the session began or the page was opened."""
    return st.query_params.get(name)


def note(name: str, value: object | None) -> None:
    """Puts something into the address once the page is whole; None takes it out: a default leaves no trace."""
    st.session_state.setdefault(PENDING, {})[name] = None if value is None else str(value)


def write(key: str, **params: object | None) -> None:
    """Puts things into the address at once: for fragments, which run alone."""
    _component()(
        key=key, data={"params": {k: None if v is None else str(v) for k, v in params.items()}, "button": False}
    )


def link() -> None:
    """Writes what was noted, and shows the button that copies the address."""
    with st.container(key="copy_link", width="content"):
        _component()(key="link", data={"params": st.session_state.pop(PENDING, {}), "button": True})
