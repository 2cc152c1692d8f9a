"""Time that skips while a result is awaited: the locks of TestService, and the client that minds them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from everloop.client import Interceptor, OutboundInterceptor, StartWorkflowInput, WorkflowHandle
from everloop.types import ReturnType, SelfType

if TYPE_CHECKING:
    from everloop.service import ServiceClient

__all__ = ["SkippingInterceptor", "TimeService"]


class TimeService:
    """The clock of a server that can skip, as one environment uses it.

    Args:
        client: The connection to the server.
        counts_below_zero: Whether the server lets its count of locks fall below zero, as ours does. Others refuse
            the unlock of a second waiter; for those only the first unlocks, and the last one locks again.
    """

    def __init__(self, client: ServiceClient, *, counts_below_zero: bool) -> None:
        self._client = client
        self._is_own = counts_below_zero
        self._waiters = 0
        self._auto = True

    async def sleep(self, seconds: float) -> None:
        """Let that much time pass, as fast as what has to happen meanwhile allows."""
        from everloop.api.testservice.v1 import SleepRequest

        request = SleepRequest()
        request.duration.FromTimedelta(timedelta(seconds=seconds))
        await self._client.test_service.unlock_time_skipping_with_sleep(request)

    async def current_time(self) -> datetime:
        """The server's time."""
        from google.protobuf.empty_pb2 import Empty

        reply = await self._client.test_service.get_current_time(Empty())
        now: datetime = reply.time.ToDatetime().replace(tzinfo=timezone.utc)
        return now

    @contextmanager
    def auto_disabled(self) -> Generator[None, None, None]:
        """Within the block, waiting for a result does not skip time."""
        before, self._auto = self._auto, False
        try:
            yield
        finally:
            self._auto = before

    @asynccontextmanager
    async def unlocked(self) -> AsyncGenerator[None, None]:
        """Within the block, time skips."""
        if not self._auto:
            yield
            return
        await self._unlock()
        try:
            yield
        except BaseException:
            # What the block raised matters more.
            with suppress(Exception):
                await self._lock()
            raise
        await self._lock()

    async def _unlock(self) -> None:
        self._waiters += 1
        if self._is_own or self._waiters == 1:
            await self._call("unlock_time_skipping")

    async def _lock(self) -> None:
        self._waiters -= 1
        if self._is_own or self._waiters == 0:
            await self._call("lock_time_skipping")

    async def _call(self, rpc: str) -> None:
        await self._client._rpc_call(  # pyright: ignore[reportPrivateUsage]
            rpc, _NOTHING, _Nothing, service="test", retry=False, metadata={}, timeout=None
        )


class _Nothing:
    """A message without fields, for which the protobuf package need not be imported."""

    def SerializeToString(self) -> bytes:
        return b""

    @staticmethod
    def FromString(encoded: bytes) -> _Nothing:
        return _NOTHING


_NOTHING = _Nothing()


class SkippingInterceptor(Interceptor):
    """Gives out handles whose `result` lets time skip."""

    def __init__(self, time: TimeService) -> None:
        self._time = time

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """Stand before `next`."""
        return _Outbound(next, self._time)


class _Outbound(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, time: TimeService) -> None:
        super().__init__(next)
        self._time = time

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        return _SkippingHandle(await super().start_workflow(input), self._time)


class _SkippingHandle(WorkflowHandle[SelfType, ReturnType]):
    def __init__(self, handle: WorkflowHandle[SelfType, ReturnType], time: TimeService) -> None:
        # The same handle in all but its result.
        self.__dict__.update(handle.__dict__)
        self._time = time

    async def result(
        self,
        *,
        follow_runs: bool = True,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> ReturnType:
        async with self._time.unlocked():
            return await super().result(follow_runs=follow_runs, rpc_metadata=rpc_metadata, rpc_timeout=rpc_timeout)
