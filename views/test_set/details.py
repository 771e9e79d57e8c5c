"""The chosen test image: itself, what the network makes of it, and the ways to the film and the comparison."""

from __future__ import annotations

import streamlit as st

import model
from model.data import scaled
from panels import beliefs
from panels.theme import Palette
from views.parts import markup
from views.parts.charts import config
from views.parts.headings import title
from views.state import state
from views.test_set import pictures
from views.test_set.subject import Subject

LINKS = {"Draw": "Watch it being read", "Compare": "Compare networks on it"}  # a page's title: what to do there


def details(subject: Subject, palette: Palette) -> None:
    """The image that was chosen last, or where to choose one."""
    index = pictures.chosen()
    if index is None:
        title("Choose an image", "A click on any image here shows what the network makes of it.")
        return
    image = scaled(subject.images[index])  # (28, 28)
    trace = model.read(subject.network, image)
    title(
        f"Test image {index}",
        f"A {subject.labels[index]}, read as {trace.digit}. It lies on the canvas of the Draw and Compare pages now.",
    )
    with st.container(horizontal=True, key="details"):
        st.html(f'<img class="large" alt="Test image {index}" src="{markup.inline(image, palette)}">', width="content")
        st.plotly_chart(beliefs.bars(trace.beliefs[-1], palette), key="image_bars", config=config("image_bars"))
    with st.container(horizontal=True):
        for page in state().pages:
            if page.title in LINKS:
                st.page_link(page, label=LINKS[page.title])
