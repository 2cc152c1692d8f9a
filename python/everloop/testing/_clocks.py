"""Environments in which each workflow has a clock of its own that skips."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from everloop.client import Interceptor, OutboundInterceptor, StartWorkflowInput, WorkflowHandle

from ._environment import WorkflowEnvironment
from ._time_skipper import TimeSkipper, TimeSkippingConfig

if TYPE_CHECKING:
    import everloop.api.common.v1
    from everloop.client import StartWorkflowUpdateWithStartInput, WorkflowUpdateHandle

__all__ = ["ClockInterceptor", "EnvironmentWithClocks"]


class ClockInterceptor(Interceptor):
    """Gives the workflows that are started the clocks of a skipper."""

    def __init__(self, skipper: TimeSkipper) -> None:
        self._skipper = skipper

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """See `everloop.client.Interceptor`."""
        return _ClockOutbound(next, self._skipper)


class _ClockOutbound(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, skipper: TimeSkipper) -> None:
        super().__init__(next)
        self._skipper = skipper

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        input.time_skipping_config = (
            self._skipper._config_of_start()  # pyright: ignore[reportPrivateUsage]
            or input.time_skipping_config
        )
        return await super().start_workflow(input)

    async def start_update_with_start_workflow(
        self, input: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        start = input.start_workflow_input
        start.time_skipping_config = (
            self._skipper._config_of_start()  # pyright: ignore[reportPrivateUsage]
            or start.time_skipping_config
        )
        return await super().start_update_with_start_workflow(input)


class EnvironmentWithClocks(WorkflowEnvironment):
    """A local environment through a skipper's client.

    Args:
        local: The environment; it ends with this one.
        config: How time skips in its workflows.
    """

    def __init__(self, local: WorkflowEnvironment, config: TimeSkippingConfig) -> None:
        self._skipper = TimeSkipper(local.client, config=config)
        self._end: Callable[[], Awaitable[None]] = local.shutdown
        super().__init__(self._skipper.client)

    async def shutdown(self) -> None:
        await self._end()

    @property
    def supports_time_skipping_v2(self) -> bool:
        return True

    async def sleep(self, duration: timedelta | float) -> None:
        raise RuntimeError(
            "there is no time to skip for the whole environment, as each workflow has a clock of its own; "
            "use fast_forward(handle, duration)"
        )

    async def get_current_time(self, handle: WorkflowHandle[Any, Any] | None = None) -> datetime:
        if handle is None:
            raise RuntimeError("each workflow has a clock of its own here; say which with handle")
        return await self._skipper.get_current_time(handle)

    @contextmanager
    def auto_time_skipping_disabled(self) -> Generator[None, None, None]:
        raise RuntimeError(
            "awaiting a result skips nothing here, as each workflow has a clock of its own; "
            "start workflows in with_time_skipping_disabled() that shall have none"
        )
        yield

    def with_time_skipping_disabled(self) -> AbstractContextManager[None]:
        return self._skipper.with_time_skipping_disabled()

    async def fast_forward(
        self, handle: WorkflowHandle[Any, Any], duration: timedelta | float | None = None, /
    ) -> bool:
        return await self._skipper.fast_forward(handle, duration)

    async def get_time_skipping_info(
        self, handle: WorkflowHandle[Any, Any]
    ) -> everloop.api.common.v1.TimeSkippingInfo | None:
        return await self._skipper.get_time_skipping_info(handle)
