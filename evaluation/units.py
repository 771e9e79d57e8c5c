"""What each unit is about: in go all test images as a layer read them, out come its courses, moments and a name.

A unit's moment in an image is the row after which its state is furthest from what is usual there, the mean over all
images: many states are large after the same row whatever is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.metrics import Labels
from model.data import DIGITS, ROWS

PART = 1000  # images at a time
SHOWN = 8  # moments kept of each unit
MOMENTS = 200  # of the strongest, so many say what a unit is about
LEAST_SPREAD = 0.01  # a row with a smaller share of the unit's largest variance tells nothing
ZONES = {"on the left": slice(0, 11), "in the middle": slice(11, 17), "on the right": slice(17, 28)}  # columns
WINDOW = 3  # rows that end at the moment, whose ink is looked at
CLEAR = 0.05  # of ink more or less than usual, per pixel of a zone
NEARLY = 0.6  # what has this share of the largest is named with it

Half = npt.NDArray[np.float16]
Numbers = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Units:
    """What the units of one recurrent layer do on the test images."""

    courses: Half  # (10, 28, units) mean hidden state after each row of the images of each digit
    images: npt.NDArray[np.uint16]  # (units, SHOWN) indexes of the test images with the strongest moments
    rows: npt.NDArray[np.uint8]  # (units, SHOWN) the moments' rows, from 1
    states: Half  # (units, SHOWN) the hidden state at the moments
    selectivity: Half  # (units,) share of the state's variance that the digit explains, at the row where it is largest
    selective_rows: npt.NDArray[np.uint8]  # (units,) that row, from 1
    names: tuple[str, ...]  # (units,) by rule: which ink at which rows, and which digits


def of_layer(hidden: Half, pixels: npt.NDArray[np.uint8], labels: Labels, slopes: Numbers | None) -> Units:
    """All that is kept of a layer.

    Args:
        hidden: (n, 28, units) after each row of each image.
        pixels: (n, 28, 28), 0 to 255.
        labels: (n,), 0 to 9.
        slopes: (units, 10) how far a state raises each digit's logit, for the last layer; None for an earlier one.
    """
    courses, usual, selectivity, selective_rows = _by_digit(hidden, labels)
    rows, departures = _moments(hidden, usual)  # (n, units) each
    ink = _ink_by_zone(pixels)  # (n, 28, 3)
    units = hidden.shape[2]
    strongest = np.argsort(-np.abs(departures), axis=0, kind="stable")[:SHOWN].T  # (units, SHOWN)
    every = np.arange(units)[:, None]
    names = []
    for unit in range(units):
        side = np.sign(departures[strongest[unit], unit].sum()) or 1.0
        chosen = np.argsort(-side * departures[:, unit], kind="stable")[:MOMENTS]
        at = rows[chosen, unit]
        by_digit = (
            _shares_of_digits(labels, chosen)
            if slopes is None
            else float(hidden[chosen, at, unit].mean(dtype=np.float32)) * slopes[unit]
        )
        names.append(
            name(ink[chosen, at].mean(axis=0) - ink[:, at].mean(axis=(0, 1)), at + 1, by_digit, slopes is None)
        )
    return Units(
        courses=courses,
        images=strongest.astype(np.uint16),
        rows=(rows[strongest, every] + 1).astype(np.uint8),
        states=hidden[strongest, rows[strongest, every], every],
        selectivity=selectivity.astype(np.float16),
        selective_rows=selective_rows,
        names=tuple(names),
    )


def name(more: Numbers, rows: npt.NDArray[Any], by_digit: Numbers, is_early: bool) -> str:
    """A unit's name, such as "ink on the right at rows 10–14, speaks for 3 and 9".

    Args:
        more: (3,) ink at the unit's moments beyond what is usual at their rows, per pixel of each zone.
        rows: (moments,) from 1.
        by_digit: (10,) what the unit gives to each digit; of an earlier layer, how often a digit is among its moments.
        is_early: whether it is of an earlier layer, which speaks to other units alone.
    """
    first, last = (round(float(each)) for each in np.quantile(rows, [0.2, 0.8]))
    at = f"at row {first}" if first == last else f"at rows {first}–{last}"
    best, second = (int(digit) for digit in np.argsort(-by_digit, kind="stable")[:2])
    digits = [best, second] if by_digit[second] >= NEARLY * by_digit[best] else [best]
    if is_early:
        return f"{_ink_in_words(more)} {at}, mostly in {' and '.join(f'{digit}s' for digit in sorted(digits))}"
    return f"{_ink_in_words(more)} {at}, speaks for {' and '.join(map(str, sorted(digits)))}"


def _ink_in_words(more: Numbers) -> str:
    """Where there is more ink than usual, or less."""
    where = list(ZONES)
    if more.max() >= CLEAR and more.max() >= -more.min():
        found = [zone for zone, ink in zip(where, more, strict=True) if ink >= NEARLY * more.max()]
        return "a stroke across" if len(found) == len(where) else f"ink {' and '.join(found)}"
    if more.min() <= -CLEAR:
        found = [zone for zone, ink in zip(where, more, strict=True) if ink <= NEARLY * more.min()]
        return "hardly any ink" if len(found) == len(where) else f"no ink {' and '.join(found)}"
    return "what earlier rows left"


def _by_digit(hidden: Half, labels: Labels) -> tuple[Half, Numbers, Numbers, npt.NDArray[np.uint8]]:
    """Mean courses by digit (10, 28, units) and over all (28, units), selectivity (units,) and its rows (units,)."""
    _, rows, units = hidden.shape
    sums, squares = np.zeros((DIGITS, rows, units)), np.zeros((rows, units))
    counts = np.bincount(labels, minlength=DIGITS)
    for start in range(0, len(hidden), PART):
        part = hidden[start : start + PART].astype(np.float32)  # (part, 28, units)
        squares += np.square(part).sum(axis=0)
        for digit in range(DIGITS):
            sums[digit] += part[labels[start : start + PART] == digit].sum(axis=0)
    means = sums / np.maximum(counts, 1)[:, None, None]  # (10, 28, units)
    usual = sums.sum(axis=0) / len(hidden)  # (28, units)
    spread = np.maximum(squares / len(hidden) - usual**2, 0)  # (28, units)
    between = np.tensordot(counts / len(hidden), (means - usual) ** 2, axes=1)  # (28, units)
    tells = spread > LEAST_SPREAD * spread.max(axis=0)
    explained = np.where(tells, between / np.where(tells, spread, 1), 0)  # (28, units)
    return (
        means.astype(np.float16),
        usual,
        np.minimum(explained.max(axis=0), 1),
        (explained.argmax(axis=0) + 1).astype(np.uint8),
    )


def _moments(hidden: Half, usual: Numbers) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Of each image and unit the row, from 0, at which the state departs most from what is usual, and by how much."""
    n, _, units = hidden.shape
    found, departures = np.zeros((n, units), np.int64), np.zeros((n, units), np.float32)
    for start in range(0, n, PART):
        apart = hidden[start : start + PART].astype(np.float32) - usual.astype(np.float32)  # (part, 28, units)
        at = np.abs(apart).argmax(axis=1)  # (part, units)
        found[start : start + PART] = at
        departures[start : start + PART] = np.take_along_axis(apart, at[:, None], axis=1)[:, 0]
    return found, departures


def _ink_by_zone(pixels: npt.NDArray[np.uint8]) -> Numbers:
    """The mean ink of the last rows up to each row in each zone of the columns, (n, 28, 3)."""
    by_zone = np.stack([pixels[..., zone].mean(axis=2, dtype=np.float32) for zone in ZONES.values()], axis=2) / 255
    so_far = np.cumsum(np.pad(by_zone, ((0, 0), (WINDOW, 0), (0, 0))), axis=1)  # (n, WINDOW + 28, 3)
    return np.asarray(so_far[:, WINDOW:] - so_far[:, :ROWS]) / WINDOW


def _shares_of_digits(labels: Labels, chosen: npt.NDArray[np.int64]) -> Numbers:
    """How many times more often than among all images each digit is among the chosen, (10,)."""
    counts = np.bincount(labels, minlength=DIGITS)
    return np.asarray(np.bincount(labels[chosen], minlength=DIGITS) / np.maximum(counts, 1) * len(labels) / len(chosen))
