"""How people take pictures of digits: by name, a function from the ink of a digit to a file of it."""

from benchmarks.situations import lights, margins, rulings, screens, sheets  # noqa: F401  each enters its own
from benchmarks.situations.kit import SITUATIONS, Situation

__all__ = ["SITUATIONS", "Situation"]
