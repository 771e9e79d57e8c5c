"""What pages make of templates."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from views.parts.html import VIEWS, render

EVIL = "<script>alert('x')</script>"


@pytest.mark.parametrize("place", [path.relative_to(VIEWS) for path in sorted(VIEWS.rglob("*.html.j2"))], ids=str)
def test_every_template_compiles_and_marks_no_value_as_safe(place: object) -> None:
    source = (VIEWS / str(place)).read_text("utf-8")
    assert "safe" not in source
    assert source.startswith("{#"), "a template opens with what goes in"


def test_a_value_is_shown_as_text_not_as_markup() -> None:
    shown = render("test_set/numbers", scores=[(EVIL, EVIL, EVIL)], line='"><b>')
    assert "<script" not in shown
    assert "<td>&" in shown  # the table's own cell, around what is escaped
    assert '"><b>' not in shown


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("parts/read")


def test_tables_of_all_pages_are_made_by_one_macro() -> None:
    made = [path for path in VIEWS.rglob("*.html.j2") if "<table" in path.read_text("utf-8")]
    assert made == [VIEWS / "parts" / "table.html.j2"]
