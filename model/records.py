"""Frozen dataclasses to plain JSON data and back, each field checked against its type hint."""

from __future__ import annotations

import dataclasses
import json
import math
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def to_json(plain: Any) -> str:
    """JSON text of plain data, such as `dataclasses.asdict` gives.

    Raises:
        ValueError: a number in it is not finite, which JSON cannot hold.
    """
    return json.dumps(plain, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def from_plain(kind: type[Record], plain: Any, where: str) -> Record:
    """A dataclass from what `json.loads` made of it.

    Args:
        kind: the dataclass; hinted with str, bool, int, float, Any, `X | None`, tuples, dicts, dataclasses.
        plain: dicts, lists, strings and numbers.
        where: what to call `plain` in an error, such as "report".

    Returns:
        An instance of `kind` with every field of its hinted type; every float in it is finite.

    Raises:
        ValueError: a field is missing, unknown or of the wrong type; the message names it.
    """
    record: Record = _value(kind, plain, where)
    return record


def _value(hint: Any, plain: Any, where: str) -> Any:
    """`plain` as the type that `hint` names."""
    origin = get_origin(hint)
    if hint is Any:
        return plain
    if dataclasses.is_dataclass(hint):
        return _dataclass(hint, plain, where)
    if origin is tuple:
        return _tuple(get_args(hint), plain, where)
    if origin is dict:
        _expect(isinstance(plain, dict), where, "an object", plain)
        return {key: _value(get_args(hint)[1], value, f"{where}.{key}") for key, value in plain.items()}
    if origin in (Union, UnionType):
        some = next(choice for choice in get_args(hint) if choice is not NoneType)
        return None if plain is None else _value(some, plain, where)
    if hint is float:
        is_number = type(plain) in (int, float) and math.isfinite(plain)
        _expect(is_number, where, "a finite number", plain)
        return float(plain)
    _expect(type(plain) is hint, where, f"a value of type {hint.__name__}", plain)
    return plain


def _dataclass(kind: Any, plain: Any, where: str) -> Any:
    hints = get_type_hints(kind)
    _expect(isinstance(plain, dict), where, "an object", plain)
    missing, unknown = sorted(hints.keys() - plain.keys()), sorted(plain.keys() - hints.keys())
    if missing or unknown:
        raise ValueError(f"{where}: expected the fields {', '.join(hints)}, but {missing + unknown} differ")
    return kind(**{name: _value(hint, plain[name], f"{where}.{name}") for name, hint in hints.items()})


def _tuple(hints: tuple[Any, ...], plain: Any, where: str) -> tuple[Any, ...]:
    _expect(isinstance(plain, (list, tuple)), where, "a list", plain)
    if hints[-1] is Ellipsis:
        hints = hints[:1] * len(plain)
    _expect(len(plain) == len(hints), where, f"{len(hints)} values", plain)
    return tuple(_value(hint, value, f"{where}[{k}]") for k, (hint, value) in enumerate(zip(hints, plain, strict=True)))


def _expect(fits: bool, where: str, expected: str, came: Any) -> None:
    if not fits:
        raise ValueError(f"{where}: expected {expected}, but found {str(came)[:40]!r}")
