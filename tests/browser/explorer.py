"""The Test set page under a user's hands: what can be done on it, and what can be seen."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import numpy as np
from playwright.sync_api import Download, Locator, Request, expect

from evaluation import metrics
from tests.browser.pages import DrawPage, type_in

PICTURE = re.compile(r"/media/[^/]+\.png$")  # its address; what a script fetches of these is that of all test images
TRIES = 40  # how often the mouse is moved until the chart says what is beneath it
GLANCE = 400  # milliseconds between
ALL_READ_WITHIN = 120_000  # milliseconds: a section may be the first that has all test images read
HELD = 70  # milliseconds that a button is held down: Streamlit sends what happens at one moment as one message


class Explorer:
    """The page in one tab."""

    def __init__(self, page: DrawPage) -> None:
        self.draw = page
        self.page = page.page
        self.atlases: list[str] = []  # the addresses from which the picture of all test images was fetched
        page.page.on("request", self._listen)

    def _listen(self, request: Request) -> None:
        if request.resource_type == "fetch" and PICTURE.search(request.url):
            self.atlases.append(request.url)

    def heading(self, text: str | re.Pattern[str]) -> Locator:
        """The title of a panel that is just this, or that fits the pattern."""
        return self.page.get_by_role("heading", name=text, level=2, exact=isinstance(text, str))

    def tiles(self, place: int = 0) -> Locator:
        """Those tiles of a gallery that are in the page: the ones in sight, and those near them."""
        return self.page.get_by_role("listbox", name="Test images").nth(place).get_by_role("option")

    def painted(self) -> Locator:
        """Those tiles that show their image."""
        return self.page.locator("button[data-painted]")

    def indexes(self, place: int = 0) -> list[int]:
        """The test images of these tiles."""
        return [int(text) for text in self.tiles(place).evaluate_all("tiles => tiles.map(tile => tile.dataset.index)")]

    # ---- what is done ----

    def open(self, section: str) -> None:
        """Chooses a section; what was done in it before is forgotten."""
        radio = self.page.get_by_role("radio", name=section, exact=True)
        if not radio.is_checked():
            with self.draw.sending():
                radio.click()
        expect(radio).to_be_checked()
        self.draw.expect_settled(timeout=ALL_READ_WITHIN)

    def point_at_cell(self, true: int, given: int, nth: int | None = None) -> None:
        """Points at a cell of a matrix.

        Args:
            true: the true digit.
            given: the answer.
            nth: which of the cells that are shown it is; None where all are.
        """
        nth = 10 * true + given if nth is None else nth
        square = self.page.locator(".st-key-confusion .points path.point").nth(nth)
        tip = self.page.locator(".st-key-confusion .hoverlayer .hovertext")
        words = re.compile(rf"\btrue {true} (was )?(taken for|read as) {given}\b")
        self.draw.expect_settled()
        square.evaluate("square => square.scrollIntoView({block: 'center'})")  # not beneath the bar at the top
        for attempt in range(TRIES):  # a chart that is drawn anew in this moment forgets what is beneath the mouse
            box = square.bounding_box()
            assert box is not None
            self.page.mouse.move(box["x"] + box["width"] / 2 + attempt % 2, box["y"] + box["height"] / 2)
            with suppress(AssertionError):
                expect(tip).to_contain_text(words, timeout=GLANCE)
                return
        expect(tip).to_contain_text(words)

    def click_cell(self, true: int, given: int, nth: int | None = None) -> None:
        """Clicks a cell with the mouse, after a rest: a chart takes a click for one on what it found beneath it."""
        self.point_at_cell(true, given, nth)
        self.page.mouse.down()
        self.page.mouse.up()

    def type_in(self, choice: Locator, text: str) -> None:
        """Chooses from a list with the keyboard alone."""
        type_in(choice, text)

    def click_tile(self, index: int, place: int = 0) -> None:
        """Clicks the tile of a test image."""
        self.tiles(place).and_(self.page.locator(f"[data-index='{index}']")).click(delay=HELD)

    def download(self, name: str, into: Path) -> Path:
        """The file that comes when a button is clicked."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=name, exact=True).click()
        return kept(coming.value, into)

    def picture_of_chart(self, key: str, into: Path) -> Path:
        """The file that comes when the camera of a chart is clicked."""
        chart = self.page.locator(f".st-key-{key}:not([data-stale=true])")
        chart.hover()
        with self.page.expect_download() as coming:
            chart.locator(".modebar-btn").click()
        return kept(coming.value, into)

    # ---- what is seen ----

    def expect_chosen(self, index: int) -> None:
        """The details are of this test image."""
        expect(self.heading(f"Test image {index}")).to_be_visible()
        self.draw.expect_settled()


def kept(download: Download, folder: Path) -> Path:
    """Where a file was put under its own name."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def arrived(page: DrawPage) -> Explorer:
    """Goes from the Draw page to the Test set page."""
    explorer = Explorer(page)
    page.link("Test set").click()
    expect(explorer.heading(re.compile("is most often taken for"))).to_be_visible()
    page.expect_settled()
    return explorer


def images_of(count: int, true: int, given: int) -> str:
    return f"{'1 image' if count == 1 else f'{count:,} images'} of a {true} read as {given}"


def confusions(read: np.ndarray, labels: np.ndarray) -> list[tuple[int, int]]:
    """True digit and answer of each cell of the matrix off its diagonal, the commonest error first."""
    counts = np.where(np.eye(10, dtype=bool), -1, metrics.confusion(labels, read.argmax(axis=1)))
    return [(int(place) // 10, int(place) % 10) for place in np.argsort(-counts, axis=None, kind="stable")][:90]


def in_cell(read: np.ndarray, labels: np.ndarray, true: int, given: int) -> list[int]:
    """The test images in a cell of the confusion matrix, the surest answer first."""
    found = np.flatnonzero((labels == true) & (read.argmax(axis=1) == given))
    return [int(index) for index in found[np.argsort(-read[found, given], kind="stable")]]
