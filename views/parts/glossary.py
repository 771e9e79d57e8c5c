"""The words that a newcomer may not know: a term goes in, HTML that explains it where it stands comes out."""

from __future__ import annotations

from html import escape
from pathlib import Path

STYLE = Path(__file__).parent / "glossary.css"  # of what `term` makes
TERMS = {
    "unit": "One of the memory cells of a layer. Each reads the whole row and all units of the row before, and keeps a "
    "number of its own.",
    "layer": "Units that read the same input together. The second layer reads what the units of the first pass on.",
    "hidden state": "What a unit passes on after a row, from −1 to 1: to the next row, the next layer, the answer.",
    "cell state": "What an LSTM unit remembers. Only the gates change it, so that it can outlast many rows.",
    "gate": "A number from 0 to 1 that says how much is let through: 0 nothing, 1 everything.",
    "input gate": "How much of the candidate a unit adds to its memory: 0 nothing, 1 all of it.",
    "forget gate": "How much of its memory a unit keeps: 1 keeps it all, 0 forgets it.",
    "output gate": "How much of its memory a unit shows to the others: 0 hides it, 1 shows it.",
    "update gate": "How much of its state a GRU unit keeps: 1 keeps it, 0 takes the candidate in its place.",
    "reset gate": "How much of the old states the candidate of a GRU unit sees: 0 none, 1 all.",
    "candidate": "The new value, made from the row and the states before it, that a unit could take in.",
    "belief": "The probability of each digit, if the reading ended after this row.",
    "runner-up": "The second likeliest digit.",
    "lead": "How far the answer lies before its runner-up, as the difference of the two sums (logits) that the "
    "probabilities are made of.",
    "test image": "One of the 10,000 images of MNIST that no network has learned from.",
}


def term(name: str, shown: str | None = None) -> str:
    """The term, underlined, with its explanation on hover, focus and tap.

    Args:
        name: one of `TERMS`.
        shown: as it stands in the sentence, such as a plural.
    """
    words = escape(shown or name)
    gloss = f'<span class="gloss" role="tooltip">{escape(TERMS[name])}</span>'
    return f'<span class="term" tabindex="0">{words}{gloss}</span>'


TEST_IMAGES = term("test image", "test images")
