"""The Draw page under a user's hands: what can be done on it, and what can be seen."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, WebSocket, expect
from playwright.sync_api import TimeoutError as NothingSent

from panels.theme import PALETTES
from tests.browser.strokes import Stroke

ROWS = 28
NOTHING_DRAWN = "Draw a digit on the canvas, or choose one below it."
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


def type_in(choice: Locator, text: str) -> None:
    """Chooses from a list with the keyboard alone."""
    choice.focus()
    if choice.input_value() == text:
        return
    keyboard = choice.page.keyboard
    keyboard.press("ControlOrMeta+a")
    keyboard.type(text)
    expect(choice.page.get_by_role("option", name=text, exact=True)).to_be_visible()
    keyboard.press("Enter")


def first_line(text: object) -> re.Pattern[str]:
    """Matches a text whose first line says just that."""
    return re.compile(rf"^\s*{re.escape(str(text))}\s*(\n|$)")


class DrawPage:
    """The page in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.canvas = page.locator(".st-key-canvas canvas.upper-canvas")
        self.ink = page.locator(".st-key-canvas .canvas-container canvas.lower-canvas")
        self.answer = page.locator(".st-key-answer")
        self.state = self.answer.locator("[data-at=state]")
        self.spoken = self.answer.get_by_role("status")  # the answer at rest, for who does not see it
        self.beneath = page.locator(".st-key-canvas .beneath")  # a picture that is not drawn by hand, with a word
        self.origin = page.locator(".origin")
        self.problem = page.locator("[data-testid=stAlert], .problem")
        # One that the program has just replaced is hidden at first.
        self.brush = page.locator("[class*=st-key-brush-] input").filter(visible=True)
        self.film = Film(page)
        self.sent = 0  # messages to the server
        self.socket: WebSocket | None = None
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        self.socket = socket
        socket.on("framesent", self._count)

    def _count(self, _: Any) -> None:
        self.sent += 1

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def heading(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("heading", name=text)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Waits until the server was told of what is done here: canvas and sliders wait a little for more of it."""
        assert self.socket is not None
        with self.socket.expect_event("framesent"):
            yield

    # ---- what is done ----

    def draw(self, strokes: Sequence[Stroke]) -> None:
        """Draws with the mouse, and waits until all of it was sent."""
        for stroke in strokes:
            self.begin(stroke)
            with self.sending():
                self.page.mouse.up()

    def begin(self, stroke: Stroke) -> None:
        """Draws with the mouse, and leaves it down."""
        box = self.place_of(self.canvas)
        for k, (x, y) in enumerate(stroke):
            self.page.mouse.move(box["x"] + x, box["y"] + y)
            if k == 0:
                self.page.mouse.down()

    def draw_by_touch(self, strokes: Sequence[Stroke]) -> None:
        """Draws with a finger, and waits until all of it was sent."""
        box, finger = self.place_of(self.canvas), self.page.context.new_cdp_session(self.page)
        for stroke in strokes:
            for k, (x, y) in enumerate(stroke):
                at = {"x": box["x"] + x, "y": box["y"] + y}
                kind = "touchMove" if k else "touchStart"
                finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
            with self.sending():
                finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def clear(self) -> None:
        self.button("Clear").click()
        expect(self.answer).to_contain_text(NOTHING_DRAWN)

    def draw_anew(self, strokes: Sequence[Stroke], digit: int) -> None:
        """Clears, draws, and waits until the answer is that digit."""
        self.clear()
        self.draw(strokes)
        self.expect_digit(digit)

    def press(self, slider: Locator, key: str) -> None:
        """Presses a key on a slider, and waits until the server has taken the new value."""
        with self.sending():
            slider.press(key)
        self.expect_settled()

    def choose_row(self, key: str) -> None:
        """Takes the film to a row by a key and chooses that row, and waits until the server has taken it."""
        self.film.stage.press(key)
        with self.sending():
            self.film.stage.press("Enter")
        self.expect_settled()

    def widen(self, presses: int) -> None:
        """Makes the brush a pixel wider with each press of a key."""
        self.button("Brush").click()
        width = int(self.brush.input_value())
        for _ in range(presses):
            self.brush.press("ArrowRight")
        expect(self.brush).to_have_value(str(width + presses))
        self.expect_settled()
        self.page.keyboard.press("Escape")
        expect(self.brush).to_have_count(0)

    def upload(self, name: str, data: bytes) -> None:
        if not self.page.get_by_test_id("stPopoverBody").is_visible():
            self.button("Upload a picture").click()
        kind = "image/jpeg" if name.endswith(".jpg") else f"image/{name.rsplit('.')[-1]}"
        chooser = self.page.locator("input[type=file]")
        self.expect_settled()  # a fresh chooser follows each file
        expect(chooser).to_have_count(1)
        chooser.set_input_files({"name": name, "mimeType": kind, "buffer": data})

    # ---- what is seen ----

    def expect_ink(self, any_ink: bool) -> None:
        """There is something on the canvas, or nothing."""
        self.page.wait_for_function(
            """([canvas, anyInk]) => {
              const blank = document.createElement("canvas");
              [blank.width, blank.height] = [canvas.width, canvas.height];
              return (canvas.toDataURL() !== blank.toDataURL()) === anyInk;
            }""",
            arg=[self.ink.element_handle(), any_ink],
        )

    def expect_digit(self, digit: int) -> None:
        """The answer's first line is the digit alone."""
        expect(self.answer).to_have_text(first_line(digit), use_inner_text=True)

    def expect_network_sees(self, image: np.ndarray) -> None:
        """The fourth picture of "what the network sees" shows (28, 28) in [0, 1]."""
        ground, ink = (int(colour[1:3], 16) for colour in (PALETTES["light"].ground, PALETTES["light"].ink))
        self.page.wait_for_function(
            """expected => {
              const image = document.querySelector(".stages .centred img"), canvas = new OffscreenCanvas(28, 28);
              if (!image?.complete) return false;
              const context = canvas.getContext("2d");
              context.drawImage(image, 0, 0);
              const shown = context.getImageData(0, 0, 28, 28).data;  // red, green, blue and alpha of each pixel
              return expected.every((grey, place) => Math.abs(grey - shown[4 * place]) <= 2);
            }""",
            arg=(ground + (ink - ground) * image.ravel()).tolist(),
        )

    def expect_chosen(self, row: int, unit: int) -> None:
        """The film marks this row, and tells beneath of this unit."""
        self.page.mouse.move(0, 0)  # it would mark what is pointed at
        expect(self.film.mark).to_have_attribute("data-kind", "chosen")
        expect(self.film.mark).to_have_attribute("style", f"top: {100 * (row - 1) / ROWS:.6g}%;")
        expect(self.film.cell).to_have_text(re.compile(rf"^Unit {unit}\b"))

    def chosen(self) -> tuple[int, int]:
        """The row and unit that `expect_chosen` would find."""
        self.page.mouse.move(0, 0)
        expect(self.film.mark).to_have_attribute("data-kind", "chosen")
        expect(self.film.cell).to_have_text(re.compile(r"^Unit \d"))
        top = self.film.mark.evaluate("mark => parseFloat(mark.style.top)")
        return round(top * ROWS / 100) + 1, int(self.film.cell.inner_text().split()[1])

    def expect_settled(self) -> None:
        """Nothing is under way."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

    def expect_quiet(self) -> None:
        """Nothing was sent for half a second, and nothing is under way: a canvas tells of itself a little later."""
        assert self.socket is not None
        with suppress(NothingSent):
            while True:
                with self.socket.expect_event("framesent", timeout=500):
                    pass
        self.expect_settled()

    def pixels(self) -> np.ndarray:
        """What is drawn: (280, 280, 4) uint8."""
        url = self.ink.evaluate("canvas => canvas.toDataURL()")
        return picture_of(url)

    def place_of(self, locator: Locator) -> FloatRect:
        """Where something is on the screen, scrolled to if need be."""
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        assert box is not None
        return box


Visit = Callable[..., DrawPage]  # opens the page as a new visitor


class Film:
    """The film on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".st-key-film .film")
        self.stage = self.root.locator(".stage")
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
        expect(self.stage).to_have_attribute("aria-valuenow", str(row))
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
