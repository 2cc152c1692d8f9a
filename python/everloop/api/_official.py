"""The official SDK's descriptors, read where it is installed, so that both packages can share one descriptor pool.

A pool holds one file per name, and the official SDK brings files of the names of ours with other contents. Importing
it for them would take a second and its native extension; its generated modules are read as text instead.
"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import re
from pathlib import Path

__all__ = ["directory", "file"]

# The first release with every message that this package knows.
_LEAST = (1, 35)
# What a generated module gives to the pool: one literal of bytes.
_SERIALISED = re.compile(rb"""AddSerializedFile\(\s*(b'(?:[^'\\]|\\.)*'|b"(?:[^"\\]|\\.)*")""", re.DOTALL)


def directory() -> Path | None:
    """Where an installed official SDK is whose generated modules have all messages of ours."""
    try:
        version = re.match(r"(\d+)\.(\d+)", importlib.metadata.version("temporalio"))
        spec = importlib.util.find_spec("temporalio")
    except (importlib.metadata.PackageNotFoundError, ImportError, ValueError):
        return None
    if version is None or spec is None or not spec.submodule_search_locations:
        return None
    if (int(version[1]), int(version[2])) < _LEAST:
        return None
    return Path(spec.submodule_search_locations[0])


def file(directory: Path, name: str) -> bytes | None:
    """The serialised descriptor of a file such as `temporal/api/common/v1/message.proto`, if there is one.

    Args:
        directory: See `directory`.
        name: The file's name.
    """
    path = name.replace("temporal/api/", "api/", 1).replace("temporal/sdk/core/", "bridge/proto/", 1)
    module = directory / (path.removesuffix(".proto") + "_pb2.py")
    try:
        found = _SERIALISED.search(module.read_bytes())
    except OSError:
        return None
    serialised = ast.literal_eval(found[1].decode()) if found else None
    return serialised if isinstance(serialised, bytes) else None
