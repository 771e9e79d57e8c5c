"""What a page sends; what a visitor chooses in a part that can run alone, and what the rest makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import server as servers
from tests.protocol.visitor import Visitor


@pytest.mark.parametrize("path", ["/", "/test-set", "/data"])
def test_nothing_is_sent_as_a_reference_to_what_the_browser_may_have_let_go(server: servers.Server, path: str) -> None:
    with Visitor(server.url) as visitor:
        page = visitor.open(path)
        assert page.elements
        assert page.cacheable == 0


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux tells of a process's open files there")
def test_no_edits_are_waited_for(server: servers.Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.open("/")
        opened = [str(each.readlink()) for each in Path(f"/proc/{server.pid}/fd").iterdir()]
    assert any("socket" in each for each in opened)
    assert not any("inotify" in each for each in opened)


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
