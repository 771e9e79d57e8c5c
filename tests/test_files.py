"""Files that belong together are written all or none, and read as they were written together, whoever else writes."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

from model import files

ROOT = Path(files.__file__).parent.parent
WRITES = 100  # of each of two programs
WRITER = """
import sys
from pathlib import Path
from model import files
for number in range(int(sys.argv[2])):
    content = f"{sys.argv[1]} {number} ".encode() * 9999
    files.write_whole({Path("net.npz"): content, Path("net.json"): content})
"""


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    """Two files that belong together, with the same content."""
    paths = [tmp_path / "net.json", tmp_path / "net.npz"]
    for path in paths:
        path.write_bytes(b"old")
    return paths


def test_what_two_programs_write_at_once_is_never_read_mixed(pair: list[Path]) -> None:
    folder = pair[0].parent
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name, str(WRITES)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        seen.add(tuple(files.read_together(pair)))
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0)] * 2
    assert [document for document, arrays in seen if document != arrays] == []
    assert len(seen) > 10, "there was something to mix"
    assert sorted(folder.iterdir()) == pair, "nothing is left beside them"


def test_a_new_file_may_be_read_by_whom_the_umask_lets(pair: list[Path]) -> None:
    before = os.umask(0o027)
    try:
        files.write_whole(dict.fromkeys(pair, b"new"))
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in pair] == [0o640] * 2


def test_a_ctrl_c_at_any_moment_leaves_both_files_old_or_both_new(pair: list[Path]) -> None:
    results: list[list[bytes]] = []
    stopped = True
    while stopped:
        for path in pair:
            path.write_bytes(b"old")
        stopped = stopped_at(len(results) + 1, pair)
        results.append([path.read_bytes() for path in pair])
    assert [result for result in results if result not in ([b"old"] * 2, [b"new"] * 2)] == []
    assert results[0] == [b"old"] * 2
    assert results[-1] == [b"new"] * 2
    assert len(results) > 50, "so many moments were tried"


def stopped_at(moment: int, pair: list[Path]) -> bool:
    """Write both files anew with a Ctrl-C at that moment; False if the writing was done before.

    The moments are the ends of all calls that are not Python's own code: there it looks whether there was one.
    """
    passed = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal passed
        passed += event == "c_return"
        if passed == moment:
            passed += 1
            raise KeyboardInterrupt

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        files.write_whole(dict.fromkeys(pair, b"new"))
    except KeyboardInterrupt:
        return True
    finally:
        sys.setprofile(before)
    return False


def test_a_stop_while_the_old_files_are_kept_leaves_them(pair: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_whole(dict.fromkeys(pair, b"new"))
    assert files.read_together(pair) == [b"old"] * 2
    assert sorted(pair[0].parent.iterdir()) == pair


def test_files_of_a_folder_that_cannot_be_written_are_read(pair: list[Path]) -> None:
    pair[0].parent.chmod(0o555)
    try:
        assert files.read_together(pair) == [b"old"] * 2
    finally:
        pair[0].parent.chmod(0o755)


def test_where_there_are_no_locks_files_are_written_and_read(pair: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "fcntl", None)
    files.write_whole(dict.fromkeys(pair, b"new"))
    assert files.read_together(pair) == [b"new"] * 2


def test_the_first_file_that_cannot_be_read_is_named(pair: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    pair[1].unlink()
    with pytest.raises(FileNotFoundError) as missing:
        files.read_together([*pair, pair[0].parent / "nowhere" / "file"])
    assert missing.value.filename == str(pair[1])

    def broken(path: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))  # as a disk does while it is read, with no word on the file

    monkeypatch.setattr(Path, "read_bytes", broken)
    with pytest.raises(OSError, match="Input/output") as caught:
        files.read_together(pair)
    assert caught.value.filename == str(pair[0])


# ---- archives ----------------------------------------------------------------------------------------------


def archive(*, compressed: bool) -> tuple[bytes, dict[str, np.ndarray]]:
    arrays = {"x": np.arange(60, dtype=np.uint8).reshape(3, 20), "y": np.array([7, 2, 1], np.uint8)}
    packed = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(packed, x=arrays["x"], y=arrays["y"])
    return packed.getvalue(), arrays


@pytest.mark.parametrize("compressed", [False, True])
def test_a_flipped_bit_anywhere_is_refused_or_changes_no_array(compressed: bool) -> None:
    data, arrays = archive(compressed=compressed)
    sentences = []
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << place % 8
        try:
            found = files.unpack(bytes(flipped), ["x", "y"])
        except ValueError as error:
            sentences.append(str(error))
        else:
            for name, array in arrays.items():
                np.testing.assert_array_equal(found[name], array)
    assert len(sentences) > len(data) / 3
    assert "\n" not in "".join(sentences)


def test_only_the_arrays_wanted_are_read() -> None:
    data, arrays = archive(compressed=False)
    damaged = data.replace(arrays["x"].tobytes(), bytes(arrays["x"].size))
    assert damaged != data
    with pytest.raises(ValueError, match=r"expected a whole \.npz of plain arrays, but found \d+ bytes \(Bad CRC-32"):
        files.unpack(damaged)
    np.testing.assert_array_equal(files.unpack(damaged, ["y"])["y"], arrays["y"])
    assert list(files.unpack(data, ["y"])) == ["y"]
    with pytest.raises(ValueError, match="expected the array z, but found x, y"):
        files.unpack(data, ["y", "z"])
