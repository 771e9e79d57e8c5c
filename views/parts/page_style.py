"""The style of the frame that all pages share: in go the palettes, out come page.css and the style of terms.

Streamlit gives its own colours as CSS variables to components alone.
"""

from __future__ import annotations

from pathlib import Path

from panels.theme import PALETTES
from views.parts import glossary

FILES = (Path(__file__).parent / "page.css", glossary.STYLE)


def page_style() -> str:
    """A style element, in which `--light-ink`, `--light-ground`, `--dark-ink` and `--dark-ground` are known."""
    colours = [
        f"--{theme}-ink: {palette.ink}; --{theme}-ground: {palette.ground};" for theme, palette in PALETTES.items()
    ]
    style = "\n".join(file.read_text("utf-8") for file in FILES)
    return f"<style>:root {{ {' '.join(colours)} }}\n{style}</style>"
