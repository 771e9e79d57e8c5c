"""Row by Row: draw a digit and watch an LSTM read it. Start with `streamlit run app.py`."""

from pathlib import Path

import pandas as pd  # noqa: F401 - before any page: two visitors' pages that import it at once get it half made
import streamlit as st

from views.compare import page as compare
from views.data import page as data
from views.draw import page as draw
from views.parts import address, process, session
from views.parts.theme_watch import watch_theme
from views.recipes import page as recipes
from views.test_set import page as test_set

HERE = Path(__file__).parent

st.set_page_config(page_title="Row by Row", page_icon=str(HERE / "assets" / "icon.png"), layout="wide")
st.html(HERE / "views" / "parts" / "page.css")
pages = [
    st.Page(draw.page, title="Draw", icon=":material/gesture:", default=True),
    st.Page(compare.page, title="Compare", icon=":material/view_column:", url_path="compare"),
    st.Page(recipes.page, title="Recipes", icon=":material/list_alt:", url_path="recipes"),
    st.Page(test_set.page, title="Test set", icon=":material/grid_on:", url_path="test-set"),
    st.Page(data.page, title="Data", icon=":material/dataset:", url_path="data"),
]
page = st.navigation(pages, position="top")
st.session_state["pages"] = pages  # for links from one to another
session.arrive(page.title)
page.run()
address.link()
watch_theme()
session.stay()
process.settle()
