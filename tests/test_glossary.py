"""The words that are explained where they stand."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.apps import html
from tests.markup import words
from views.parts.glossary import TERMS, term
from views.parts.reading import EXPLAINED


def test_a_term_stands_with_its_explanation_and_can_be_reached_by_the_keyboard() -> None:
    html = term("forget gate", "forget gates")
    assert words(html, "span")[0] == "forget gates" + TERMS["forget gate"]
    assert 'tabindex="0"' in html


def test_the_forget_gate_is_said_to_keep_at_one_and_to_forget_at_zero() -> None:
    assert "1 keeps it all, 0 forgets it" in TERMS["forget gate"]


def test_what_is_explained_on_the_film_stands_in_the_glossary() -> None:
    assert set(EXPLAINED) <= set(TERMS)


def test_a_word_that_is_no_term_is_refused() -> None:
    with pytest.raises(KeyError):
        term("neuron")


@pytest.mark.parametrize("room", ["compare", "recipes", pytest.param("test_set", marks=pytest.mark.slow), "data"])
def test_every_other_page_explains_its_words_where_they_stand(room: str) -> None:
    def page(room: str) -> None:
        from importlib import import_module

        import_module(f"views.{room}.page").page()

    at = AppTest.from_function(page, default_timeout=60, args=(room,)).run()
    assert not at.exception
    assert 'class="term"' in html(at)
