"""Interceptors of activities, and the base class that gives a worker its interceptors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.activity
    import everloop.api.common.v1
    import everloop.worker

__all__ = ["ActivityInboundInterceptor", "ActivityOutboundInterceptor", "ExecuteActivityInput", "Interceptor"]


class Interceptor:
    """What stands between a worker and the code it runs. Override what you need.

    The first interceptor of a worker is the outermost.
    """

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Called for each attempt of an activity; returns what to call instead of ``next``."""
        return next

    def workflow_interceptor_class(
        self, input: everloop.worker.WorkflowInterceptorClassInput
    ) -> type[everloop.worker.WorkflowInboundInterceptor] | None:
        """The class made for each workflow run, if there is one. It must be importable by the workflow's code."""
        return None

    def intercept_nexus_operation(
        self, next: everloop.worker.NexusOperationInboundInterceptor
    ) -> everloop.worker.NexusOperationInboundInterceptor:
        """Called for each Nexus operation; returns what to call instead of ``next``."""
        return next


@dataclass
class ExecuteActivityInput:
    """An attempt of an activity."""

    fn: Callable[..., Any]
    args: Sequence[Any]
    executor: Executor | None
    """Set for plain functions."""

    headers: Mapping[str, everloop.api.common.v1.Payload]


class ActivityInboundInterceptor:
    """What comes to an activity. Each method passes on to the next interceptor."""

    def __init__(self, next: ActivityInboundInterceptor) -> None:
        """Stand before another interceptor."""
        self.next = next

    def init(self, outbound: ActivityOutboundInterceptor) -> None:
        """Called before the activity; an override may wrap ``outbound`` and pass that on."""
        self.next.init(outbound)

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        """Run the activity."""
        return await self.next.execute_activity(input)


class ActivityOutboundInterceptor:
    """What an activity calls. Each method passes on to the next interceptor."""

    def __init__(self, next: ActivityOutboundInterceptor) -> None:
        """Stand before another interceptor."""
        self.next = next

    def info(self) -> everloop.activity.Info:
        """Called for every `everloop.activity.info`."""
        return self.next.info()

    def heartbeat(self, *details: Any) -> None:
        """Called for every `everloop.activity.heartbeat`."""
        self.next.heartbeat(*details)
