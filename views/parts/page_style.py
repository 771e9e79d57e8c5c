"""What the frame of all pages looks like: in go the palettes, out come its style (page.css, that of terms) and icon.

Streamlit gives its own colours as CSS variables to components alone.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from panels.theme import PALETTES
from views.parts import glossary

FILES = (Path(__file__).parent / "page.css", glossary.STYLE)
ICON = Path(__file__).parents[2] / "assets" / "icon.png"


@cache
def page_style() -> str:
    """A style element, in which `--light-ink`, `--light-ground`, `--dark-ink` and `--dark-ground` are known."""
    colours = [
        f"--{theme}-ink: {palette.ink}; --{theme}-ground: {palette.ground};" for theme, palette in PALETTES.items()
    ]
    style = "\n".join(file.read_text("utf-8") for file in FILES)
    return f"<style>:root {{ {' '.join(colours)} }}\n{style}</style>"


@cache
def page_icon() -> str:
    """The picture in the browser's tab as an address: of a file's name Streamlit would make one anew with each run."""
    return f"data:image/png;base64,{base64.b64encode(ICON.read_bytes()).decode()}"
