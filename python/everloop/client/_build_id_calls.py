"""The part of clients for the first form of worker versioning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import everloop

from ._part import ClientPart

if TYPE_CHECKING:
    import everloop.client

__all__ = ["BuildIdCalls"]


class BuildIdCalls(ClientPart):
    """The part of `Client` for version sets of build ids."""

    async def update_worker_build_id_compatibility(
        self,
        task_queue: str,
        operation: everloop.client.BuildIdOp,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Change the version sets of a task queue.

        Args:
            task_queue: The task queue.
            operation: What to change.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Raises:
            RPCError: If the server does not serve this form of versioning, or refuses the change.
        """
        from ._build_id_inputs import UpdateWorkerBuildIdCompatibilityInput

        await self._impl.update_worker_build_id_compatibility(
            UpdateWorkerBuildIdCompatibilityInput(task_queue, operation, rpc_metadata, rpc_timeout)
        )

    async def get_worker_build_id_compatibility(
        self,
        task_queue: str,
        max_sets: int | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkerBuildIdVersionSets:
        """Read the version sets of a task queue.

        Args:
            task_queue: The task queue.
            max_sets: How many sets at most; by default all.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        from ._build_id_inputs import GetWorkerBuildIdCompatibilityInput

        return await self._impl.get_worker_build_id_compatibility(
            GetWorkerBuildIdCompatibilityInput(task_queue, max_sets, rpc_metadata, rpc_timeout)
        )

    async def get_worker_task_reachability(
        self,
        build_ids: Sequence[str],
        task_queues: Sequence[str] = [],
        reachability_type: everloop.client.TaskReachabilityType | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkerTaskReachability:
        """Ask which workflows may still reach build ids.

        Args:
            build_ids: Which build ids; the empty text stands for workers without one.
            task_queues: Only these task queues; by default all that the build ids are in.
            reachability_type: Only this kind; by default all kinds.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        from ._build_id_inputs import GetWorkerTaskReachabilityInput

        return await self._impl.get_worker_task_reachability(
            GetWorkerTaskReachabilityInput(build_ids, task_queues, reachability_type, rpc_metadata, rpc_timeout)
        )
