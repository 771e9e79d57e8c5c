"""The README's first command as a new user gives it, on a desktop: in a terminal, with a screen and an empty home."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser import server as servers


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_the_first_start_asks_nothing_and_serves_the_page(tmp_path: Path) -> None:
    port = servers.free_port()
    own, of_server = pty.openpty()
    environment = {**os.environ, "HOME": str(tmp_path), "DISPLAY": ":99", "BROWSER": "true"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=servers.ROOT,
        env=environment,
        start_new_session=True,
        stdin=of_server,
        stdout=of_server,
        stderr=of_server,
    )
    os.close(of_server)
    try:
        said, healthy = "", False
        deadline = time.monotonic() + servers.START_WITHIN
        while not healthy and process.poll() is None and time.monotonic() < deadline:
            said += heard(own)
            healthy = answers(port)
        assert healthy, f"expected a page, but the terminal says:\n{said}"
        assert "mail" not in said.lower()
    finally:
        process.kill()
        process.wait()
        os.close(own)


def heard(terminal: int) -> str:
    """What is said on the terminal within a tenth of a second."""
    ready, _, _ = select.select([terminal], [], [], 0.1)
    return os.read(terminal, 65536).decode(errors="replace") if ready else ""


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5):
            return True
    except OSError:
        return False
