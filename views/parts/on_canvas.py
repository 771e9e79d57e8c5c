"""The picture on one viewer's canvas: in go pictures and what the canvas reports, out come the picture and its text."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from model.data import DataError
from views.parts import link
from views.parts.canvas.sheet import Sheet, Stroke, TooLargeError, strokes_told, told
from views.parts.found import Upload
from views.parts.picture import FIRST, Picture, blank, drawn, made_of, test_image

DRAWING = "d"  # its name in the address


@dataclass
class Drawing:
    """The picture put on the canvas last, and the picture that is there now."""

    placed: Picture
    picture: Picture
    placings: int = 0  # how often a picture was placed: tells two placings of the same picture apart
    outdated: list[Stroke] | None = None  # what the canvas still reports from before the last placing
    cleared: Picture | None = None  # what Clear took away, until something is placed on the canvas
    upload: Upload | None = None  # the file that lies there, until something else is placed on the canvas
    uploads: int = 0  # files taken so far
    problem: str | None = None  # why the last file could not be read
    awaited: int | None = None  # the number of a file that was dropped or pasted, until it has come
    refused: str | None = None  # why the last of those was not taken
    limit: str | None = None  # why the last stroke was taken back
    asked: bool = False  # whether the browser was asked what it kept of an earlier session
    packed: tuple[Picture, str | None] | None = None  # a picture with its text

    @classmethod
    def of(cls, picture: Picture) -> Drawing:
        """One that nothing was drawn on."""
        return cls(placed=picture, picture=picture)

    @property
    def text(self) -> str | None:
        """What the address says of the picture; None of the one that is there at first."""
        if self.packed is None or self.packed[0] is not self.picture:
            self.packed = self.picture, None if self.picture.index == FIRST else link.pack(self.picture)
        return self.packed[1]

    @property
    def shortened(self) -> bool:
        """Whether the address has only the 28 × 28 of a drawing whose strokes are too long for it."""
        return bool(self.picture.strokes) and (self.text or "").startswith("p")

    def reopen(self) -> None:
        """Puts the picture back as it was before another page was shown, over which the canvas forgets it."""
        self.placed = self.picture
        self.placings += 1

    def place(self, picture: Picture, reported: Any) -> None:
        """Puts a picture on the canvas in place of what is there.

        Args:
            picture: any.
            reported: the state of the canvas's widget; it may report the same once more.
        """
        self.outdated = strokes_told(reported)
        self.placed = self.picture = picture
        self.cleared = self.upload = None
        self.placings += 1
        self.problem = self.limit = self.refused = None

    def clear(self, reported: Any) -> None:
        """Puts nothing on the canvas, and keeps what was there for an undo; `reported` as for `place`."""
        self.catch_up(reported)
        before = self.picture if self.picture.strokes or self.picture.shown else self.cleared
        self.place(blank(), reported)
        self.cleared = before

    def take(self, sheet: Sheet | None) -> None:
        """Takes over what the canvas reports: strokes, or the placed picture where there are none, or the placed ones.

        A placed picture stays what it was: the canvas paints the same strokes a little differently from time to time.
        """
        if sheet is None or sheet.strokes == self.outdated:
            return
        self.outdated = None
        if sheet.strokes != self.placed.strokes:
            self.limit = None
        is_placed = not sheet.strokes or link.same_strokes(sheet.strokes, self.placed.strokes)
        before, self.picture = self.picture, self.placed if is_placed else drawn(sheet)
        if self.refused and not link.same_strokes(before.strokes, self.picture.strokes):
            self.refused = None

    def catch_up(self, reported: Any) -> None:
        """Takes over what the canvas reported last: the run that was to take it may have been overtaken by this one.

        Args:
            reported: the state of the canvas's widget.
        """
        with suppress(TooLargeError):
            self.take(told(reported))

    # ---- what the browser keeps for a server that was started anew ----

    @property
    def kept(self) -> dict[str, Any]:
        """What the browser is to keep, plain data."""
        return {"placings": self.placings, "source": self.placed.source}

    def recall(self, kept: Any) -> bool:
        """Puts back what the browser kept of an earlier session; False where that makes no sense.

        The canvas goes on without a reload, since it is to start from the very same as before.
        """
        placings = kept.get("placings") if isinstance(kept, dict) else None
        picture = made_of(kept["source"]) if isinstance(kept, dict) and "source" in kept else None
        if type(placings) is not int or picture is None:
            return False
        self.placings, self.placed, self.picture = placings, picture, picture
        return True


def first() -> Picture:
    """The picture that is there at first."""
    try:
        return test_image(FIRST)
    except DataError:
        return blank()


def from_text(text: str | None) -> Picture | None:
    """The picture that an address tells of, the first one where it tells of none; None of one that cannot be read."""
    try:
        return first() if text is None else link.unpack(text)
    except ValueError:
        return None
