"""Streamlit's protocol without a browser: in go widgets and values, out come the messages that a browser would send.

As a browser of Streamlit 1.67 does, seen on its own wire. Nothing here waits or connects, so that one visitor at a
time and a crowd of them speak alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.typing import Origin, Subprotocol

HOST = "127.0.0.1"  # nothing here speaks to another machine
ID = "$$ID-"  # a widget's id is this, a hash of 32 digits, a dash and its key
KEY_AT = len(ID) + 32 + 1
NO_KEY = "None"  # what stands in the id of a widget without a key
TRIGGERS = "$$STREAMLIT_INTERNAL_KEY_{}__events"  # the id under which a component's triggers are sent

# How a run ends. One that ends early is followed by another.
ENDINGS = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


# ---- the connection ------------------------------------------------------------------------------------------------


def stream(url: str) -> str:
    """Where the server of this address, with its base path if it has one, listens for messages."""
    parts = urlsplit(url)
    return f"ws://{HOST}:{parts.port}{parts.path.rstrip('/')}/_stcore/stream"


def greeting(url: str, session: str = "") -> dict[str, Any]:
    """How a browser opens the connection: keyword arguments of `connect`, the same for both kinds of websockets.

    Args:
        url: the server's.
        session: the id of the session it had before the connection broke.
    """
    # In second place stands the token against forged requests; without a cookie there is nothing to check it by.
    protocols = ["streamlit", "no-token", *filter(None, [session])]
    return {
        "origin": Origin(f"http://{HOST}:{urlsplit(url).port}"),
        "subprotocols": [Subprotocol(name) for name in protocols],
        "proxy": None,
        "max_size": None,
        "ping_interval": None,  # a browser only answers the server's
    }


# ---- to the server -------------------------------------------------------------------------------------------------


def rerun(
    states: Iterable[WidgetState] = (),
    *,
    page_name: str = "",
    page_hash: str = "",
    query: str = "",
    fragment: str = "",
    url: str = "",
) -> BackMsg:
    """Asks for a run of the script.

    Args:
        states: what all widgets are set to.
        page_name: the path of the page, without slashes; on the first run, when no hashes are known yet.
        page_hash: the page's hash, on all later runs.
        query: the query string.
        fragment: the id of the fragment that alone is to run.
        url: what stands in the browser's address bar.
    """
    message = BackMsg()
    state = message.rerun_script
    state.widget_states.widgets.extend(states)
    state.page_name, state.page_script_hash = page_name, page_hash
    state.query_string, state.fragment_id = query, fragment
    context = state.context_info
    context.timezone, context.timezone_offset, context.locale = "UTC", 0, "en-US"
    context.url, context.is_embedded, context.color_scheme = url, False, "light"
    return message


def key_of(widget: str) -> str:
    """The key in a widget's id, "" if it has none."""
    key = widget[KEY_AT:] if widget.startswith(ID) else ""
    return "" if key == NO_KEY else key


def pressed(widget: str) -> WidgetState:
    """A click on the button of this id; good for one run."""
    return WidgetState(id=widget, trigger_value=True)


def triggered(component: str, event: str, value: Any) -> WidgetState:
    """A trigger of the component of this id; good for one run."""
    payload = json.dumps([{"event": event, "value": value}])
    return WidgetState(id=TRIGGERS.format(component), json_trigger_value=payload)


def lines_of(body: str) -> list[str]:
    """The lines of text in a piece of HTML whose every tag ends one."""
    return [unescape(line.strip()) for line in re.sub(r"<[^>]*>", "\n", body).split("\n") if line.strip()]


# ---- the values of widgets -----------------------------------------------------------------------------------------


def _number(message: Any, value: float) -> WidgetState:
    if message.data_type == NumberInput.INT:
        return WidgetState(id=message.id, int_value=int(value))
    return WidgetState(id=message.id, double_value=value)


def _words(message: Any, value: str | Sequence[str]) -> WidgetState:
    state = WidgetState(id=message.id)
    state.string_array_value.data.extend([value] if isinstance(value, str) else value)
    state.string_array_value.SetInParent()  # chosen none is another thing than never asked
    return state


def _numbers(message: Any, value: float | Sequence[float]) -> WidgetState:
    state = WidgetState(id=message.id)
    state.double_array_value.data.extend(value if isinstance(value, Sequence) else [value])
    return state


def _word(message: Any, value: str) -> WidgetState:
    return WidgetState(id=message.id, string_value=value)


def _selection(message: Any, value: Any) -> WidgetState:
    return WidgetState(id=message.id, string_value=json.dumps(value))


def _component(message: Any, value: Any) -> WidgetState:
    return WidgetState(id=message.id, json_value=json.dumps(value))


def _tick(message: Any, value: bool) -> WidgetState:
    return WidgetState(id=message.id, bool_value=value)


# Kind of element, as `Element` names it: how its value is sent.
VALUES: dict[str, Callable[[Any, Any], WidgetState]] = {
    "bidi_component": _component,
    "button_group": _words,  # a segmented control, too
    "checkbox": _tick,  # a toggle, too
    "dataframe": _selection,
    "multiselect": _words,
    "number_input": _number,
    "plotly_chart": _selection,
    "radio": _word,
    "selectbox": _word,
    "slider": _numbers,
    "text_area": _word,
    "text_input": _word,
}


def value_of(kind: str, message: Any, value: Any) -> WidgetState:
    """A widget's new value as it is sent.

    Args:
        kind: of element, as `Element` names it.
        message: the element.
        value: a number, the shown words of a choice, a list of either; for a component its state as a dict, for a
            chart or table its selection.

    Raises:
        KeyError: it is no widget that takes a value.
    """
    if kind not in VALUES:
        raise KeyError(f"expected one of {', '.join(VALUES)}, but got a {kind}")
    return VALUES[kind](message, value)


def shown(kind: str, message: Any) -> WidgetState | None:
    """What a widget says as it was sent, None if it says nothing: a browser repeats that to the server at each run."""
    given = message.set_value if hasattr(message, "set_value") else False
    if kind in ("selectbox", "radio"):
        if given:
            return _word(message, message.raw_value) if message.HasField("raw_value") else None
        return _word(message, message.options[message.default]) if message.HasField("default") else None
    if kind == "multiselect":
        return _words(message, message.raw_values if given else [message.options[k] for k in message.default])
    if kind == "button_group":
        chosen = [message.options[k].content for k in message.default]
        return _words(message, list(message.raw_values) if given else chosen)
    if kind in ("slider", "number_input", "checkbox", "text_input", "text_area"):
        value = message.value if given else message.default
        return VALUES[kind](message, list(value) if kind == "slider" else value)
    return None


def digit_of(component: Any) -> str:
    """The digit of the reading that a browser is sent; "" of another component, and where there is none."""
    if component.component_name != "reading":
        return ""
    told = json.loads(component.json)
    return "" if told["noDigit"] or told["sentence"] else str(told["digit"])
