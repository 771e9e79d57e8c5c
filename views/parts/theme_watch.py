"""Asks for a rerun when the viewer changes the theme, which Streamlit alone does not, so that figures follow it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

CSS = "i { color: var(--st-background-color); transition: color 1ms; }"
JS = """
export default ({ parentElement, setTriggerValue }) => {
  parentElement.querySelector("i").ontransitionend = () => setTriggerValue("changed", true);
};
"""


@st.cache_resource
def _component() -> Callable[..., Any]:
    return st.components.v2.component("theme_watch", html="<i></i>", css=CSS, js=JS)


def current_theme() -> str:
    """The theme in view, "light" or "dark"."""
    return st.context.theme.type or "light"


def watch_theme() -> None:
    """Reruns the page after each change of theme."""
    _component()(key="theme_watch", on_changed_change=lambda: None)
