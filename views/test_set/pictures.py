"""What sections share: tiles of test images, and the chosen one, which then lies on the canvas of every page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from panels.numbers import percent
from panels.theme import Palette
from views.parts.gallery import Tile, gallery, sheet, test_atlas
from views.parts.picture import test_image
from views.state import state
from views.test_set.subject import Subject

NOTHING = "There is no such image."
HEIGHT = 520  # pixels of the box


def chosen() -> int | None:
    """The index of the test image that was chosen last."""
    return state().chosen.image


def tiles(
    subject: Subject, indexes: np.ndarray, confidence: np.ndarray, notes: Sequence[str] | None = None
) -> list[Tile]:
    """A tile for each test image, with the true and the given digit, and how sure the network was of it.

    Args:
        subject: who read them.
        indexes: (n,) of the test images.
        confidence: (n,) of each answer its probability.
        notes: (n,) what stands beneath in place of the probability.
    """
    made = []
    for place, index in enumerate(map(int, indexes)):
        true, given = int(subject.labels[index]), int(subject.answers[index])
        sure = percent(float(confidence[place]))
        made.append(
            Tile(
                index=index,
                caption=f"{true} → {given}",
                note=notes[place] if notes else sure,
                given=given,
                sentence=f"Test image {index}, a {true} read as {given} with {sure}",
            )
        )
    return made


def given(indexes: np.ndarray, labels: np.ndarray, answers: np.ndarray, name: str) -> list[Tile]:
    """A tile for each test image with the true digit and the answer of a network of which no more is known."""
    return [
        Tile(
            index=int(index),
            caption=f"{labels[index]} → {answers[index]}",
            note=f"no. {index}",
            given=int(answers[index]),
            sentence=f"Test image {index}, a {labels[index]} that {name} reads as {answers[index]}",
        )
        for index in indexes
    ]


def show(
    made: Sequence[Tile], subject: Subject, palette: Palette, key: str, nothing: str = NOTHING, height: int = HEIGHT
) -> None:
    """The tiles in a box that scrolls; a click on one puts its image on the canvas of every page."""

    def choose(index: int) -> None:
        state().set("image", index)
        state().place(test_image(index))

    gallery(made, test_atlas(), chosen(), palette=palette, key=key, on_choice=choose, nothing=nothing, height=height)
    if made:
        indexes = [tile.index for tile in made]
        st.download_button(
            "These images, PNG",
            lambda: sheet(subject.images[indexes]),
            f"{key}.png",
            "image/png",
            icon=":material/download:",
            on_click="ignore",
            key=f"{key} sheet",
        )
