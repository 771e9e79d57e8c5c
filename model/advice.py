"""What was seen around a digit goes in, one sentence on what would make it plainer comes out."""

from __future__ import annotations

from model.finding import Seen

FAINT = 0.15  # of the light: a pencil takes 0.3 and more
SMALL = 20  # pixels: as many as the network is given of a digit


def advice(seen: Seen) -> str | None:
    """What to do about a digit that is not read surely: the likeliest cause first; None where none is seen."""
    for cause, sentence in (
        (seen.digits > 1, f"There are {seen.digits} things that could be digits: crop the picture to one of them."),
        (seen.cut, "The edge of the picture cuts the digit: take it with a margin around it."),
        (seen.pixels < SMALL, f"The digit is only {seen.pixels} pixels high: take it from nearer, or save it larger."),
        (seen.strength < FAINT, "The digit is hardly darker than its paper: use a darker pen, or more light."),
        (seen.lines > 0, "Printed lines run behind the digit: use blank paper, or a pen darker than the lines."),
        (seen.frames > 0, "A frame, a box or a bar is in the picture: crop it to the paper with the digit."),
    ):
        if cause:
            return sentence
    return None
