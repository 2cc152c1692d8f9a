"""Types that annotations name, from where they are cheapest."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

__all__ = ["Random", "Self", "SyncManager", "UUID"]

if sys.version_info >= (3, 11):
    from typing import Self
else:
    from typing_extensions import Self

if TYPE_CHECKING:
    from multiprocessing.managers import SyncManager
    from random import Random
    from uuid import UUID

_HOMES = {"Random": "random", "SyncManager": "multiprocessing.managers", "UUID": "uuid"}


def __getattr__(name: str) -> Any:
    """Imports a type's module when somebody asks what an annotation means."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
