"""Files that are written whole or not at all and read together, and archives of arrays that hold no code."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None  # type: ignore[assignment]


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def pack(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """The bytes of an uncompressed `.npz`; the same arrays always give the same bytes."""
    archive = io.BytesIO()
    np.savez(archive, allow_pickle=False, **dict(arrays))
    return archive.getvalue()


def unpack(data: bytes, names: Sequence[str] | None = None) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an `.npz`, by name. Nothing is unpickled, and what is returned was as it was packed.

    Args:
        data: the file's bytes.
        names: the arrays wanted, all of them if None; no other one is decompressed or checked.

    Raises:
        ValueError: the bytes are no whole `.npz` of plain arrays, or hold none of a wanted name.
    """
    try:
        if not data.startswith(b"PK"):
            raise ValueError("no zip archive")
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            found = archive.files
            # Each is read to its end, where its checksum is compared.
            arrays = {name: archive[name] for name in (found if names is None else names) if name in found}
    except Exception as error:  # a damaged archive fails in a dozen ways, from zlib.error to MemoryError
        why = str(error).partition("\n")[0]
        raise ValueError(f"expected a whole .npz of plain arrays, but found {len(data):,} bytes ({why})") from error
    if missing := [name for name in names or () if name not in arrays]:
        raise ValueError(f"expected the array {missing[0]}, but found {', '.join(found) or 'none'}")
    if strangers := [name for name, array in arrays.items() if not isinstance(array, np.ndarray)]:
        raise ValueError(f"expected a .npz of arrays alone, but it holds {', '.join(strangers)}")
    return arrays


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write several files that belong together: all of them, or none.

    Everything is first written beside its place and flushed to the disk, then moved into place while the folder
    is locked: of several writers one comes after the other, and `read_together` sees nothing in between. A full
    disk or a Ctrl-C at any moment brings the old files back. Only a machine that dies between two moves can leave
    a mixed set, which a checksum must catch.

    Args:
        files: the bytes for each path; all folders must exist.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    own = secrets.token_hex(8)  # in the names of what this call writes beside, which no other call shares
    staged = {path: path.with_name(f"{path.name}.{own}.new.part") for path in files}
    kept = {path: path.with_name(f"{path.name}.{own}.old.part") for path in files}
    try:
        for path, data in files.items():
            _write_flushed(staged[path], data)
        with _locked({path.parent for path in files}, exclusive=True):
            _exchange(staged, kept)
    finally:
        for part in (*staged.values(), *kept.values()):
            part.unlink(missing_ok=True)


def read_together(paths: Sequence[Path]) -> list[bytes]:
    """The bytes of files that belong together, none of them older or newer than the others by a `write_whole`.

    Raises:
        OSError: of the first that cannot be read; its `filename` is that path.
    """
    with _locked({path.parent for path in paths}, exclusive=False):
        return [_read(path) for path in paths]


def check_writable(folder: Path) -> None:
    """Make the folder if need be, and raise OSError if no file can be written in it."""
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()


def _exchange(staged: Mapping[Path, Path], kept: Mapping[Path, Path]) -> None:
    """Move the staged file to each path; if that is stopped, put back what was there, kept meanwhile beside it."""
    old = [path for path in staged if path.exists()]
    for path in old:
        shutil.copyfile(path, kept[path])
    try:
        for path, part in staged.items():
            os.replace(part, path)
    except BaseException:
        for path in staged:
            if path in old:
                os.replace(kept[path], path)
            else:
                path.unlink(missing_ok=True)
        raise


@contextmanager
def _locked(folders: Iterable[Path], *, exclusive: bool) -> Iterator[None]:
    """Hold a lock on each folder: many share one, or one has it alone.

    Where no lock can be had there is none: on Windows, on some network drives, on a folder that may not be listed.
    A file is then still whole, but may be read beside one that was written before or after it.
    """
    descriptors: list[int] = []
    try:
        for folder in sorted(folders) if fcntl else ():  # sorted, so that no two wait for each other
            with suppress(OSError):
                descriptors.append(os.open(folder, os.O_RDONLY))
                fcntl.flock(descriptors[-1], fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)  # gives the lock back


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:  # one of the disk itself names no file
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write_flushed(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
