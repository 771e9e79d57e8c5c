"""What HTML says, whatever it is wrapped in: markup in, the words of its elements out."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

VOID = {"img", "br", "hr", "input", "link", "meta", "source", "wbr"}  # that hold nothing and are not closed


@dataclass
class Element:
    """An element of the kind that was asked for."""

    words: str = ""  # all that is written in it
    markup: str = ""  # what it is made of, its own tags too


class _Reader(HTMLParser):
    """Notes each element of one kind."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag
        self.found: list[Element] = []
        self._open: list[Element | None] = []  # of each open element; None for other kinds

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element() if tag == self.tag else None
        if element:
            self.found.append(element)
        if tag not in VOID:
            self._open.append(element)
        self._add("", self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._add("", f"</{tag}>")
        if self._open and tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._add(data, data)

    def _add(self, words: str, markup: str) -> None:
        for element in filter(None, self._open):
            element.words += words
            element.markup += markup


def elements(html: str, tag: str) -> list[Element]:
    """The elements of a kind in well-formed HTML, in their order."""
    reader = _Reader(tag)
    reader.feed(html)
    reader.close()
    return reader.found


def words(html: str, tag: str) -> list[str]:
    """What is written in each of them."""
    return [element.words for element in elements(html, tag)]
