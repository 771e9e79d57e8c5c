"""Nothing serious stands in the way of those who use the page by other means than a mouse and sharp eyes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.pages import Visit
from tests.browser.test_pages import PAGES, go

WIDTHS = (1440, 1024, 390)
SERIOUS = ("serious", "critical")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_serious_fault_at_any_width(visit: Visit, theme: str) -> None:
    page, axe = visit(color_scheme=theme), Axe()
    faults = []
    for name in ("Draw", *PAGES):
        page.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        expect(page.link(name)).to_be_visible()
        go(page, name)
        for width in WIDTHS:
            page.page.set_viewport_size({"width": width, "height": 900})
            for fault in axe.run(page.page).response["violations"]:
                if fault["impact"] in SERIOUS:
                    where = [node["target"] for node in fault["nodes"]]
                    faults.append(f"{name} at {width}: {fault['help']}: {where}")
    assert faults == []
