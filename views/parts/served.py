"""What the page fetches by itself: bytes and scripts go in, their addresses and components that use them come out.

Streamlit sends a component's script anew with each of its messages. A script that is fetched from an address is sent
once: here a component's own script is a line that loads the rest. An address carries a checksum of what lies there, in
Streamlit's own store of media, once for all sessions.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import ScriptRunContext, add_script_run_ctx

KEPT = Path(__file__).parent / "kept.js"  # for scripts that fetch: what came from such an address once is kept
WRITE = KEPT.with_name("write.js")  # for scripts that write what is told of a reading
_kept: dict[str, tuple[bytes, str]] = {}  # by name: what is kept, and its address
# Streamlit also cleans up after a call that a later one overtook, while the component goes on living: it is closed only
# once it has left the page.
LOADER = """export default (component) => {
let close;
const { data: { script }, parentElement: place } = component;
if (script) import(new URL(script, location.origin).href).then((module) => {
if (!place.isConnected) return;
module.furnish(place);
close = module.default(component);
});
return () => place.isConnected || close?.();
}"""
# A component's HTML and style come with its script; until then nothing of it is to be seen.
FURNISH = """
export const furnish = (() => {
  const look = new CSSStyleSheet();
  look.replaceSync(%s);
  const furnished = new WeakSet();
  return (place) => {
    if (furnished.has(place)) return;
    furnished.add(place);
    const root = place.getRootNode();
    if (!root.adoptedStyleSheets.includes(look)) root.adoptedStyleSheets.push(look);
    const content = document.createElement("div");
    content.innerHTML = %s;
    place.append(content);
  };
})();
"""
UNSEEN, SEEN = ":host { visibility: hidden; }", ":host { visibility: visible; }"


def address(content: bytes, kind: str, name: str) -> str | None:
    """Where the content is to be had as long as the server runs; None outside a server, as in a test.

    Args:
        content: what lies there, the same for all sessions.
        kind: its media type.
        name: tells it apart; other content of this name takes its place once no session shows it any more.
    """
    if not exists():
        return None
    kept = _kept.get(name)
    if kept is None or kept[0] is not content:  # what is kept Streamlit would read through once more with each run
        place = get_instance().media_file_mgr.add(content, kind, name)
        if kept is None or place != kept[1]:
            _keep(content, kind, name)
        kept = _kept[name] = content, place
    place = kept[1]
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}{place}" if base else place


def _keep(content: bytes, kind: str, name: str) -> None:
    """Adds the content for no session: what sessions hold is gone while a page that was left still fetches it."""
    thread = Thread(target=get_instance().media_file_mgr.add, args=(content, kind, name))
    add_script_run_ctx(thread, cast(ScriptRunContext, SimpleNamespace(session_id="none")))
    thread.start()
    thread.join()


def component(name: str, *, html: str, css: str, js: str, isolate_styles: bool = True) -> Callable[..., Any]:
    """A component whose script is fetched once; what it gives is called as Streamlit's own components are.

    Its data must be a dict: the script's address joins it.
    """
    mount = st.components.v2.component(name, css=UNSEEN, js=LOADER, isolate_styles=isolate_styles)
    script = (js + FURNISH % (json.dumps(css + SEEN), json.dumps(html))).encode()

    def mounted(*, data: dict[str, Any], **more: Any) -> Any:
        return mount(data=data | {"script": address(script, "text/javascript", f"script of {name}")}, **more)

    return mounted
