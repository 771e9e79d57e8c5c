"""Which pixels: in go a network and an image, out comes how each pixel bears on a logit or on a lead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.data import DIGITS
from model.explain import checks
from model.explain.backward import gradients
from model.forward import checked_image
from model.weights import Array, Network

PANELS = 4  # of the way from the empty image, at first
LEAST = 2 * PANELS + 1  # gradients: at both ends of each panel and in its middle
STEPS = 2048  # gradients at most; the reader mostly needs about twenty-four, rectifiers many hundreds
CLOSE = 0.005  # of the change may be missing in all
CLOSE_BY_PANEL = 0.02  # of the change may be missing or too much in the panels together, so that none hides another
ROUNDED = 1e-5  # logits that may be missing or too much in any case: float32 knows them no better


@dataclass(frozen=True, eq=False)
class Attribution:
    """The change of a logit, or of a lead, from the empty image to the image, shared out among the pixels."""

    pixels: Array  # (28, 28) each pixel's share; zero where there is no ink
    of_image: float  # the logit or lead of the image
    of_empty: float  # that of an image without ink
    steps: int  # gradients that were taken

    @property
    def change(self) -> float:
        """What all shares together should be."""
        return self.of_image - self.of_empty

    @property
    def missing(self) -> float:
        """What they lack of it: the error of the sum that stands for an integral."""
        return self.change - float(self.pixels.sum(dtype=np.float64))


@dataclass(frozen=True, eq=False)
class _Node:
    """A place on the way from the empty image (0) to the image (1)."""

    lead: float  # there
    pixels: Array  # (28, 28) the gradient there times the image

    @property
    def slope(self) -> float:
        """How fast the lead changes along the way."""
        return float(self.pixels.sum(dtype=np.float64))


def input_gradient(network: Network, image: Array, digit: int, against: int | None = None) -> Array:
    """How a logit, or the lead of one digit over another, changes with each pixel (Simonyan et al. 2014).

    Args:
        network: from `weights.load`, with or without rows.
        image: (28, 28), in [0, 1], ink is 1.
        digit: 0 to 9.
        against: 0 to 9, such as the runner-up; None: the logit of `digit` alone.

    Returns:
        float32 (28, 28); logits a pixel from no ink to full ink, were the slope the same all the way.

    Raises:
        ValueError: another shape, a pixel that is not finite, or no digit.
    """
    slopes, _ = gradients(network, checked_image(image)[None], _direction(digit, against))
    return np.asarray(slopes[0])


def integrated_gradients(
    network: Network, image: Array, digit: int, against: int | None = None, steps: int = STEPS
) -> Attribution:
    """Each pixel's share of what the ink did to a logit or to a lead: gradients on the way from an empty image.

    Sundararajan, Taly & Yan 2017, "Axiomatic attribution for deep networks": the shares sum to the change of the
    logit. The integral follows Simpson's rule on panels of the way. How the logit changes over a panel is known, so
    that each says how far off its sum is; those that are furthest off are halved until the whole is close.

    Args:
        network, image, digit, against: as for `input_gradient`.
        steps: gradients at most, 9 or more; where they do not suffice, `missing` says so.

    Raises:
        ValueError: as `input_gradient`, or fewer steps.
    """
    if steps < LEAST:
        raise ValueError(f"expected at least {LEAST} steps, but got {steps}")
    image, direction = checked_image(image), _direction(digit, against)
    if not image.any():  # there is no way to go
        [lead] = gradients(network, image[None], direction)[1]
        return Attribution(np.zeros_like(image), float(lead), float(lead), 1)
    nodes: dict[float, _Node] = {}
    panels = [(k / PANELS, (k + 1) / PANELS) for k in range(PANELS)]
    while True:
        _visit(network, image, direction, panels, nodes)
        change = nodes[1.0].lead - nodes[0.0].lead
        errors = np.array([_error(panel, nodes) for panel in panels])
        apart = np.abs(errors).sum()
        is_close = apart <= CLOSE_BY_PANEL * abs(change) and abs(errors.sum()) <= CLOSE * abs(change)
        splits = _to_split(errors, (steps - len(nodes)) // 2)
        if is_close or apart <= ROUNDED or not splits:
            break
        panels = [half for k, panel in enumerate(panels) for half in (_halves(panel) if k in splits else [panel])]
    pixels = np.zeros_like(image)
    for panel in panels:
        pixels += sum(weight * nodes[place].pixels for place, weight in _simpson(panel))
    return Attribution(pixels, nodes[1.0].lead, nodes[0.0].lead, len(nodes))


def _direction(digit: int, against: int | None) -> Array:
    """How often each logit is in the lead of one digit over another, or in the logit of one alone, (10,)."""
    checks.digits(digit, against)
    direction = np.zeros(DIGITS, np.float32)
    direction[digit] += 1
    if against is not None:
        direction[against] -= 1
    return direction


Panel = tuple[float, float]


def _simpson(panel: Panel) -> list[tuple[float, float]]:
    """The nodes of a panel and their weights in the integral over it."""
    left, right = panel
    width = right - left
    return [(left, width / 6), ((left + right) / 2, 4 * width / 6), (right, width / 6)]


def _visit(network: Network, image: Array, direction: Array, panels: list[Panel], nodes: dict[float, _Node]) -> None:
    """Adds the nodes of the panels that are not known yet."""
    places = sorted({place for panel in panels for place, _ in _simpson(panel)} - nodes.keys())
    images = np.array(places, np.float32)[:, None, None] * image  # (places, 28, 28)
    slopes, leads = gradients(network, images, direction)
    for place, slope, lead in zip(places, slopes, leads, strict=True):
        nodes[place] = _Node(float(lead), slope * image)


def _error(panel: Panel, nodes: dict[float, _Node]) -> float:
    """What the sum over a panel lacks of the change of the lead over it."""
    left, right = panel
    return nodes[right].lead - nodes[left].lead - sum(weight * nodes[place].slope for place, weight in _simpson(panel))


def _to_split(errors: np.ndarray, most: int) -> set[int]:
    """The panels that are at least a quarter as far off as the furthest, the furthest first, `most` of them."""
    sizes = np.abs(errors)
    order = [int(k) for k in np.argsort(-sizes, kind="stable") if sizes[k] >= sizes.max() / 4]
    return set(order[:most])


def _halves(panel: Panel) -> list[Panel]:
    left, right = panel
    return [(left, (left + right) / 2), ((left + right) / 2, right)]
