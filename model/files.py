"""Files that are written whole or not at all, and archives of arrays that hold no code."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def pack(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """The bytes of an uncompressed `.npz`; the same arrays always give the same bytes."""
    archive = io.BytesIO()
    np.savez(archive, allow_pickle=False, **dict(arrays))
    return archive.getvalue()


def unpack(data: bytes) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an `.npz`, by name. Nothing is unpickled.

    Raises:
        ValueError: the bytes are no whole `.npz` of plain arrays.
    """
    try:
        if not data.startswith(b"PK"):
            raise ValueError("no zip archive")
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except Exception as error:  # a damaged archive fails in a dozen ways, from zlib.error to MemoryError
        raise ValueError(f"expected a whole .npz of plain arrays, but found {len(data):,} bytes ({error})") from error
    if strangers := [name for name, array in arrays.items() if not isinstance(array, np.ndarray)]:
        raise ValueError(f"expected a .npz of arrays alone, but it holds {', '.join(strangers)}")
    return arrays


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write several files that belong together: all of them, or none.

    Everything is first written beside its place and flushed to the disk, then moved into place. A full disk or
    a Ctrl-C at any moment brings the old files back. Only a machine that dies between two moves can leave a
    mixed set, which a checksum must catch.

    Args:
        files: the bytes for each path; all folders must exist.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    staged = {path: path.with_name(path.name + ".new.part") for path in files}
    kept = {path: path.with_name(path.name + ".old.part") for path in files if path.exists()}
    try:
        for path, data in files.items():
            _write_flushed(staged[path], data)
        for path, copy in kept.items():
            shutil.copyfile(path, copy)
        try:
            for path, part in staged.items():
                os.replace(part, path)
        except BaseException:
            for path in files:
                if path in kept:
                    os.replace(kept[path], path)
                else:
                    path.unlink(missing_ok=True)
            raise
    finally:
        for part in (*staged.values(), *kept.values()):
            part.unlink(missing_ok=True)


def check_writable(folder: Path) -> None:
    """Make the folder if need be, and raise OSError if no file can be written in it."""
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()


def _write_flushed(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
