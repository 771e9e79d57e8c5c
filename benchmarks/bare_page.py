"""The yardstick: the least Streamlit page with the same canvas, a text and one chart that follow the drawing.

In: strokes on the canvas. Out: how much ink there is, and the ink of each row as a bar chart.
"""

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit_drawable_canvas import st_canvas

SIDE = 280

with st.container(key="canvas"):
    pixels = st_canvas(width=SIDE, height=SIDE, drawing_mode="freedraw", return_image_data=True, key="sheet").image_data
ink = np.zeros((SIDE, SIDE)) if pixels is None else pixels[..., 3] / 255  # (280, 280), in [0, 1]
with st.container(key="answer"):
    st.html(f'<p class="answer">{ink.sum():.0f} pixels of ink</p>')
st.plotly_chart(go.Figure(go.Bar(y=ink.sum(axis=1))), key="rows")
