"""Small asyncio programs, each of which must do the same on CPython's event loop and in a workflow.

Their names say what they show; the part before the first double underscore is the row of `docs/ASYNCIO.md`.
"""

from __future__ import annotations

import sys

# Importing them fills the table.
from . import coordination, language, loop, scopes, tasks, waiting  # noqa: F401
from ._program import PROGRAMS, shape

__all__ = ["PROGRAMS", "shape"]

if sys.version_info < (3, 11):
    # What these show is not there yet.
    _COUNTED = ("counts", "message", "swallowed")
    _NEWER = ("barrier__", "context__given", "task_group__", "timeout__", *(f"cancellation__{it}" for it in _COUNTED))
    for _name in [name for name in PROGRAMS if name.startswith(_NEWER)]:
        del PROGRAMS[_name]
