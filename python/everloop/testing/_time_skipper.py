"""A clock per workflow that skips: what clients ask for it, outside of environments too."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.client

__all__ = ["TIME_SKIPS", "FastForwardConfig", "TimeSkipper", "TimeSkippingConfig", "seconds"]


def seconds(duration: timedelta | float) -> float:
    """A duration as a number of seconds."""
    return duration.total_seconds() if isinstance(duration, timedelta) else duration


@dataclass(frozen=True)
class FastForwardConfig:
    """How far a workflow's time skips, once."""

    id: str
    """What to ask for its end by. Each fast-forward has its own."""

    duration: timedelta
    """How far. Once it has come so far, time skips no more."""

    def _to_proto(self) -> everloop.api.common.v1.FastForwardConfig:
        from everloop.api.common.v1 import FastForwardConfig as Proto

        proto = Proto(id=self.id)
        proto.duration.FromTimedelta(self.duration)
        return proto


@dataclass(frozen=True)
class TimeSkippingConfig:
    """How the time of a workflow skips.

    Raises:
        ValueError: If a fast-forward is set while `enabled` is not.
    """

    enabled: bool = True
    """Whether time skips whenever nothing is under way for the workflow."""

    fast_forward_config: FastForwardConfig | None = None
    """How far it skips; to the workflow's end by default."""

    disable_propagation: bool = False
    """Whether the time of children passes as in the world. They begin at their parent's time in any case."""

    max_session_skip_count: int = 0
    """How often time may skip in a row; 0 leaves it to the server, whose default is 200."""

    def __post_init__(self) -> None:
        """Check what belongs together."""
        if self.fast_forward_config is not None and not self.enabled:
            raise ValueError("fast_forward_config cannot be set when enabled is False: nothing would skip")

    def _to_proto(self) -> everloop.api.common.v1.TimeSkippingConfig:
        from everloop.api.common.v1 import TimeSkippingConfig as Proto

        fast_forward = self.fast_forward_config
        return Proto(
            enabled=self.enabled,
            fast_forward_config=fast_forward._to_proto() if fast_forward else None,  # pyright: ignore[reportPrivateUsage]
            disable_propagation=self.disable_propagation,
            max_session_skip_count=self.max_session_skip_count,
        )


TIME_SKIPS = TimeSkippingConfig()
"""How time skips unless something else is said."""


