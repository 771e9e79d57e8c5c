"""What beliefs come to: in go probabilities row by row, out come the row of decision and whether the answer is sure.

A row is counted from 1; 0 says that something never came to stay.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from model.data import ROWS
from model.image import blob

Floats = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BELIEVED = 0.5  # a digit is believed in from this probability on
TWO_GUESSES = 0.7  # of a doubtful digit the two best guesses have more than this together; of no digit less


# ---- when ----------------------------------------------------------------------------------------------------------


def stays_from(holds: Flags) -> Rows:
    """The row from which on something holds to the end, 0 where it does not hold at the end: (n, rows) to (n,)."""
    rows = holds.shape[1]
    after_last_failure = rows - (~holds)[:, ::-1].argmax(axis=1) + 1  # where there is a failure
    row = np.where(holds.all(axis=1), 1, after_last_failure)
    return np.where(row <= rows, row, 0)


def decided_rows(answers: npt.NDArray[np.integer[Any]]) -> Rows:
    """The row from which the answer never changes again: answers (n, rows) to (n,)."""
    return stays_from(answers == answers[:, -1:])


def decided_row(beliefs: Floats) -> int:
    """The same of one reading, (28, 10); the last one where all rows are seen at once, (1, 10)."""
    return int(decided_rows(beliefs.argmax(axis=1)[None])[0]) if len(beliefs) > 1 else ROWS


def believed_row(beliefs: Floats) -> int:
    """The row from which the probability of the answer stays at `BELIEVED` or above: (rows, 10)."""
    return int(stays_from(beliefs[None, :, beliefs[-1].argmax()] >= BELIEVED)[0])


def settled_row(beliefs: Floats) -> int:
    """The row from which the answer stays the likeliest digit and, if it ends so, is believed in: (rows, 10)."""
    return max(decided_row(beliefs), believed_row(beliefs))


def turning_row(beliefs: Floats) -> int:
    """The row after which the beliefs had changed most against the row before, 2 to 28: (28, 10); 1 of (1, 10)."""
    if len(beliefs) == 1:
        return 1
    changes = np.abs(np.diff(beliefs.astype(np.float32), axis=0)).sum(axis=1)  # (27,)
    return int(changes.argmax()) + 2


# ---- whether -------------------------------------------------------------------------------------------------------


def unsure(final: Floats, images: npt.NDArray[Any], below: float) -> Flags:
    """Which answers are called unsure: no digit is likely enough, or there is no drawing that could be one.

    Args:
        final: (n, 10) probabilities after the last row.
        images: (n, 28, 28) float in [0, 1], ink is 1.
        below: the network's bound.
    """
    found: Flags = ~(final.max(axis=1) >= below) | ~images.any(axis=(1, 2)) | blob(images)
    return found


def no_digit(final: Floats, unsure: Flags) -> Flags:
    """Which of them are not between two digits either: nothing drawn, a letter, a shape."""
    two_best: Floats = np.sort(final, axis=1)[:, -2:].sum(axis=1)
    return unsure & ~(two_best >= TWO_GUESSES)
