"""How numbers are written, on every panel and every page: numbers in, text out."""

from __future__ import annotations


def percent(share: float, decimals: int = 0) -> str:
    """A share in per cent, such as "97 %"; what is only near none or all is not called so.

    Args:
        share: in [0, 1]; a probability, or a part of some images.
        decimals: 0 for probabilities in words; 2 for shares of ten thousand images, of which each counts.

    Returns:
        The rounded share. One that would be rounded to 0 or 100 and is neither stands as a bound: "< 1 %", "> 99 %".
    """
    rounded, finest = f"{100 * share:.{decimals}f}", 10.0**-decimals
    if share > 0 and float(rounded) == 0:
        return f"< {finest:.{decimals}f} %"
    if share < 1 and float(rounded) == 100:
        return f"> {100 - finest:.{decimals}f} %"
    return f"{rounded} %"


def points(share: float, decimals: int = 0) -> str:
    """A share, or a difference of two, in points of a per cent and without a sign behind; for tables and spans."""
    return minus(f"{100 * share:.{decimals}f}")


def count(number: float) -> str:
    """A whole number with its thousands set apart."""
    return minus(f"{number:,.0f}")


def signed(number: float) -> str:
    """A difference of two whole numbers with its sign; empty where there is none."""
    return minus(f"{number:+.0f}") if number else ""


def images(number: int) -> str:
    """So many images, in words."""
    return "1 image" if number == 1 else f"{count(number)} images"


def minus(text: str) -> str:
    """A number's text with the minus sign of print instead of a hyphen."""
    return text.replace("-", "−")
