"""What interceptors get to see of the calls for the first form of worker versioning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.client

__all__ = [
    "GetWorkerBuildIdCompatibilityInput",
    "GetWorkerTaskReachabilityInput",
    "UpdateWorkerBuildIdCompatibilityInput",
]


@dataclass
class UpdateWorkerBuildIdCompatibilityInput:
    """Change the version sets of a task queue."""

    task_queue: str
    operation: everloop.client.BuildIdOp
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class GetWorkerBuildIdCompatibilityInput:
    """Read the version sets of a task queue."""

    task_queue: str
    max_sets: int | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class GetWorkerTaskReachabilityInput:
    """Ask which workflows may still reach versions."""

    build_ids: Sequence[str]
    task_queues: Sequence[str]
    reachability: everloop.client.TaskReachabilityType | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
