"""Versions of a worker's code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from types import CodeType
from typing import Any

from everloop._dataclass import dataclass
from everloop.common import VersioningBehavior, WorkerDeploymentVersion

__all__ = ["WorkerDeploymentConfig", "default_build_id"]


@dataclass
class WorkerDeploymentConfig:
    """How a worker takes part in worker versioning."""

    version: WorkerDeploymentVersion
    use_worker_versioning: bool
    default_versioning_behavior: VersioningBehavior = field(default=VersioningBehavior.UNSPECIFIED)
    """For workflows that say nothing themselves."""


def default_build_id(registered: Iterable[type | Callable[..., Any]]) -> str:
    """A build id that changes with the code of the registered workflows and activities.

    Only what is registered counts, not what it imports: people read build ids in histories, nothing hangs on
    them unless versioning is on, and then an id must be given.
    """
    # Loaded here: a program that gives its own id does without.
    import hashlib

    digest = hashlib.md5(usedforsecurity=False)
    for thing in registered:
        members = vars(thing).values() if isinstance(thing, type) else (thing,)
        for member in members:
            code = getattr(getattr(member, "__func__", member), "__code__", None)
            if isinstance(code, CodeType):
                digest.update(code.co_code)
                digest.update(code.co_name.encode())
    return digest.hexdigest()
