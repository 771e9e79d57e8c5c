"""What an error about a file says: in go the error, the file and the words that it must hold."""

from __future__ import annotations

from pathlib import Path


def assert_one_sentence(error: Exception, path: Path, *words: str) -> None:
    """It names the file, not its folder, and says all these words in one line."""
    message = str(error)
    assert message.startswith(f"{path.name}: ")
    assert str(path.parent) not in message
    assert all(each in message for each in words), message
    assert "\n" not in message
