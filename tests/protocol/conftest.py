"""The app for visitors without a browser: of this folder, and of a copy whose files may be damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser import server as servers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.running(servers.ROOT, tmp_path_factory.mktemp("server") / "log") as running:
        yield running


@dataclass(frozen=True)
class Copy:
    """A copy of what the app needs, and its server."""

    folder: Path
    server: servers.Server

    @property
    def trained(self) -> Path:
        """Where its networks lie."""
        return self.folder / "model" / "trained"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    folder = servers.copied(tmp_path_factory.mktemp("copy"))
    with servers.running(folder, tmp_path_factory.mktemp("server of copy") / "log") as running:
        yield Copy(folder, running)
