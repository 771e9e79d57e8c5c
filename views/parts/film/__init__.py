"""The film of readings, played in the browser without the server: its scripts, and the words for what it shows.

`views/parts/reading/` shows one reading with it, `views/compare/lanes/` several of one image.
"""

from __future__ import annotations

from pathlib import Path

from views.parts.served import WRITE

HERE = Path(__file__).parent
NAMES = ("paint", "player", "words", "hands", "zoom", "film")  # in their order
SCRIPTS = (WRITE, *(HERE / f"{name}.js" for name in NAMES))
LAST_ROW_ONLY = (
    "The output layer of this network was trained on the last row only: the earlier beliefs are what it would "
    "answer there, but nobody taught it to be right before the end."
)
ABSENT = {
    "SimpleRNN": "This layer has no gates and no cell state: at each row h is made anew from the row and the h before.",
    "GRU": "This layer has two gates and no cell state: h itself is what it remembers.",
}
UNIT_PANELS = {
    # name: (title, how to read it, scale)
    "h": ("hidden state", "what it passes on", "signed"),
    "c": ("cell state", "what it remembers", "signed"),
    "i": ("input gate", "how much new it lets in", "gate"),
    "f": ("forget gate", "how much old it keeps", "gate"),
    "g": ("candidate", "the new it could add", "signed"),
    "o": ("output gate", "how much of c it shows", "gate"),
    "z": ("update gate", "how much old it keeps", "gate"),
    "r": ("reset gate", "how much of h the new sees", "gate"),
}
