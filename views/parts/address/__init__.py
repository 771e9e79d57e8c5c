"""The address of a page: in goes what is shown, and the browser's address says so, without a step in its history.

Streamlit's own `st.query_params` would leave an entry in the history for each stroke, so the browser writes. Its
`bind="query-params"` names a parameter as its widget, has a default of its own for it, and takes it away together with
the page that the widget is on; here a choice has one name and one default, and goes along to every page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


@st.cache_resource
def _component() -> Callable[..., Any]:
    css, js = ((HERE / f"address.{kind}").read_text("utf-8") for kind in ("css", "js"))
    return st.components.v2.component("address", html='<button type="button">Copy link</button>', css=css, js=js)


def write(key: str, params: Mapping[str, str | None]) -> None:
    """Puts things into the address at once, for fragments, which run alone; None takes one out."""
    _component()(key=key, data={"params": dict(params), "button": False, "visit": 0})


def link(params: Mapping[str, str | None], *, visit: int, button: bool = True) -> None:
    """Puts things into the address, and shows the button that copies it.

    Args:
        params: by name; None takes one out.
        visit: another number for each page that was arrived at: its address is a new one, to be written anew.
        button: whether there is one.
    """
    with st.container(key="copy_link", width="content"):
        _component()(key="link", data={"params": dict(params), "button": button, "visit": visit})
