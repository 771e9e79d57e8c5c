"""The style of the frame that all pages share: in go the palettes, out comes page.css with their ink and ground.

Streamlit gives its own colours as CSS variables to components alone.
"""

from __future__ import annotations

from pathlib import Path

from panels.theme import PALETTES

CSS = Path(__file__).parent / "page.css"


def page_style() -> str:
    """A style element, in which `--light-ink`, `--light-ground`, `--dark-ink` and `--dark-ground` are known."""
    colours = [
        f"--{theme}-ink: {palette.ink}; --{theme}-ground: {palette.ground};" for theme, palette in PALETTES.items()
    ]
    return f"<style>:root {{ {' '.join(colours)} }}\n{CSS.read_text('utf-8')}</style>"
