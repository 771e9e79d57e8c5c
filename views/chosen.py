"""All that a viewer can choose, with how each choice stands in an address: in go its parameters, out come choices.

None means that nothing was chosen: the page then shows what fits best, and the address says nothing of it. The name of
a choice in the address is its name here, with "-" for "_".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from model.data import DIGITS, ROWS
from views.parts.address.text import NAMES, SWITCH, WORDS, Kind, ends, whole, wholes

BRUSHES = (6, 40)  # pixels of a 280-pixel canvas
MOST_UNITS = 99_999  # more than any layer has
FURTHEST = 1000.0  # further from 0 than any state


def _choice(words: str, kind: Kind[Any]) -> Any:
    """A field of `Chosen`: what it is called in a sentence, and how it is written in an address."""
    return field(default=None, metadata={"words": words, "kind": kind})


_SHARE = ends(0, 100)  # of all, in per cent
_DIGITS = wholes(0, DIGITS - 1)
_CELL = wholes(0, DIGITS - 1, count=2)


@dataclass
class Chosen:
    """The choices of one viewer, but for the drawing."""

    network: str | None = _choice("the network", WORDS)  # of every page
    networks: tuple[str, ...] | None = _choice("the networks", NAMES)  # compared, in their order
    brush: int | None = _choice("the brush", whole(*BRUSHES))  # its width in pixels of the canvas
    layer: int | None = _choice("the layer", whole(0, 9))  # whose units are shown, counted from 0
    row: int | None = _choice("the row", whole(1, ROWS))  # at which the units are shown
    unit: int | None = _choice("the unit", whole(0, MOST_UNITS))  # shown from row to row
    # ---- of the Test set page
    section: str | None = _choice("the section", WORDS)  # that is shown
    image: int | None = _choice("the test image", whole(0, 9999))  # of which details are shown
    numbers: str | None = _choice("the numbers in the cells", WORDS)  # of the confusion matrix
    diagonal: bool | None = _choice("the right answers", SWITCH)  # whether the matrix shows them
    cell: tuple[int, ...] | None = _choice("the cell", _CELL)  # of the matrix: true digit and answer
    errors: str | None = _choice("the kind of images", WORDS)  # errors, or right answers that were hard
    order: str | None = _choice("the order", WORDS)  # of the errors
    hardest_order: str | None = _choice("the order", WORDS)  # of the hardest right answers
    true: tuple[int, ...] | None = _choice("the true digits", _DIGITS)  # of those shown among all errors
    given: tuple[int, ...] | None = _choice("the answers", _DIGITS)
    probability: tuple[float, float] | None = _choice("the probability", _SHARE)  # from and to, in per cent
    margin: tuple[float, float] | None = _choice("the margin", _SHARE)
    decision: tuple[float, float] | None = _choice("the row of decision", ends(1, ROWS))
    after: int | None = _choice("the row of the calibration", whole(1, ROWS))
    accuracy: str | None = _choice("the kind of accuracy", WORDS)  # of all digits, or of each
    other: str | None = _choice("the other network", WORDS)  # of two that are compared on all test images
    difference: tuple[int, ...] | None = _choice("the cell", _CELL)  # of the difference of the two
    search_unit: int | None = _choice("the unit", whole(0, MOST_UNITS))  # that is searched by
    search_rows: tuple[float, float] | None = _choice("the rows", ends(1, ROWS))  # first and last of the box
    search_span: tuple[float, float] | None = _choice("the states", ends(-FURTHEST, FURTHEST))  # of it
    change: str | None = _choice("the change", WORDS)  # that the drawing undergoes
    charts: str | None = _choice("the kind of picture", WORDS)  # in which a chart is saved
    # ---- of the Data page
    lot: int | None = _choice("the images drawn by lot", whole(0, 999_999))  # how often others were asked for
    ink: str | None = _choice("the digit", WORDS)  # whose ink is shown

    def params(self) -> dict[str, str | None]:
        """What the address says of each choice; None where nothing was chosen: a default leaves no trace."""
        values = {each: getattr(self, each.name) for each in fields(self)}
        return {
            written(each.name): None if value is None else each.metadata["kind"].write(value)
            for each, value in values.items()
        }


def read(params: Mapping[str, str]) -> tuple[Chosen, list[str]]:
    """The choices that an address tells of, and the names of those of which it says what makes no sense."""
    found, wrong = Chosen(), []
    for each in fields(Chosen):
        text = params.get(written(each.name))
        if text is None:
            continue
        try:
            setattr(found, each.name, each.metadata["kind"].read(text))
        except ValueError:
            wrong.append(each.name)
    return found, wrong


def written(name: str) -> str:
    """The name of a choice in the address."""
    return name.replace("_", "-")


def sentence(wrong: Sequence[str]) -> str:
    """Says of which choices an address said what makes no sense."""
    known = {each.name: each.metadata["words"] for each in fields(Chosen)}
    words = list(dict.fromkeys(known.get(name, f"the {name}") for name in wrong))
    listed = " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    return f"What this link says of {listed} cannot be read: it was cut off or changed. The page goes on without it."
