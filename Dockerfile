# The app alone, without TensorFlow: 0.6 GB. It writes nothing but to /tmp, so that it may run read-only.
#     docker build -t row-by-row . && docker run --read-only --tmpfs /tmp -p 8501:8501 row-by-row
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN grep -vE 'tensorflow|scikit-image' requirements.txt > /tmp/app.txt \
    && pip install --no-cache-dir --no-compile -r /tmp/app.txt && rm /tmp/app.txt \
    && useradd --system --uid 10001 --no-create-home visitor
COPY .streamlit .streamlit
COPY app.py .
COPY assets assets
COPY model model
COPY evaluation evaluation
COPY panels panels
COPY views views
RUN python -m compileall -q . /usr/local/lib/python3.13/site-packages
# As in deploy/replicas.py.
ENV HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_SERVER_WEBSOCKET_PING_INTERVAL=30
USER visitor
EXPOSE 8501
HEALTHCHECK --start-period=60s --interval=15s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=5)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.port", "8501"]
