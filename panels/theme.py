"""Every colour of the program: in goes the name of the page's theme, "light" or "dark", out comes a Palette."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, each with one meaning on every panel."""

    ground: str  # the page; also zero on every scale
    ink: str  # text and drawn ink; also one on the ink scale
    quiet: str  # secondary text
    line: str  # hairlines and grids
    accent: str  # what is chosen now: the scan line, the chosen row and unit
    negative: str  # the lowest signed value
    positive: str  # the highest signed value
    gate: str  # a gate that is fully open
    digits: tuple[str, ...]  # (10,) one colour a digit

    def as_dict(self) -> dict[str, Any]:
        """The same colours for JavaScript."""
        return asdict(self)


# The digits' colours of each theme are found by `python -m benchmarks.palette --search`: on their ground each has a
# contrast of 3 : 1, and any two are 20 apart (CIEDE2000) for eyes with three kinds of cones. Without one of them only a
# plane is left of all colours, and no ten were found in it that are 20 apart: the least distance there is 14.9 on the
# light ground and 16.6 on the dark one. So a digit's name stands beside its colour. Each has much the same hue in both.
DIGITS = {
    "light": (
        "#0d3416", "#6d64a1", "#758f69", "#1c2598", "#4c8aff",
        "#6e5315", "#b6819c", "#53153c", "#147167", "#d96817",
    ),
    "dark": (
        "#89926d", "#c47ff5", "#d1f98c", "#635bb0", "#4a8e97",
        "#696806", "#dbcefb", "#974e64", "#7fdbbc", "#d39c20",
    ),
}  # fmt: skip

PALETTES = {
    "light": Palette(
        ground="#fcfbf8",
        ink="#1f2328",
        quiet="#667085",
        line="#e4e1d9",
        accent="#d6176b",
        negative="#1b5fae",
        positive="#c2570c",
        gate="#4a2c8a",
        digits=DIGITS["light"],
    ),
    "dark": Palette(
        ground="#15171b",
        ink="#ece9e2",
        quiet="#9aa1ad",
        line="#2d3138",
        accent="#ff5c9e",
        negative="#62a8ff",
        positive="#ff9a4d",
        gate="#c4adff",
        digits=DIGITS["dark"],
    ),
}
