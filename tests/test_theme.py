"""Facts about the colours of the program: what stands out from the ground, and what can be told apart by whom."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.palette import EYES, OFTEN_CONFUSED, contrast, distances, rgb
from panels.theme import PALETTES, Palette
from views.parts.page_style import page_style

ROOT = Path(__file__).parent.parent
CONFIG = ROOT / ".streamlit" / "config.toml"
# The least CIEDE2000 of any two digits' colours, which `python -m benchmarks.palette` prints.
APART = {
    "light": {"three cones": 20, "protan": 14.8, "deutan": 15, "tritan": 15},
    "dark": {"three cones": 20, "protan": 16.5, "deutan": 16.5, "tritan": 16.5},
}
QUIET = re.compile(r"currentColor (\d+)%, transparent")


def digits(palette: Palette) -> np.ndarray:
    """sRGB of the digits' colours, (10, 3)."""
    return np.stack([rgb(colour) for colour in palette.digits])


@pytest.fixture(params=PALETTES)
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_text_stands_out_from_the_ground(theme: str) -> None:
    palette = PALETTES[theme]
    assert contrast(rgb(palette.ink), rgb(palette.ground)) >= 7
    assert contrast(rgb(palette.quiet), rgb(palette.ground)) >= 4.5


def test_marks_and_digits_stand_out_from_the_ground(theme: str) -> None:
    palette = PALETTES[theme]
    for mark in (palette.accent, palette.negative, palette.positive, palette.gate, *palette.digits):
        assert contrast(rgb(mark), rgb(palette.ground)) >= 3, mark


def test_quiet_text_of_the_pages_is_read_as_easily(theme: str) -> None:
    palette = PALETTES[theme]
    ink, ground = rgb(palette.ink), rgb(palette.ground)
    for sheet in (ROOT / "views").rglob("*.css"):
        for share in QUIET.findall("".join(re.findall(r"[ {]color: [^;]*;", sheet.read_text("utf-8")))):
            mixed = int(share) / 100 * ink + (1 - int(share) / 100) * ground
            assert contrast(mixed, ground) >= 4.5, sheet


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_digits_have_colours_that_differ_to_every_eye(theme: str, eyes: str) -> None:
    apart = distances(digits(PALETTES[theme]))[list(EYES).index(eyes)]  # (10, 10)
    assert apart.min() >= APART[theme][eyes]


def test_digits_that_are_often_confused_differ_most_to_every_eye(theme: str) -> None:
    apart = distances(digits(PALETTES[theme])).min(axis=0)  # (10, 10)
    assert min(apart[pair] for pair in OFTEN_CONFUSED) >= 20


def test_the_signs_and_the_accent_differ_to_every_eye(theme: str) -> None:
    palette = PALETTES[theme]
    signs = distances(np.stack([rgb(colour) for colour in (palette.negative, palette.positive)]))
    assert signs.min() >= 20
    with_accent = distances(np.vstack([rgb(palette.accent), digits(palette)]))[0]  # to three cones
    assert with_accent[0].min() >= 12


def test_page_and_figures_have_the_same_colours() -> None:
    config = CONFIG.read_text("utf-8")
    for name, palette in PALETTES.items():
        section = config.partition(f"[theme.{name}]")[2].partition("\n[")[0]
        colours = dict(re.findall(r'(\w+) = "(#\w+)"', section))
        assert colours["backgroundColor"] == palette.ground
        assert colours["textColor"] == palette.ink
        assert colours["borderColor"] == palette.line
        assert colours["primaryColor"] == palette.accent


def test_the_style_of_the_pages_knows_each_colour_of_a_theme_that_it_names(theme: str) -> None:
    style, palette = page_style(), PALETTES[theme]
    known = dict(re.findall(rf"--{theme}-(\w+): (#\w+);", style))
    assert known == {"ink": palette.ink, "ground": palette.ground}
    assert set(re.findall(rf"var\(--{theme}-(\w+)\)", style)) <= known.keys()
