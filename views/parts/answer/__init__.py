"""The answer beside the canvas, shown by the page itself as the reading goes on. In: the page's colours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from panels.theme import Palette
from views.parts.served import WRITE, component

HERE = Path(__file__).parent


@st.cache_resource
def _component() -> Callable[..., Any]:
    html, css, js = ((HERE / f"answer.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    js = WRITE.read_text("utf-8") + js
    return component("answer", html=html, css=css, js=js, isolate_styles=False)


def answer(palette: Palette) -> None:
    """Shows the place that the answer of the reading on the page is written into."""
    _component()(key="answer of the reading", data={"palette": palette.as_dict()})
