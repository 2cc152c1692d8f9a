"""Where a value comes from: a file, or the program itself; and what is said when it is no good."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

__all__ = ["ConfigError", "DataSource", "from_mapping", "read", "to_mapping"]

DataSource: TypeAlias = Path | str | bytes
"""A file by its path, or data as text or bytes."""


class ConfigError(RuntimeError):
    """A configuration that cannot be used."""


def read(source: DataSource | None) -> bytes | None:
    """The bytes of a source.

    Raises:
        OSError: If its file cannot be read.
        TypeError: If it is no source.
    """
    given: Any = source
    if given is None or isinstance(given, bytes):
        return given
    if isinstance(given, Path):
        return given.read_bytes()
    if isinstance(given, str):
        return given.encode()
    raise TypeError(f"Source must be one of pathlib.Path, str, or bytes, but got {type(given).__name__}")


def to_mapping(source: DataSource | None) -> Mapping[str, str] | None:
    """A source as it is in a dictionary; none for what is no source."""
    given: Any = source
    if isinstance(given, Path):
        return {"path": str(given)}
    if isinstance(given, str):
        return {"data": given}
    if isinstance(given, bytes):
        return {"data": given.decode()}
    return None


def from_mapping(mapping: Mapping[str, str] | None) -> DataSource | None:
    """The source that a dictionary holds; data counts before a path."""
    if not mapping:
        return None
    if "data" in mapping:
        return cast(DataSource, mapping["data"])
    return Path(mapping["path"]) if "path" in mapping else None
