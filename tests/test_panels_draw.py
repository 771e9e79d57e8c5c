"""The figures of the Draw page, and the colours of the program."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from model import LayerTrace
from panels import beliefs, steps
from panels.theme import PALETTES, Palette

PALETTE = PALETTES["light"]
CONFIG = Path(__file__).parent.parent / ".streamlit" / "config.toml"
OFTEN_CONFUSED = [(4, 9), (3, 5), (1, 7)]
# What those without red or without green cones see of linear RGB (Machado, Oliveira & Fernandes 2009).
EYES = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


@pytest.fixture
def layer() -> LayerTrace:
    """An LSTM layer of 6 units with values of its own at each place."""
    random = np.random.default_rng(0)
    signed = {name: random.uniform(-1, 1, (28, 6)).astype(np.float32) for name in "hg"}
    gates = {name: random.uniform(0, 1, (28, 6)).astype(np.float32) for name in "ifo"}
    return LayerTrace("LSTM", c=random.uniform(-3.4, 2, (28, 6)).astype(np.float32), **signed, **gates)


# ---- the ten probabilities ----------------------------------------------------------------------------------------


def test_bars_are_the_ten_probabilities_in_the_digits_own_colours() -> None:
    belief = np.array([0.5, 0.2, 0.1, 0.05, 0.05, 0.04, 0.03, 0.02, 0.0099, 0.0001], np.float32)
    [bars] = beliefs.bars(belief, PALETTE).data
    assert list(bars.x) == pytest.approx(belief.tolist())
    assert list(bars.y) == [str(digit) for digit in range(10)]
    assert list(bars.marker.color) == list(PALETTE.digits)
    assert bars.text[0] == "50 %"
    assert bars.text[9] == ""


def test_bars_are_empty_where_there_is_no_answer() -> None:
    [bars] = beliefs.bars(np.zeros(10, np.float32), PALETTE).data
    assert not any(bars.x)
    assert not any(bars.text)


def test_bars_keep_their_height_and_scale_whatever_the_answer() -> None:
    figures = [beliefs.bars(belief, PALETTE) for belief in (np.zeros(10), np.eye(10)[3], np.full(10, 0.1))]
    assert len({figure.layout.height for figure in figures}) == 1
    assert len({figure.layout.xaxis.range for figure in figures}) == 1


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "< 0.1 %"),
        (0.00099, "< 0.1 %"),
        (0.0213, "2.1 %"),
        (0.5, "50 %"),
        (0.949, "95 %"),
        (0.983, "98.3 %"),
        (0.9991, "> 99.9 %"),
        (1.0, "> 99.9 %"),
    ],
)
def test_probabilities_are_never_said_to_be_none_or_all(share: float, words: str) -> None:
    assert beliefs.percent(share) == words


# ---- the layer at rest --------------------------------------------------------------------------------------------


def test_strips_at_a_row_are_all_units_of_that_row(layer: LayerTrace) -> None:
    figure = steps.at_row(layer, 17, 4, PALETTE)
    for name, strip in zip("hcifgo", figure.data, strict=True):
        assert list(strip.x) == list(range(6))
        assert list(strip.y) == pytest.approx(getattr(layer, name)[16].tolist(), abs=1e-4)
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 4


def test_strips_of_a_unit_are_its_course_over_the_28_rows(layer: LayerTrace) -> None:
    figure = steps.of_unit(layer, 4, 17, PALETTE)
    for name, strip in zip("hcifgo", figure.data, strict=True):
        assert list(strip.x) == list(range(1, 29))
        assert list(strip.y) == pytest.approx(getattr(layer, name)[:, 4].tolist(), abs=1e-4)
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 17


def test_both_strips_name_the_value_at_the_chosen_row_and_unit(layer: LayerTrace) -> None:
    for figure in (steps.at_row(layer, 17, 4, PALETTE), steps.of_unit(layer, 4, 17, PALETTE)):
        for name, note in zip("hcifgo", figure.layout.annotations, strict=True):
            value = f"{getattr(layer, name)[16, 4]:.2f}".replace("-", "−")
            assert note.text == f"<b>{steps.NAMES[name]}</b>  {value}"


def test_scale_of_a_strip_is_the_same_at_every_row_and_holds_all_values(layer: LayerTrace) -> None:
    figures = [steps.at_row(layer, row, 0, PALETTE) for row in (1, 28)]
    for figure in figures:
        ranges = [figure.layout[f"yaxis{k}"].range for k in ("", 2, 3, 4, 5, 6)]
        assert ranges == [(-1, 1), (-4, 4), (0, 1), (0, 1), (-1, 1), (0, 1)]


def test_layer_without_gates_has_one_strip() -> None:
    layer = LayerTrace("SimpleRNN", h=np.zeros((28, 6), np.float32))
    assert len(steps.at_row(layer, 1, 0, PALETTE).data) == len(steps.of_unit(layer, 0, 1, PALETTE).data) == 1


def test_gru_has_strips_for_its_own_gates() -> None:
    h = np.zeros((28, 6), np.float32)
    assert list(steps.quantities(LayerTrace("GRU", h=h, g=h, z=h, r=h))) == ["h", "g", "z", "r"]


def test_values_below_and_above_zero_differ_in_colour(layer: LayerTrace) -> None:
    h = steps.at_row(layer, 17, 4, PALETTE).data[0]
    assert list(h.marker.color) == [PALETTE.positive if value >= 0 else PALETTE.negative for value in h.y]


# ---- the colours --------------------------------------------------------------------------------------------------


def linear(colour: str) -> np.ndarray:
    """Linear RGB in [0, 1], (3,)."""
    value = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    dark, light = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, eyes: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a colour as such eyes see it, (3,)."""
    xyz = XYZ @ (eyes @ linear(colour)).clip(0, 1) / XYZ.sum(axis=1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.fixture(params=PALETTES)
def palette(request: pytest.FixtureRequest) -> Palette:
    return PALETTES[request.param]


def test_text_and_marks_stand_out_from_the_ground(palette: Palette) -> None:
    assert contrast(palette.ink, palette.ground) >= 7
    assert contrast(palette.quiet, palette.ground) >= 4.5
    for mark in (palette.accent, palette.negative, palette.positive, palette.gate):
        assert contrast(mark, palette.ground) >= 3


@pytest.mark.parametrize("eyes", EYES)
def test_digits_that_are_often_confused_have_colours_far_apart(palette: Palette, eyes: str) -> None:
    for one, other in OFTEN_CONFUSED:
        seen = [lab(palette.digits[digit], EYES[eyes]) for digit in (one, other)]
        assert np.linalg.norm(seen[0] - seen[1]) >= 25, (one, other)


@pytest.mark.parametrize("eyes", EYES)
def test_all_colours_of_digits_and_of_signs_differ_to_every_eye(palette: Palette, eyes: str) -> None:
    seen = np.array([lab(colour, EYES[eyes]) for colour in palette.digits])  # (10, 3)
    apart = np.linalg.norm(seen[:, None] - seen, axis=-1)  # (10, 10)
    assert apart[~np.eye(10, dtype=bool)].min() >= 10
    signs = [lab(colour, EYES[eyes]) for colour in (palette.negative, palette.positive)]
    assert np.linalg.norm(signs[0] - signs[1]) > 40


def test_accent_is_used_for_no_digit_and_on_no_scale(palette: Palette) -> None:
    others = {*palette.digits, palette.negative, palette.positive, palette.gate, palette.ink, palette.ground}
    assert palette.accent not in others
    assert len(set(palette.digits)) == 10


def test_page_and_figures_have_the_same_colours() -> None:
    config = CONFIG.read_text("utf-8")
    for name, palette in PALETTES.items():
        section = config.partition(f"[theme.{name}]")[2].partition("\n[")[0]
        colours = dict(re.findall(r'(\w+) = "(#\w+)"', section))
        assert colours["backgroundColor"] == palette.ground
        assert colours["textColor"] == palette.ink
        assert colours["borderColor"] == palette.line
        assert colours["primaryColor"] == palette.accent
