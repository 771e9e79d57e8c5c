"""Ten digits as a hand draws them: strokes of points, in pixels of the 280-pixel canvas, in drawing order."""

from __future__ import annotations

import numpy as np

Point = tuple[float, float]
Stroke = list[Point]


def curve(*knots: Point, points: int = 20) -> Stroke:
    """A smooth stroke through some knots (Catmull & Rom 1974), as a pointer reports it: point by point."""
    path = np.array([knots[0], *knots, knots[-1]], float)  # (knots + 2, 2)
    stroke = []
    for place in np.linspace(0, len(knots) - 1, points):
        k = min(int(place), len(knots) - 2)
        t = place - k
        a, b, c, d = path[k : k + 4]
        x, y = b + (c - a) * t / 2 + (a - 2.5 * b + 2 * c - d / 2) * t**2 + (1.5 * (b - c) + (d - a) / 2) * t**3
        stroke.append((round(float(x), 1), round(float(y), 1)))
    return stroke


DIGITS: dict[int, list[Stroke]] = {
    0: [
        curve(
            (150, 55), (112, 72), (90, 125), (96, 190), (134, 226), (174, 204), (192, 145), (182, 84), (146, 55),
            points=25,
        )
    ],
    1: [curve((152, 50), (147, 110), (141, 170), (136, 230), points=9)],
    2: [
        curve(
            (84, 96), (104, 62), (148, 54), (180, 82), (170, 128), (132, 176), (88, 218), (140, 214), (200, 212),
            points=25,
        )
    ],
    3: [
        curve(
            (88, 70), (130, 52), (172, 70), (168, 110), (126, 132), (172, 146), (188, 186), (152, 224), (88, 214),
            points=25,
        )
    ],
    4: [
        curve((98, 56), (92, 98), (90, 136), (128, 142), (192, 134), points=18),
        curve((180, 52), (176, 110), (170, 170), (166, 232), points=9),
    ],
    5: [
        curve(
            (114, 62), (106, 94), (102, 126), (146, 120), (182, 148), (178, 196), (138, 224), (88, 210), points=22
        ),
        curve((114, 62), (150, 60), (190, 54), points=8),
    ],
    6: [
        curve(
            (166, 46), (120, 88), (94, 148), (98, 204), (138, 228), (176, 204), (170, 164), (132, 156), (100, 188),
            points=25,
        )
    ],
    7: [curve((84, 68), (130, 66), (190, 62), (172, 112), (146, 170), (126, 232), points=16)],
    8: [
        curve(
            (176, 76), (140, 52), (104, 74), (116, 116), (160, 148), (178, 192), (142, 228), (104, 204), (118, 158),
            (164, 112), (178, 78),
            points=25,
        )
    ],
    9: [
        curve((178, 82), (140, 56), (102, 84), (106, 128), (146, 138), (178, 84), points=18),
        curve((180, 78), (174, 130), (166, 180), (156, 232), points=9),
    ],
}  # fmt: skip
