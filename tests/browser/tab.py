"""A Chromium with a profile on disk, and its tab, in which one visitor after the other opens the page.

The tab keeps what it has fetched and compiled; a context of its own does all of that anew, which takes twice as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser import chromium

TOLD = {"viewport", "reduced_motion", "color_scheme"}  # all that a tab can be told of a visitor's screen
FORGET = "() => [localStorage, sessionStorage].forEach(kept => kept.clear())"


class Tab:
    """Lent to one visitor at a time."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._page: Page | None = context.pages[0]

    def serves(self, options: dict[str, Any]) -> bool:
        """It is free, and can be told of these options of `Browser.new_context`."""
        return self._page is not None and options.keys() <= TOLD

    @contextmanager
    def lent(self, options: dict[str, Any], script: str) -> Iterator[Page]:
        """With a script that each document begins with. Whoever listens to the page ceases to before it comes back."""
        assert self._page is not None
        page, self._page = self._page, None
        media = {"media": "screen", "color_scheme": "light", "reduced_motion": "no-preference"}
        page.set_viewport_size(options["viewport"])
        page.emulate_media(**{**media, **{key: value for key, value in options.items() if key in media}})
        with page.add_init_script(script):
            yield page
        page.unroute_all(behavior="ignoreErrors")
        page.mouse.up()
        page.evaluate(FORGET)
        page.goto("about:blank")
        self._context.clear_cookies()
        self._page = page


@contextmanager
def opened(playwright: Playwright, path: str, profile: Path) -> Iterator[BrowserContext]:
    """A Chromium that keeps what it fetches in a folder."""
    context = playwright.chromium.launch_persistent_context(profile, executable_path=path, args=chromium.FLAGS)
    yield context
    context.close()
