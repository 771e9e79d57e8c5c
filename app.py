"""Row by Row: draw a digit and watch an LSTM read it. Start with `streamlit run app.py`."""

from pathlib import Path

import pandas as pd  # noqa: F401 - before any page: two visitors' pages that import it at once get it half made
import streamlit as st

from panels.theme import PALETTES
from views.chosen import sentence
from views.compare import page as compare
from views.data import page as data
from views.draw import page as draw
from views.parts import address, markup, process
from views.parts.page_style import page_icon, page_style
from views.parts.theme_watch import current_theme, watch_theme
from views.recipes import page as recipes
from views.state import state
from views.test_set import page as test_set

HERE = Path(__file__).parent

st.set_page_config(page_title="Row by Row", page_icon=page_icon(), layout="wide")
st.html(page_style())
pages = [
    st.Page(draw.page, title="Draw", icon=":material/gesture:", default=True),
    st.Page(compare.page, title="Compare", icon=":material/view_column:", url_path="compare"),
    st.Page(recipes.page, title="Recipes", icon=":material/list_alt:", url_path="recipes"),
    st.Page(test_set.page, title="Test set", icon=":material/grid_on:", url_path="test-set"),
    st.Page(data.page, title="Data", icon=":material/dataset:", url_path="data"),
]
page = st.navigation(pages, position="top")
mine, embedded = state(), bool(st.context.is_embedded)
mine.pages = pages
mine.arrive(page.title)
if embedded:
    st.html(HERE / "views" / "parts" / "embed.css")
notice = st.empty()
page.run()
if mine.wrong:
    notice.html(markup.problem(sentence(mine.wrong), PALETTES[current_theme()]))
address.link(mine.params(), visit=mine.visits, button=not embedded)
watch_theme()
mine.stay()
process.keep_small()
