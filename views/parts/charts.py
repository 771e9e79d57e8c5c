"""How charts behave on the page, and the kind of picture in which each can be taken away."""

from __future__ import annotations

from typing import Any

from views.state import state

FORMATS = ("PNG", "SVG")


def config(name: str) -> dict[str, Any]:
    """Plotly's configuration of a chart that has a button, seen when it is pointed at, to save it under that name."""
    kind = state().among("charts", FORMATS, FORMATS[0])
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": kind.lower(), "filename": name, "scale": 2 if kind == "PNG" else 1},
    }
