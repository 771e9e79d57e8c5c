"""The film on the Draw page under a user's hands: what can be done on it, and what can be seen."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

ROWS = 28
UNIT_PANELS = ("h", "c", "i", "f", "g", "o")
PANELS = ("x", "belief", *UNIT_PANELS)  # with all units of a layer
ON_THEIR_WAY = "are on their way"  # said of the units until the weights have arrived
FEW = ("x", "belief", "votes")  # as the page opens

# Rows above the line on each panel, as it stands on the screen.
LINES = """film => [...film.querySelectorAll(".plate")].map(plate => {
  const line = plate.querySelector(".line").getBoundingClientRect(), box = plate.getBoundingClientRect();
  return 28 * ((line.top + line.bottom) / 2 - box.top) / box.height;
})"""
# The same for each frame from now until the film rests, with the time of the frame in milliseconds.
FILMED = f"""film => new Promise(done => {{
  const lines = {LINES}, frames = [];
  const look = now => {{
    frames.push({{now, lines: lines(film)}});
    const rests = film.querySelector('[data-at="play"]').textContent === "Play";
    rests ? done(frames) : requestAnimationFrame(look);
  }};
  requestAnimationFrame(look);
}})"""


class Film:
    """The film on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".st-key-film .film")
        self.head = self.root.locator(".head")
        self.play = self.root.locator("[data-at=play]")
        self.forward = self.root.get_by_role("button", name="One row on")
        self.back = self.root.get_by_role("button", name="One row back")
        self.speed = self.root.get_by_label("Speed")
        self.order = self.root.get_by_label("Order")
        self.view = self.root.locator("[data-at=view]")
        self.story = self.root.locator("[data-at=story]")
        self.where = self.root.locator("[data-at=where]")
        self.cell = self.root.locator("[data-at=cell]")
        self.mark = self.panel("x").locator(".row")  # of the row that is chosen or pointed at
        self.note = self.root.locator("[data-at=note]")
        self.tip = self.root.locator("[data-at=tip]")

    def panel(self, name: str) -> Locator:
        return self.root.locator(f"figure[data-panel={name}]")

    def plate(self, name: str) -> Locator:
        return self.panel(name).locator(".plate")

    def place(self, name: str, row: float, across: float) -> tuple[float, float]:
        """A point of a panel on the screen: `row` rows down, `across` its width in [0, 1] to the right."""
        self.plate(name).evaluate("plate => plate.scrollIntoView({ block: 'center' })")  # not beneath the page's header
        box = self.plate(name).bounding_box()
        assert box is not None
        return box["x"] + across * box["width"], box["y"] + row / ROWS * box["height"]

    def lines(self) -> list[float]:
        """Rows above the line on each of the panels."""
        found: list[float] = self.root.evaluate(LINES)
        assert len(found) == self.root.locator("figure").count()
        return found

    def expect_row(self, row: int) -> None:
        """The line stands below this row on every panel, and the words say so."""
        expect(self.where).to_have_text(f"Row {row} of 28")
        expect(self.head).to_have_attribute("aria-valuenow", str(row))
        assert np.allclose(self.lines(), row, atol=0.05)

    def hover(self, name: str, row: int, across: float) -> str:
        """Points at the middle of a row (1 to 28); what the tip then says."""
        self.page.mouse.move(*self.place(name, row - 0.5, across))
        expect(self.tip).to_contain_text(f"row {row}")
        return self.tip.inner_text()

    @contextmanager
    def repainting(self, name: str) -> Iterator[None]:
        """Waits until what is done here has painted something else on a panel."""
        canvas = f"figure[data-panel={name}] canvas"  # another one may take its place
        before = self.panel(name).locator("canvas").evaluate("canvas => canvas.toDataURL()")
        yield
        self.page.wait_for_function(
            "([film, canvas, before]) => film.querySelector(canvas).toDataURL() !== before",
            arg=[self.root.element_handle(), canvas, before],
        )

    def picture(self, name: str) -> np.ndarray:
        """What is painted on a panel: (h, w, 4) uint8."""
        return picture_of(self.panel(name).locator("canvas").evaluate("canvas => canvas.toDataURL()"))


def picture_of(data_url: str) -> np.ndarray:
    """The pixels of a canvas's data address: (h, w, 4) uint8."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data_url.split(",")[1]))).convert("RGBA"))
