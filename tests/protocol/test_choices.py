"""What a visitor chooses in a part of a page that can run alone, and what the rest of the page makes of it."""

from __future__ import annotations

import pytest

from tests.browser import server as servers
from tests.protocol.visitor import Visitor


@pytest.mark.parametrize(
    ("section", "gallery"), [("Confusions", "cell_images"), ("Search", "alike"), ("Search", "sharing")]
)
def test_an_image_that_is_chosen_in_a_gallery_is_told_of_on_all_of_the_page(
    server: servers.Server, section: str, gallery: str
) -> None:
    with Visitor(server.url) as visitor:
        visitor.open("/test-set")
        page = visitor.set("section", section)
        assert not any("Test image 4567" in body for body in page.html)
        visitor.trigger(gallery, "choice", 4567)
        page = visitor.settle()
        assert page.exceptions == []
        assert any("Test image 4567" in body for body in page.html)
