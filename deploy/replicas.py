"""Replicas of the app behind nginx on this machine: in go their number and a port, out comes one address for all.

    python -m deploy.replicas [--replicas N] [--port PORT] [--base-path PATH] [--frame-ancestors ORIGIN ...]
                              [--certificate FILE --key FILE]

A replica that ends is started again. `kill -HUP` with the number it prints restarts them one after the other, Ctrl+C
ends all.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy import proxy
from deploy.proxy import Proxy

ROOT = Path(__file__).parents[1]
START_WITHIN = 120  # seconds; a busy machine takes its time to import
END_WITHIN = 20
LOOK_EVERY = 0.2  # seconds between two looks at the replicas
FAILED = 2
SETTINGS = {  # of Streamlit, the same in the Dockerfile
    "server.headless": "true",
    "server.websocketPingInterval": "30",
}


class ServingError(RuntimeError):
    """The replicas cannot be served; the message says why and what to do."""


class Replica:
    """One server of the app, on this machine alone."""

    def __init__(self, port: int, settings: dict[str, str]) -> None:
        self.address = f"127.0.0.1:{port}"
        base = settings.get("server.baseUrlPath", "")
        self.health = f"http://{self.address}{f'/{base}' if base else ''}/_stcore/health"
        given = {**settings, "server.address": "127.0.0.1", "server.port": str(port)}
        options = [word for name, value in given.items() for word in (f"--{name}", value)]
        self._command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.DEVNULL)

    def wait(self) -> None:
        """Returns once it answers; raises ServingError if it does not in good time."""
        await_(self.process, shlex.join(self._command), lambda: urllib.request.urlopen(self.health, timeout=5).close())

    def restart(self) -> None:
        """Ends it, and starts it again."""
        end(self.process)
        self.process = self._started()


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    args = _arguments(argv)
    over, rolling = threading.Event(), threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: over.set())
    signal.signal(signal.SIGHUP, lambda *_: rolling.set())
    try:
        serve(args, over, rolling)
    except ServingError as error:
        print(f"replicas.py: {error}", file=sys.stderr)
        return FAILED
    return 0


def serve(args: argparse.Namespace, over: threading.Event, rolling: threading.Event) -> None:
    """Serves until `over` is set; restarts one replica after the other when `rolling` is."""
    program = find_nginx()
    settings = {**SETTINGS, **_settings(args)}
    replicas = [Replica(args.port + 1 + place, settings) for place in range(args.replicas)]
    try:
        for replica in replicas:
            replica.wait()
        with tempfile.TemporaryDirectory() as folder:
            nginx = _nginx(program, Path(folder), _proxy(args, replicas, folder))
            try:
                await_(nginx, "nginx -t", lambda: socket.create_connection(("localhost", args.port)).close())
                print(f"{args.replicas} replicas at {_address(args)}", flush=True)
                print(f"`kill -HUP {os.getpid()}` restarts one after the other; Ctrl+C ends all", flush=True)
                _watch(replicas, nginx, over, rolling)
            finally:
                end(nginx)
    finally:
        for replica in replicas:
            end(replica.process)


def _watch(
    replicas: Sequence[Replica], nginx: subprocess.Popen[bytes], over: threading.Event, rolling: threading.Event
) -> None:
    while not over.wait(LOOK_EVERY):
        if nginx.poll() is not None:
            raise ServingError("expected nginx to serve, but it has ended; what it said stands above")
        for replica in replicas:
            if replica.process.poll() is not None:
                print(f"{replica.address} has ended and is started again", file=sys.stderr, flush=True)
                replica.restart()
        if rolling.is_set():
            rolling.clear()
            _restart_in_turn(replicas, over)


def _restart_in_turn(replicas: Sequence[Replica], over: threading.Event) -> None:
    """Each goes once the one before it answers and nginx asks it again, so that there is always one."""
    for replica in replicas:
        replica.restart()
        replica.wait()
        if over.wait(proxy.FAIL_SECONDS + 1):
            return
    print("all restarted", flush=True)


def await_(process: subprocess.Popen[bytes], command: str, ask: Callable[[], None]) -> None:
    """Returns once a server answers: once `ask` raises no OSError.

    Raises:
        ServingError: it does not, in good time.
    """
    deadline = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return ask()
        except OSError:
            time.sleep(LOOK_EVERY)  # not yet: ask again
    raise ServingError(f"expected a server that answers, but it does not; run this to see why: {command}")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process, in good time."""
    process.terminate()
    try:
        process.wait(timeout=END_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# ---- nginx ---------------------------------------------------------------------------------------------------------


def find_nginx() -> str:
    """The path of nginx; raises ServingError where there is none."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if not found:
        raise ServingError("expected nginx, but found none; `sudo apt-get install nginx-light` brings it")
    return found


def _nginx(program: str, folder: Path, told: Proxy) -> subprocess.Popen[bytes]:
    folder.chmod(0o711)  # its workers are another user when it is started as root
    path = folder / "nginx.conf"
    path.write_text(proxy.config(told), "utf-8")
    command = [program, "-e", "stderr", "-p", str(folder), "-c", str(path)]
    return subprocess.Popen([*command, "-g", "daemon off;"], cwd=folder)


def _proxy(args: argparse.Namespace, replicas: Sequence[Replica], folder: str) -> Proxy:
    return Proxy(
        [replica.address for replica in replicas],
        listen=str(args.port),
        folder=folder,
        ancestors=args.frame_ancestors,
        certificate=str(args.certificate.resolve()) if args.certificate else "",
        key=str(args.key.resolve()) if args.key else "",
        origin="Written by deploy/replicas.py.",
    )


# ---- the command line ----------------------------------------------------------------------------------------------


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.replicas", description=__doc__.split("\n")[0])
    parser.add_argument("--replicas", type=int, default=2, metavar="N", help="how many; about one a core (%(default)s)")
    parser.add_argument("--port", type=int, default=8500, help="of nginx; the replicas take the next (%(default)s)")
    parser.add_argument("--base-path", default="", metavar="PATH", help="below which the page lies, such as digits")
    parser.add_argument(
        "--frame-ancestors", nargs="+", default=(), metavar="ORIGIN", help="whose pages may show this one in a frame"
    )
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="of TLS, with the chain")
    parser.add_argument("--key", type=Path, metavar="FILE", help="of the certificate")
    args = parser.parse_args(argv)
    if args.replicas < 1 or bool(args.certificate) != bool(args.key):
        parser.error("expected at least one replica, and --certificate and --key together")
    return args


def _settings(args: argparse.Namespace) -> dict[str, str]:
    """What the options mean to Streamlit."""
    base = {"server.baseUrlPath": args.base_path.strip("/")} if args.base_path.strip("/") else {}
    return base | ({"server.xsrfCookieSameSite": "none"} if args.frame_ancestors else {})


def _address(args: argparse.Namespace) -> str:
    base = args.base_path.strip("/")
    return f"{'https' if args.certificate else 'http'}://localhost:{args.port}/{base}"


if __name__ == "__main__":
    sys.exit(main())
