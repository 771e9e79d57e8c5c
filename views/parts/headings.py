"""A page's name and a panel's title: words in, the elements that carry them on the page."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def heading(name: str, lead: str) -> DeltaGenerator:
    """A page's name and the sentence beside it; returns the line they stand in, for what else stands there."""
    line = st.container(horizontal=True, vertical_alignment="bottom", key="heading")
    line.title(name, anchor=False, width="content")
    line.html(f'<p class="lead">{escape(lead)}</p>', width="content")
    return line


def title(finding: str, reading: str) -> None:
    """A panel's title, which says the finding, and the line of HTML beneath it on how to read the panel."""
    st.html(f'<h2>{escape(finding)}</h2><p class="read">{reading}</p>')
