"""The app of this folder, for visitors without a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import server as servers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.running(servers.ROOT, tmp_path_factory.mktemp("server") / "log") as running:
        yield running