class TimeSkipper:
    """Gives the workflows of a client clocks that skip, and moves them on.

    Works with servers that keep a clock per workflow: ours, and the Temporal server where its namespace allows it.

    Args:
        client: A client of the server. It stays as it is; `client` is one of its own.
        config: How time skips in workflows started through `TimeSkipper.client`.
    """

    def __init__(self, client: everloop.client.Client, *, config: TimeSkippingConfig = TIME_SKIPS) -> None:
        from everloop.client import Client

        from ._clocks import ClockInterceptor

        self._config = config
        self._gives_clocks = True
        options = client.config()
        options["interceptors"] = [*options["interceptors"], ClockInterceptor(self)]
        self._client = Client(**options)

    @property
    def client(self) -> everloop.client.Client:
        """A client whose workflows have clocks that skip."""
        return self._client

    @property
    def config(self) -> TimeSkippingConfig:
        """How time skips in workflows that are started from now on."""
        return self._config

    @config.setter
    def config(self, value: TimeSkippingConfig) -> None:
        self._config = value

    @contextmanager
    def with_time_skipping_disabled(self) -> Generator[None, None, None]:
        """Within the block, workflows are started without a clock that skips."""
        before, self._gives_clocks = self._gives_clocks, False
        try:
            yield
        finally:
            self._gives_clocks = before

    def _config_of_start(self) -> everloop.api.common.v1.TimeSkippingConfig | None:
        return self._config._to_proto() if self._gives_clocks else None  # pyright: ignore[reportPrivateUsage]

    async def fast_forward(
        self, handle: everloop.client.WorkflowHandle[Any, Any], duration: timedelta | float | None = None, /
    ) -> bool:
        """Skip the time of one workflow, and wait until it has.

        Args:
            handle: The workflow.
            duration: By how much, in seconds if it is a number; to its end by default.

        Returns:
            Whether time has come so far; False if the workflow ended before, which it always does without a duration.

        Raises:
            RPCError: If the workflow is not open, or the server keeps no clocks.
            RuntimeError: If another fast-forward of the same workflow took this one's place.
        """
        if duration is None:
            await self._configure(handle, None)
            await self._wait_for_end(handle)
            return False
        fast_forward = FastForwardConfig(id=str(uuid4()), duration=timedelta(seconds=seconds(duration)))
        await self._configure(handle, fast_forward)
        return await self._wait_for_arrival(handle, fast_forward.id)

    async def _configure(
        self, handle: everloop.client.WorkflowHandle[Any, Any], fast_forward: FastForwardConfig | None
    ) -> None:
        from everloop.api.common.v1 import WorkflowExecution
        from everloop.api.workflow.v1 import WorkflowExecutionOptions
        from everloop.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest

        config = TimeSkippingConfig(
            fast_forward_config=fast_forward,
            disable_propagation=self._config.disable_propagation,
            max_session_skip_count=self._config.max_session_skip_count,
        )
        request = UpdateWorkflowExecutionOptionsRequest(
            namespace=self._client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=handle.id, run_id=handle.run_id or ""),
            workflow_execution_options=WorkflowExecutionOptions(
                time_skipping_config=config._to_proto()  # pyright: ignore[reportPrivateUsage]
            ),
            identity=self._client.identity,
        )
        request.update_mask.paths.append("time_skipping_config")
        await self._client.workflow_service.update_workflow_execution_options(request, retry=True)

    async def _wait_for_end(self, handle: everloop.client.WorkflowHandle[Any, Any]) -> None:
        from everloop.client import WorkflowHistoryEventFilterType

        closing = WorkflowHistoryEventFilterType.CLOSE_EVENT
        async for _ in handle.fetch_history_events(wait_new_event=True, event_filter_type=closing):
            return

    async def _wait_for_arrival(self, handle: everloop.client.WorkflowHandle[Any, Any], fast_forward_id: str) -> bool:
        from everloop.api.common.v1 import WorkflowExecution
        from everloop.api.enums.v1 import FastForwardPollingResult
        from everloop.api.workflowservice.v1 import PollWorkflowExecutionTimeSkippingRequest

        request = PollWorkflowExecutionTimeSkippingRequest(
            namespace=self._client.namespace,
            # Without a run: a fast-forward goes on in the run that follows.
            workflow_execution=WorkflowExecution(workflow_id=handle.id),
            fast_forward_id=fast_forward_id,
        )
        while True:
            reply = await self._client.workflow_service.poll_workflow_execution_time_skipping(request, retry=True)
            result = reply.fast_forward_polling_result
            if result == FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED:
                return True
            if result == FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED:
                if "does not match" in reply.failed_reason:
                    raise RuntimeError(
                        f"the fast-forward {fast_forward_id} of workflow {handle.id!r} was overridden by a later "
                        f"fast-forward: {reply.failed_reason}"
                    )
                return False

    async def get_time_skipping_info(
        self, handle: everloop.client.WorkflowHandle[Any, Any]
    ) -> everloop.api.common.v1.TimeSkippingInfo | None:
        """What the server tells of the clock of one workflow; None if it never was given one.

        Args:
            handle: The workflow.
        """
        extended = (await handle.describe()).raw_description.workflow_extended_info
        return extended.time_skipping_info if extended.HasField("time_skipping_info") else None

    async def get_current_time(self, handle: everloop.client.WorkflowHandle[Any, Any]) -> datetime:
        """The time of one workflow, in UTC. That of the world if it has no clock of its own.

        Args:
            handle: The workflow.
        """
        info = await self.get_time_skipping_info(handle)
        if info is None:
            return datetime.now(timezone.utc)
        now: datetime = info.current_time.ToDatetime().replace(tzinfo=timezone.utc)
        return now
