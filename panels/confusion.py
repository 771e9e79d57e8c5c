"""Which digit is taken for which: in goes a confusion matrix, or two, out come its finding and its figure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from panels import kit
from panels.numbers import count, images, percent, signed
from panels.theme import Palette

DIGITS = 10
HEIGHT = 600  # pixels where nothing else sets it; the page lets the figure keep its shape at every width
STRONG = 0.61  # part of the colour scale from which the ground's colour is easier to read on it than the ink's
COUNTS, OF_TRUE, OF_GIVEN = "Counts", "Share of the true digit", "Share of the given digit"
FINEST = 0.001  # the share that the colour scale of shares tells from none as well as that of counts tells one image

Cell = tuple[int, int]  # true digit, answer


def _of(axis: int) -> Callable[[np.ndarray], np.ndarray]:
    """Shares of the sums along an axis, 0 where there is nothing."""
    return lambda counts: np.asarray(counts / np.maximum(counts.sum(axis=axis, keepdims=True), 1))


# What can stand in the cells: counts (10, 10) to (10, 10).
NUMBERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    COUNTS: lambda counts: counts.astype(float),
    OF_TRUE: _of(1),
    OF_GIVEN: _of(0),
}


def finding(confusion: np.ndarray) -> str:
    """The confusion that happens most often, in words.

    Args:
        confusion: (10, 10) counts; rows are true digits, columns answers.
    """
    true, answer = commonest(confusion)
    errors = confusion[true, answer]
    if true == answer or not errors:
        return "No digit was taken for another"
    return f"{true} is most often taken for {answer}: {errors} of {confusion[true].sum():,}"


def commonest(confusion: np.ndarray) -> Cell:
    """The commonest confusion: true digit and answer."""
    true, answer = np.unravel_index(np.where(np.eye(DIGITS, dtype=bool), -1, confusion).argmax(), confusion.shape)
    return int(true), int(answer)


def matrix(
    confusion: np.ndarray, numbers: str, palette: Palette, *, diagonal: bool = True, chosen: Cell | None = None
) -> go.Figure:
    """True digits downwards, answers across, totals behind both; each cell carries a mark that can be clicked.

    The colour grows with the logarithm, so that single images still show beside a thousand.

    Args:
        confusion: (10, 10) counts; rows are true digits, columns answers.
        numbers: what stands in the cells, a key of `NUMBERS`.
        palette: the page's colours.
        diagonal: False to leave out the right answers.
        chosen: the cell that is framed.
    """
    shown = diagonal | ~np.eye(DIGITS, dtype=bool)  # (10, 10)
    values = NUMBERS[numbers](confusion)  # (10, 10)
    unit = 1 if numbers == COUNTS else FINEST
    strength = np.log1p(values / unit)
    strength = strength / max(strength[shown].max(), 1e-9)  # (10, 10), in [0, 1]
    text = np.vectorize(_count if numbers == COUNTS else _share, otypes=[str])(values)
    scale = [(0.0, palette.ground), (1.0, palette.gate)]
    data = [
        _cells(shown & (strength < STRONG), strength, text, scale, palette.ink),
        _cells(shown & (strength >= STRONG), strength, text, scale, palette.ground),
        _totals(confusion, palette),
        _marks(_sentences(confusion), shown),
    ]
    return kit.figure(data, _layout(palette, ("answer", "true digit"), chosen), height=HEIGHT)


# ---- two networks ------------------------------------------------------------------------------------------


def difference_finding(first: np.ndarray, second: np.ndarray, names: tuple[str, str]) -> str:
    """Which confusion tells two networks apart most, in words; (10, 10) counts each."""
    errors = np.where(np.eye(DIGITS, dtype=bool), 0, first - second)
    true, answer = np.unravel_index(np.abs(errors).argmax(), errors.shape)
    by = int(errors[true, answer])
    if not by:
        return "Both confuse the same digits equally often"
    more, less = names if by > 0 else names[::-1]
    return f"{more} takes {true} for {answer} more often than {less}, by {images(abs(by))}"


def difference(first: np.ndarray, second: np.ndarray, names: tuple[str, str], palette: Palette) -> go.Figure:
    """How much more often the first network gives each answer than the second; (10, 10) counts each."""
    by = (first - second).astype(float)  # (10, 10)
    strength = np.sign(by) * np.log1p(np.abs(by))
    strength = strength / max(np.abs(strength).max(), 1e-9)  # (10, 10), in [-1, 1]
    text = np.vectorize(signed, otypes=[str])(by)
    scale = [(0.0, palette.negative), (0.5, palette.ground), (1.0, palette.positive)]
    strong = np.abs(strength) >= STRONG
    hover = np.array([[_versus((t, a), first, second, names) for a in range(DIGITS)] for t in range(DIGITS)])
    every = np.ones((DIGITS, DIGITS), dtype=bool)
    data = [
        _cells(~strong, strength, text, scale, palette.ink) | {"zmin": -1},
        _cells(strong, strength, text, scale, palette.ground) | {"zmin": -1},
        _marks(hover, every),
    ]
    return kit.figure(data, _layout(palette, ("answer", "true digit"), None, totals=False), height=HEIGHT)


def _versus(cell: Cell, first: np.ndarray, second: np.ndarray, names: tuple[str, str]) -> str:
    true, answer = cell
    return f"a true {true} read as {answer}: {names[0]} {first[cell]:,} times, {names[1]} {second[cell]:,} times"


# ---- pieces of both ----------------------------------------------------------------------------------------


def _cells(shown: np.ndarray, z: np.ndarray, text: np.ndarray, scale: list[tuple[float, str]], ink: str) -> kit.Dict:
    """One heatmap of the cells that are shown, (10, 10) each, with texts in one colour and of a size that fits."""
    return {
        "type": "heatmap",
        "z": np.where(shown, z, np.nan),
        "text": np.where(shown, text, "").tolist(),
        "zmin": 0,
        "zmax": 1,
        "colorscale": scale,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "texttemplate": "%{text}",
        "textfont": {"color": ink},
        "hoverinfo": "skip",
    }


def _marks(sentences: np.ndarray, shown: np.ndarray) -> kit.Dict:
    """What is pointed at and clicked in place of the cells, as heatmaps report no clicks: unseen squares."""
    places = [(int(true), int(answer)) for true, answer in np.argwhere(shown)]
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [answer for _, answer in places],
        "y": [true for true, _ in places],
        "customdata": [[true, answer] for true, answer in places],
        "text": [str(sentences[place]) for place in places],
        "marker": {"symbol": "square", "size": 30, "opacity": 0},
        "selected": unseen,
        "unselected": unseen,
        "hovertemplate": "%{text}<extra></extra>",
    }


def _totals(confusion: np.ndarray, palette: Palette) -> kit.Dict:
    """How many images there are of each true digit, at the right, and of each answer, below."""
    places = list(range(DIGITS))
    return {
        "type": "scatter",
        "mode": "text",
        "x": [DIGITS] * DIGITS + places,
        "y": places + [DIGITS] * DIGITS,
        "text": [count(total) for total in (*confusion.sum(axis=1).tolist(), *confusion.sum(axis=0).tolist())],
        "textfont": {"color": palette.quiet, "size": 12},
        "unselected": {"textfont": {"color": palette.quiet}},
        "hoverinfo": "skip",
    }


def _layout(palette: Palette, names: tuple[str, str], chosen: Cell | None, totals: bool = True) -> kit.Dict:
    axis = {
        "tickvals": list(range(DIGITS + totals)),
        "ticktext": [*map(str, range(DIGITS)), "all"][: DIGITS + totals],
        "tickfont": {"size": 14, "color": palette.ink},
        "ticks": "",
        "automargin": False,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "constrain": "domain",
    }
    end = DIGITS + totals - 0.5
    at_top: kit.Dict = {"xref": "x", "yref": "paper", "yanchor": "bottom", "yshift": 24}
    at_left: kit.Dict = {"xref": "paper", "yref": "y", "xanchor": "right", "yanchor": "middle", "xshift": -22}
    return {
        "xaxis": {**axis, "side": "top", "constraintoward": "left", "range": [-0.5, end]},
        "yaxis": {**axis, "range": [end, -0.5], "scaleanchor": "x", "constraintoward": "top"},
        "annotations": [
            kit.note(4.5, 1, names[0], palette.quiet, **at_top),
            kit.note(0, 4.5, names[1], palette.quiet, textangle=-90, **at_left),
        ],
        "shapes": [_frame(chosen, palette)] if chosen else [],
        "margin": kit.margins(44, 2, 46, 2),
        "hovermode": "closest",
        "clickmode": "event+select",
    }


def _frame(cell: Cell, palette: Palette) -> kit.Dict:
    true, answer = cell
    return kit.box((answer - 0.48, answer + 0.48), (true - 0.48, true + 0.48), palette, 2.5)


def _count(number: float) -> str:
    return f"{number:.0f}" if number else ""


def _share(share: float) -> str:
    """In two lines: in one of them it could not be read in the narrow cells of a phone."""
    return percent(share, 1).replace(" %", "<br>%") if share else ""


def _sentences(confusion: np.ndarray) -> np.ndarray:
    """What each cell says when it is pointed at, (10, 10)."""
    shares = [NUMBERS[kind](confusion) for kind in (OF_TRUE, OF_GIVEN)]
    pairs = [[(true, answer) for answer in range(DIGITS)] for true in range(DIGITS)]
    return np.array(
        [[_sentence(pair, confusion[pair], *(each[pair] for each in shares)) for pair in row] for row in pairs]
    )


def _sentence(cell: Cell, number: int, of_true: float, of_given: float) -> str:
    true, answer = cell
    verb = "read as" if true == answer else "taken for"
    if not number:
        return f"no true {true} was {verb} {answer}"
    shares = f"{percent(of_true, 1)} of the {true}s, {percent(of_given, 1)} of the answers {answer}"
    return f"a true {true} {verb} {answer}: {images(number)}, {shares}"
