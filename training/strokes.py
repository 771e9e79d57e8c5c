"""Digits as pens draw them: in goes a random generator, out come the strokes of a digit in one of the world's styles.

A stroke is float64 (points, 2) of x to the right and y downwards. A template gives the points a pen passes, in a box
about 1 high; a point given twice is a corner, the rest is joined smoothly.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Stroke = NDArray[np.float64]
Template = list[Stroke]

PER_SPAN = 8  # points of a smooth stroke between two points of its template
UNSEEN_EVERY = 5
LIKE_A_DIGIT = ("infinity",)  # among the shapes: a lying 8


def _templates(file: str) -> dict[str, dict[str, Template]]:
    """By group and name; the file gives hundredths of the box."""
    groups = json.loads((Path(__file__).parent / file).read_text("utf-8"))
    return {
        group: {name: [np.array(stroke) / 100 for stroke in template] for name, template in templates.items()}
        for group, templates in groups.items()
    }


def _more(groups: dict[str, dict[str, Template]]) -> dict[str, dict[str, Template]]:
    """These groups with more styles of digits and with signs; what passes for one of the new styles is left out."""
    added = _templates("more_templates.json") | _every(_SIGNS, False)
    more = {group: groups.get(group, {}) | added.get(group, {}) for group in groups | added}
    more["shapes"] = {name: template for name, template in more["shapes"].items() if name not in LIKE_A_DIGIT}
    return more


def _every(signs: dict[str, dict[str, Template]], unseen: bool) -> dict[str, dict[str, Template]]:
    """Of each group every `UNSEEN_EVERY`th sign, or the others."""
    return {
        group: {
            name: template
            for place, (name, template) in enumerate(templates.items())
            if (place % UNSEEN_EVERY == UNSEEN_EVERY - 1) == unseen
        }
        for group, templates in signs.items()
    }


_SIGNS = _templates("signs.json")  # most are those of A. V. Hershey's fonts, see model/README.md
UNSEEN = _every(_SIGNS, True)  # signs that no network learns from, so that it can be asked about new ones
TEMPLATES = _templates("templates.json")  # the styles of each digit as "digit 0" to "digit 9", "letters" and "shapes"
MORE = _more(TEMPLATES)  # the same with more styles, and the groups of signs
STYLES = {"first": TEMPLATES, "more": MORE}  # "first" stays as it is: networks are measured by it


def digit(rng: np.random.Generator, label: int, styles: str = "first") -> list[Stroke]:
    """A digit in one of its styles, each as likely, drawn by a hand that varies."""
    return one_of(rng, f"digit {label}", styles)


def one_of(rng: np.random.Generator, group: str, styles: str = "first") -> list[Stroke]:
    """One of a group of `STYLES`, each as likely, drawn by a hand that varies."""
    templates = list(STYLES[styles][group].values())
    return by_hand(rng, templates[rng.integers(len(templates))])


def by_hand(rng: np.random.Generator, template: Template) -> list[Stroke]:
    """A template as a hand draws it: points moved, strokes cut or joined, slow and smooth or fast and angular."""
    wobble = rng.uniform(0.01, 0.06)
    points = [moved(rng, stroke, wobble) for stroke in template]
    strokes = [smooth(stroke) for stroke in points]
    if len(strokes) > 1 and rng.random() < 0.3:
        strokes = [np.concatenate(strokes)]  # a pen that was not lifted
    if rng.random() < 0.5:
        strokes = [cut(rng, stroke) for stroke in strokes]
    if rng.random() < 0.35:
        strokes = angular(strokes, int(rng.integers(7, 15)))
    return deformed(rng, strokes)


def moved(rng: np.random.Generator, points: Stroke, wobble: float) -> Stroke:
    """Each point moved at random; a corner's two points stay together."""
    shift = rng.normal(0, wobble, points.shape)
    for k in range(1, len(points)):
        if (points[k] == points[k - 1]).all():
            shift[k] = shift[k - 1]
    return points + shift


def smooth(points: Stroke) -> Stroke:
    """A curve through points: Catmull & Rom 1974, "A class of local interpolating splines"."""
    around = np.concatenate([points[:1], points, points[-1:]])  # (points + 2, 2)
    t = np.arange(PER_SPAN)[:, None] / PER_SPAN  # (PER_SPAN, 1)
    spans = []
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        if (b == c).all():
            continue  # a corner
        a, d = (b if (a == b).all() else a), (c if (c == d).all() else d)
        spans.append(b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))))
    return np.concatenate([*spans, points[-1:]])


def cut(rng: np.random.Generator, stroke: Stroke) -> Stroke:
    """Up to a tenth of a stroke missing at either end."""
    first, last = rng.uniform(0, 0.1, 2)
    return evenly(stroke, max(3, len(stroke)), first, 1 - last)


def evenly(stroke: Stroke, count: int, first: float = 0.0, last: float = 1.0) -> Stroke:
    """`count` points on a stroke at equal distances along it, from one share of its length to another."""
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    along = np.concatenate([[0], np.cumsum(steps)])
    at = np.linspace(first, last, count) * along[-1]
    return np.stack([np.interp(at, along, stroke[:, k]) for k in (0, 1)], axis=1)


def angular(strokes: Sequence[Stroke], count: int) -> list[Stroke]:
    """About `count` points of all, at equal distances along the strokes: fast drawing leaves that few."""
    lengths = [length(stroke) for stroke in strokes]
    return [
        evenly(stroke, max(2, round(count * share / max(sum(lengths), 1e-9))))
        for stroke, share in zip(strokes, lengths, strict=True)
    ]


def length(stroke: Stroke) -> float:
    """How far the pen travels."""
    return float(np.hypot(*np.diff(stroke, axis=0).T).sum())


def deformed(rng: np.random.Generator, strokes: Sequence[Stroke], strength: float = 1.0) -> list[Stroke]:
    """Strokes stretched, slanted by up to 20 degrees, turned, and bent along smooth waves; less by less strength."""
    stretch = np.exp(strength * rng.normal(0, 0.22))
    slant = np.tan(np.radians(strength * np.clip(rng.normal(0, 10), -22, 22)))
    turn = np.radians(strength * np.clip(rng.normal(0, 5), -14, 14))
    turning = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = turning @ np.array([[stretch, -slant], [0, 1]])
    wave, phases, pace = strength * rng.uniform(0, 0.05), rng.uniform(0, 2 * np.pi, 2), rng.uniform(2, 6, 2)
    bent = [s + wave * np.sin(pace * s[:, ::-1] + phases) for s in (stroke - 0.5 for stroke in strokes)]
    return [stroke @ matrix.T for stroke in bent]
