"""How charts behave on the page, and the kind of picture in which each can be taken away."""

from __future__ import annotations

from typing import Any

import streamlit as st

FORMATS = ("PNG", "SVG")
WIDGET = "chart format"  # the key of the choice, on the pages that offer it


def config(name: str) -> dict[str, Any]:
    """Plotly's configuration of a chart that has a button, seen when it is pointed at, to save it under that name."""
    kind = FORMATS[1] if st.session_state.get(WIDGET) == FORMATS[1] else FORMATS[0]
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": kind.lower(), "filename": name, "scale": 2 if kind == "PNG" else 1},
    }
