"""Streamlit's own server with a stopwatch: `python -m benchmarks.timed_server LOG SCRIPT [OPTION ...]`.

In: what `streamlit run` takes. Out: a line in LOG for each run of the script, its milliseconds. The watch starts
when the server takes up the browser's request for a rerun, and stops when the script has finished and all that it
shows waits to be sent. It covers the strokes' way from PNG to image, the reading, the figures and Streamlit's
bookkeeping; not the canvas's debounce, the network or the browser.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.web import cli


def watch(log: Path) -> None:
    """Wraps the two doors of Streamlit's session: requests that come in and messages that go out."""
    started: dict[str, float] = {}  # session id -> when its last request came
    take, put = AppSession.handle_backmsg, AppSession._enqueue_forward_msg

    def timed_take(session: AppSession, message: BackMsg) -> None:
        if message.WhichOneof("type") == "rerun_script":
            started[session.id] = time.perf_counter()
        take(session, message)

    def timed_put(session: AppSession, message: ForwardMsg) -> None:
        put(session, message)
        if message.WhichOneof("type") == "script_finished" and session.id in started:
            with log.open("a") as lines:
                print(1000 * (time.perf_counter() - started.pop(session.id)), file=lines)

    AppSession.handle_backmsg = timed_take  # type: ignore[method-assign, assignment]
    AppSession._enqueue_forward_msg = timed_put  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
    sys.argv = ["streamlit", "run", *sys.argv[2:]]
    cli.main()
