"""Updates: their stages and their handles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Generic

import everloop
from everloop._bridge.client import UpdateOutcome
from everloop.types import LocalReturnType

if TYPE_CHECKING:
    import everloop.api.update.v1
    import everloop.client

__all__ = ["WorkflowUpdateHandle", "WorkflowUpdateStage"]


class WorkflowUpdateStage(IntEnum):
    """How far an update has come."""

    ADMITTED = 1
    ACCEPTED = 2
    COMPLETED = 3


class WorkflowUpdateHandle(Generic[LocalReturnType]):
    """A handle of an update, by its ID. Made by workflow handles; making one calls nothing."""

    def __init__(
        self,
        client: everloop.client.Client,
        id: str,
        workflow_id: str,
        *,
        workflow_run_id: str | None = None,
        result_type: type | None = None,
        known_outcome: everloop.api.update.v1.Outcome | UpdateOutcome | None = None,
    ) -> None:
        self._client = client
        self._id = id
        self._workflow_id = workflow_id
        self._workflow_run_id = workflow_run_id
        self._result_type = result_type
        self._known_outcome = known_outcome

    @property
    def id(self) -> str:
        """ID of the update."""
        return self._id

    @property
    def workflow_id(self) -> str:
        """ID of the workflow it was sent to."""
        return self._workflow_id

    @property
    def workflow_run_id(self) -> str | None:
        """The run it was sent to."""
        return self._workflow_run_id

    async def result(
        self,
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType:
        """Wait for what comes of the update.

        Args:
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take; the waiting may take many calls.

        Raises:
            WorkflowUpdateFailedError: If the update was rejected or failed.
            WorkflowUpdateRPCTimeoutOrCancelledError: If a call took too long.
            RPCError: If the update cannot be found.
        """
        root = self._client._root  # pyright: ignore[reportPrivateUsage]
        if self._known_outcome is None:
            self._known_outcome = await root.poll_update(
                self._workflow_id, self._workflow_run_id, self._id, rpc_metadata, rpc_timeout
            )
        result: LocalReturnType = await root.update_result(self._known_outcome, self._workflow_id, self._result_type)
        return result
