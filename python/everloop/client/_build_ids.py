"""The first form of worker versioning: sets of build ids per task queue. Few servers still serve it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.workflowservice.v1

    from ._build_id_inputs import (
        GetWorkerBuildIdCompatibilityInput,
        GetWorkerTaskReachabilityInput,
        UpdateWorkerBuildIdCompatibilityInput,
    )
    from ._client import Client

__all__ = [
    "BuildIdOp",
    "BuildIdOpAddNewCompatible",
    "BuildIdOpAddNewDefault",
    "BuildIdOpMergeSets",
    "BuildIdOpPromoteBuildIdWithinSet",
    "BuildIdOpPromoteSetByBuildId",
    "BuildIdReachability",
    "BuildIdVersionSet",
    "TaskReachabilityType",
    "WorkerBuildIdVersionSets",
    "WorkerTaskReachability",
    "read_reachability",
    "read_sets",
    "update_sets",
]


class BuildIdOp(ABC):
    """A change of a task queue's version sets."""

    @abstractmethod
    def _write(self, request: everloop.api.workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest) -> None: ...


@dataclass(frozen=True)
class BuildIdOpAddNewDefault(BuildIdOp):
    """Adds a set of its own for a build id, and makes it the default."""

    build_id: str

    def _write(self, request: everloop.api.workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest) -> None:
        request.add_new_build_id_in_new_default_set = self.build_id


@dataclass(frozen=True)
class BuildIdOpAddNewCompatible(BuildIdOp):
    """Adds a build id to the set of another one."""

    build_id: str
    existing_compatible_build_id: str
    promote_set: bool = False
    """Whether the set becomes the default."""

    def _write(self, request: everloop.api.workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest) -> None:
        added = request.add_new_compatible_build_id
        added.new_build_id = self.build_id
        added.existing_compatible_build_id = self.existing_compatible_build_id
        added.make_set_default = self.promote_set


@dataclass(frozen=True)
class BuildIdOpPromoteSetByBuildId(BuildIdOp):
    """Makes the set of a build id the default."""

    build_id: str

    def _write(self, request: everloop.api.workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest) -> None:
        request.promote_set_by_build_id = self.build_id


@dataclass(frozen=True)
class BuildIdOpPromoteBuildIdWithinSet(BuildIdOp):
    """Makes a build id the default of its set."""

    build_id: str

    def _write(self, request: everloop.api.workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest) -> None:
        request.promote_build_id_within_set = self.build_id


@dataclass(frozen=True)
class BuildIdOpMergeSets(BuildIdOp):
    """Makes one set of two."""

    primary_build_id: str
    """A build id of the set whose default stays."""
    secondary_build_id: str

    def _write(self, request: everloop.api.workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest) -> None:
        request.merge_sets.primary_set_build_id = self.primary_build_id
        request.merge_sets.secondary_set_build_id = self.secondary_build_id


@dataclass(frozen=True)
class BuildIdVersionSet:
    """Build ids that are compatible with each other."""

    build_ids: Sequence[str]
    """In order; the last is the default."""

    def default(self) -> str:
        """The build id for new work of this set."""
        return self.build_ids[-1]


@dataclass(frozen=True)
class WorkerBuildIdVersionSets:
    """The version sets of a task queue."""

    version_sets: Sequence[BuildIdVersionSet]
    """In order; the last is the default."""

    def default_set(self) -> BuildIdVersionSet:
        """The set for new workflows."""
        return self.version_sets[-1]

    def default_build_id(self) -> str:
        """The build id for new workflows."""
        return self.default_set().default()


class TaskReachabilityType(Enum):
    """Which workflows may reach a build id."""

    NEW_WORKFLOWS = 1
    EXISTING_WORKFLOWS = 2
    OPEN_WORKFLOWS = 3
    CLOSED_WORKFLOWS = 4


@dataclass(frozen=True)
class BuildIdReachability:
    """Which workflows may reach one build id."""

    task_queue_reachability: Mapping[str, Sequence[TaskReachabilityType]]
    """By task queue."""
    unretrieved_task_queues: frozenset[str]
    """Task queues that the server did not look at, because there were too many."""


@dataclass(frozen=True)
class WorkerTaskReachability:
    """Which workflows may reach build ids."""

    build_id_reachability: Mapping[str, BuildIdReachability]


async def update_sets(client: Client, input: UpdateWorkerBuildIdCompatibilityInput) -> None:
    """Change the version sets of a task queue."""
    from everloop.api.workflowservice.v1 import UpdateWorkerBuildIdCompatibilityRequest

    request = UpdateWorkerBuildIdCompatibilityRequest(namespace=client.namespace, task_queue=input.task_queue)
    input.operation._write(request)  # pyright: ignore[reportPrivateUsage]
    await client.workflow_service.update_worker_build_id_compatibility(
        request, retry=True, metadata=input.rpc_metadata, timeout=input.rpc_timeout
    )


async def read_sets(client: Client, input: GetWorkerBuildIdCompatibilityInput) -> WorkerBuildIdVersionSets:
    """Read the version sets of a task queue."""
    from everloop.api.workflowservice.v1 import GetWorkerBuildIdCompatibilityRequest

    reply = await client.workflow_service.get_worker_build_id_compatibility(
        GetWorkerBuildIdCompatibilityRequest(
            namespace=client.namespace, task_queue=input.task_queue, max_sets=input.max_sets or 0
        ),
        retry=True,
        metadata=input.rpc_metadata,
        timeout=input.rpc_timeout,
    )
    return WorkerBuildIdVersionSets([BuildIdVersionSet(list(one.build_ids)) for one in reply.major_version_sets])


async def read_reachability(client: Client, input: GetWorkerTaskReachabilityInput) -> WorkerTaskReachability:
    """Ask which workflows may still reach versions."""
    from everloop.api.workflowservice.v1 import GetWorkerTaskReachabilityRequest

    reply = await client.workflow_service.get_worker_task_reachability(
        GetWorkerTaskReachabilityRequest(
            namespace=client.namespace,
            build_ids=input.build_ids,
            task_queues=input.task_queues,
            reachability=input.reachability.value if input.reachability else 0,
        ),
        retry=True,
        metadata=input.rpc_metadata,
        timeout=input.rpc_timeout,
    )
    return WorkerTaskReachability({one.build_id: _reachability(one) for one in reply.build_id_reachability})


def _reachability(raw: Any) -> BuildIdReachability:
    known: dict[str, Sequence[TaskReachabilityType]] = {}
    unknown: set[str] = set()
    for queue in raw.task_queue_reachability:
        # One unspecified entry stands for a queue that was not looked at.
        if list(queue.reachability) == [0]:
            unknown.add(queue.task_queue)
        else:
            known[queue.task_queue] = [TaskReachabilityType(number) for number in queue.reachability]
    return BuildIdReachability(known, frozenset(unknown))
