"""What nginx is told: in go the addresses of replicas and settings, out comes the text of nginx.conf.

python -m deploy.proxy > deploy/nginx.conf
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from model.pictures import MAX_MEGABYTES

FAIL_SECONDS = 5  # that a replica which refused a connection is not asked again
WATCHED = f"max_fails=1 fail_timeout={FAIL_SECONDS}s"
IN_COMPOSE = ("172.28.0.11:8501", "172.28.0.12:8501")  # the replicas of compose.yaml
SELF = "'self'"
# What the page needs: Streamlit sets styles by scripts, a component's script comes by the connection and is loaded as
# a blob; the hash is that of the one script that stands in Streamlit's page. What the network's products are compiled
# from, WebAssembly, can do nothing but what the script hands to it.
INLINE = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
POLICY = {
    "default-src": SELF,
    "script-src": f"{SELF} blob: 'wasm-unsafe-eval' '{INLINE}'",
    "style-src": f"{SELF} 'unsafe-inline'",
    "img-src": f"{SELF} data: blob:",
    "font-src": f"{SELF} data:",
    "connect-src": f"{SELF} data:",  # a photo goes by the address of its data
    "worker-src": f"{SELF} blob:",
    "object-src": "'none'",
    "base-uri": SELF,
    "form-action": SELF,
}


@dataclass(frozen=True)
class Proxy:
    """How nginx serves the replicas."""

    replicas: Sequence[str]  # host:port of each; the host an IP address, as nginx names in its variables what it asked
    listen: str = "8080"  # port, or address and port
    folder: str = "/var/cache/nginx"  # where it keeps files
    ancestors: Sequence[str] = ()  # origins whose pages may show this one in a frame, beside its own
    certificate: str = ""  # files of certificate and key; without, it speaks no TLS
    key: str = ""
    origin: str = "Written by `python -m deploy.proxy` from nginx.conf.j2, for the two replicas of compose.yaml."


def config(proxy: Proxy) -> str:
    """The text of nginx.conf."""
    # A cookie in a frame of another site must be of this kind, and travels by TLS alone.
    within = "SameSite=None; Secure; Partitioned" if proxy.ancestors else "SameSite=Lax"
    folder = FileSystemLoader(Path(__file__).parent)
    # What it writes is no HTML; all values are the command line's.
    environment = Environment(loader=folder, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.get_template("nginx.conf.j2").render(
        {
            **vars(proxy),
            "watched": WATCHED,
            "cookie": f"Path=/; HttpOnly; {within}",
            "policy": policy(proxy.ancestors),
            "embedded": bool(proxy.ancestors),
            "upload": MAX_MEGABYTES,
        }
    )


def policy(ancestors: Sequence[str] = ()) -> str:
    """The Content-Security-Policy."""
    frames = {"frame-ancestors": " ".join([SELF, *ancestors])}
    return "; ".join(f"{name} {allowed}" for name, allowed in {**POLICY, **frames}.items())


if __name__ == "__main__":
    sys.stdout.write(config(Proxy(IN_COMPOSE)))
