"""The Draw page under a user's hands: what can be done on it, and what can be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import FilePayload, FloatRect, Locator, Page, ViewportSize, WebSocket, expect
from playwright.sync_api import TimeoutError as TookTooLong

from panels.theme import PALETTES
from tests.browser.film import ROWS, Film, picture_of
from tests.browser.strokes import Stroke

# What explains an answer lies beneath the first of these: it is computed only where a test looks at it.
WIDE: ViewportSize = {"width": 1440, "height": 600}
TALL: ViewportSize = {"width": 1440, "height": 1000}
TRIES = 3
PATIENCE = 5000  # milliseconds
NOTHING_DRAWN = "Draw a digit on the canvas, or choose one below it."


def type_in(choice: Locator, text: str) -> None:
    """Chooses from a list with the keyboard alone; once more where a page that comes anew has taken the list away."""
    option, keyboard = choice.page.get_by_role("option", name=text, exact=True), choice.page.keyboard
    for _ in range(TRIES):
        choice.focus()
        if choice.input_value() == text:
            return
        keyboard.press("ControlOrMeta+a")
        keyboard.type(text)
        with suppress(TookTooLong):
            option.wait_for(timeout=PATIENCE)
            break
    expect(option).to_be_visible()
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
        self.ink_that_counted = page.locator("[data-at=why-ink]")
        self.origin = page.locator(".origin")
        self.problem = page.locator("[data-testid=stAlert], .problem")
        # One that the program has just replaced is hidden at first.
        self.brush = page.locator("[class*=st-key-brush-] input").filter(visible=True)
        self.film = Film(page)
        self.sent = 0  # messages to the server
        self.socket: WebSocket | None = None
        page.on("websocket", self._listen)

    def leave(self) -> None:
        """Listens no more to the tab, in which another one may come."""
        self.page.remove_listener("websocket", self._listen)

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
        self.film.head.press(key)
        with self.sending():
            self.film.head.press("Enter")
        self.expect_settled()

    def widen(self, presses: int) -> None:
        """Makes the brush a pixel wider with each press of a key."""
        self.button("Brush").click()
        width = int(self.brush.input_value())
        for _ in range(presses):
            self.press(self.brush, "ArrowRight")
        expect(self.brush).to_have_value(str(width + presses))
        self.page.keyboard.press("Escape")
        expect(self.brush).to_have_count(0)

    def upload(self, name: str, data: bytes) -> None:
        kind = "image/jpeg" if name.endswith(".jpg") else f"image/{name.rsplit('.')[-1]}"
        self.choose({"name": name, "mimeType": kind, "buffer": data})

    def choose(self, file: FilePayload | Path) -> None:
        """Uploads what it is told to, or what lies on the disk."""
        if not self.page.get_by_test_id("stPopoverBody").is_visible():
            self.button("Upload a picture").click()
        chooser = self.page.locator("input[type=file]")
        self.expect_quiet()  # a fresh chooser follows each file
        expect(chooser).to_have_count(1)
        chooser.set_input_files(file)

    # ---- what is seen ----

    def expect_ink(self, any_ink: bool) -> None:
        """There is something on the canvas, or nothing; on whichever stands there by then."""
        self.page.wait_for_function(
            """anyInk => {
              const roots = [...document.querySelectorAll(".st-key-canvas *")].flatMap(each => each.shadowRoot ?? []);
              const [canvas] = roots.flatMap(root => [...root.querySelectorAll(".canvas-container .lower-canvas")]);
              if (!canvas) return false;
              const blank = document.createElement("canvas");
              [blank.width, blank.height] = [canvas.width, canvas.height];
              return (canvas.toDataURL() !== blank.toDataURL()) === anyInk;
            }""",
            arg=any_ink,
        )

    def expect_can(self, *, undo: bool, redo: bool) -> None:
        for name, able in (("Undo", undo), ("Redo", redo)):
            expect(self.button(name)).to_be_enabled(enabled=able)

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

    def expect_settled(self, timeout: float | None = None) -> None:
        """Nothing is under way, within some milliseconds."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=timeout)

    def expect_quiet(self) -> None:
        """Nothing was sent for half a second, and nothing is under way: a canvas tells of itself a little later."""
        assert self.socket is not None
        with suppress(TookTooLong):
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
