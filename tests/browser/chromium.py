"""Where Chromium is: one on the PATH, else Playwright's own, else Debian's package, installed when root.

Run as a program it prints the path, or says what to install and fails. Where it can it installs the headless shell,
Chromium without windows, tabs and menus: to open a page costs 2.1 seconds of processor in place of 3.6.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHELL = "chromium-headless-shell"  # as Debian calls it
WHOLE = ("chromium", "chromium-browser", "google-chrome")


def find(names: Sequence[str] = (SHELL, *WHOLE)) -> str | None:
    """The path of a Chromium that is already here; of several the one that is named first."""
    on_path = next(filter(None, map(shutil.which, names)), None)
    return on_path or _of_playwright()


def find_or_install(names: Sequence[str] = (SHELL, *WHOLE)) -> str | None:
    """The path of a Chromium, installed if need be; None where that cannot be done."""
    return find(names) or _install_of_playwright() or _install_of_debian()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install_of_playwright() -> str | None:
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True)
    return _of_playwright() if done.returncode == 0 else None


def _install_of_debian() -> str | None:
    install_package("chromium")
    return shutil.which("chromium")


def install_package(name: str) -> None:
    """Installs one of Debian's packages where there are such and root asks for it."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", name]):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", *arguments], stdout=subprocess.DEVNULL, env=environment)


if __name__ == "__main__":
    if not shutil.which(SHELL):
        install_package(SHELL)
    path = find_or_install()
    if not path:
        sys.exit("No Chromium found: the browser tests need one. Install the package chromium, then run this again.")
    print(f"Chromium: {path}")
