"""Which digit is taken for which: in goes a confusion matrix, out come its finding and its figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from panels.theme import Palette, figure

DIGITS = 10
HEIGHT = 600  # pixels where nothing else sets it; the page lets the figure keep its shape at every width
STRONG = 0.61  # part of the colour scale from which the ground's colour is easier to read on it than the ink's


def finding(confusion: np.ndarray) -> str:
    """The confusion that happens most often, in words.

    Args:
        confusion: (10, 10) counts; rows are true digits, columns answers.
    """
    errors = _errors(confusion)
    true, answer = np.unravel_index(errors.argmax(), errors.shape)
    if not errors[true, answer]:
        return "No digit was taken for another"
    return f"{true} is most often taken for {answer}: {errors[true, answer]} of {confusion[true].sum():,}"


def matrix(confusion: np.ndarray, as_shares: bool, palette: Palette) -> go.Figure:
    """True digits downwards, answers across; errors coloured by their share, the right answers left neutral.

    The colour grows with the root of an error's share of its true digit, so that single images still show.

    Args:
        confusion: (10, 10) counts; rows are true digits, columns answers.
        as_shares: True to write percentages of each true digit instead of counts.
        palette: the page's colours.
    """
    shares = _shares(confusion)  # (10, 10)
    errors = np.sqrt(_errors(shares))  # (10, 10)
    errors = errors / max(errors.max(), 1e-9)  # (10, 10), in [0, 1]
    right = np.eye(DIGITS, dtype=bool)  # (10, 10)
    text = _text(confusion, shares if as_shares else None)
    hover = _sentences(confusion, shares)
    scale = (palette.ground, palette.gate)
    data = [
        _cells(right, errors, text, hover, (palette.line, palette.line), palette.ink),
        _cells(~right & (errors < STRONG), errors, text, hover, scale, palette.ink),
        _cells(~right & (errors >= STRONG), errors, text, hover, scale, palette.ground),
    ]
    return figure(data, _layout(palette), height=HEIGHT)


def _cells(
    shown: np.ndarray,
    z: np.ndarray,
    text: np.ndarray,
    hover: np.ndarray,
    scale: tuple[str, str],
    ink: str,
) -> dict[str, Any]:
    """One heatmap of the cells that are shown, (10, 10) each, with texts in one colour and of a size that fits."""
    return {
        "type": "heatmap",
        "z": np.where(shown, z, np.nan),
        "text": np.where(shown, text, "").tolist(),
        "customdata": hover.tolist(),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [(0.0, scale[0]), (1.0, scale[1])],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "texttemplate": "%{text}",
        "textfont": {"color": ink},
        "hoverongaps": False,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _layout(palette: Palette) -> dict[str, Any]:
    axis = {
        "tickvals": list(range(DIGITS)),
        "tickfont": {"size": 14, "color": palette.ink},
        "ticks": "",
        "automargin": False,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "constrain": "domain",
    }
    name = {"showarrow": False, "font": {"color": palette.quiet, "size": 13}}
    across = {"text": "answer", "x": 4.5, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 24}
    down = {"text": "true digit", "y": 4.5, "yref": "y", "x": 0, "xref": "paper", "xanchor": "right", "xshift": -22}
    return {
        "xaxis": {**axis, "side": "top", "constraintoward": "left"},
        "yaxis": {
            **axis,
            "range": [DIGITS - 0.5, -0.5],
            "scaleanchor": "x",
            "constraintoward": "top",
        },
        "annotations": [name | across, name | down | {"textangle": -90}],
        "margin": {"l": 44, "r": 2, "t": 46, "b": 2},
    }


def _errors(matrix: np.ndarray) -> np.ndarray:
    """The matrix with its diagonal at zero."""
    return np.where(np.eye(DIGITS, dtype=bool), 0, matrix)


def _shares(confusion: np.ndarray) -> np.ndarray:
    """Each count as a share of its true digit's images, 0 where a digit has none."""
    return np.asarray(confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1))


def _text(confusion: np.ndarray, shares: np.ndarray | None) -> np.ndarray:
    """What stands in each cell, (10, 10): nothing for zero, else the count or the percentage without its sign."""
    if shares is None:
        return np.array([[str(count) if count else "" for count in row] for row in confusion.tolist()])
    return np.array([[f"{100 * share:.1f}" if share else "" for share in row] for row in shares.tolist()])


def _sentences(confusion: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """What each cell says when it is pointed at, (10, 10)."""
    pairs = [[(true, answer) for answer in range(DIGITS)] for true in range(DIGITS)]
    return np.array([[_sentence(*pair, confusion[pair], shares[pair]) for pair in row] for row in pairs])


def _sentence(true: int, answer: int, count: int, share: float) -> str:
    verb = "read as" if true == answer else "taken for"
    if not count:
        return f"no true {true} was {verb} {answer}"
    images = "image" if count == 1 else "images"
    return f"a true {true} {verb} {answer}: {count:,} {images}, {100 * share:.1f} % of the {true}s"
