"""An attempt whose payloads pass through a codec or external storage, on the worker's loop, before and after."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from everloop.activity._logger import logger
from everloop.common import HeaderCodecBehavior
from everloop.converter._contexts import ActivitySerializationContext
from everloop.converter._passage import decode_payloads
from everloop.converter._storage_driver import StorageDriverActivityInfo, StorageDriverWorkflowInfo
from everloop.exceptions import ApplicationError

from ._running_activity import RunningActivity

if TYPE_CHECKING:
    from everloop._bridge.worker import ActivityAttempt
    from everloop.converter import DataConverter

    from ._activity_host import ActivityHost

__all__ = ["CodecActivity"]


class CodecActivity(RunningActivity):
    """An attempt that is decoded before it runs, and whose outcome is encoded."""

    def __init__(self, host: ActivityHost, attempt: ActivityAttempt) -> None:
        super().__init__(host, attempt)
        self._converter, self._beat_converter = _converters(host, attempt)
        self._beats: list[tuple[Any, ...]] = []
        self._beating: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Decode the payloads, and run."""
        self.task = self.host.loop.create_task(self._decode())
        self.task.add_done_callback(self._decoded)

    async def _decode(self) -> None:
        input, details, headers = self.attempt.payloads()
        if input:
            input = await decode_payloads(self._converter, input)
        if details:
            details = await decode_payloads(self._converter, details)
        if headers and _includes_headers(self.host):
            headers = {name: (await decode_payloads(self._converter, [it]))[0] for name, it in headers.items()}
        self.attempt = self.attempt.with_payloads(input, details, headers)

    def _decoded(self, task: asyncio.Task[Any]) -> None:
        self.task = None
        try:
            task.result()
        except Exception as error:
            failed = ApplicationError("Failed decoding arguments")
            failed.__cause__ = error
            self.settle_error(failed)
        except BaseException as error:
            self.settle_error(error)
        else:
            self.host.run(self)

    def own_heartbeat(self, *details: Any) -> None:
        """Record a heartbeat, as soon as its details are encoded."""
        if self._is_done:
            return
        self._beats.append(details)
        self._on_loop(self._start_beating)

    def _start_beating(self) -> None:
        if self._beating is None and self._beats:
            self._beating = self.host.loop.create_task(self._beat())

    async def _beat(self) -> None:
        try:
            while self._beats:
                # What is newer replaces what nobody has seen.
                details, self._beats = self._beats[-1], []
                encoded = await self._beat_converter.encode(details) if details else []
                self.attempt.heartbeat_encoded(encoded)
        except Exception as error:
            logger.warning("Cancelling activity because failed recording heartbeat", exc_info=True)
            self._heartbeat_error = error
            self._deliver_cancellation()
        finally:
            self._beating = None

    def settle(self, result: Any) -> None:
        """Encode a result, and report it."""
        self._is_done = True
        self._spawn(self._complete(result))

    async def _complete(self, result: Any) -> None:
        try:
            await self._beaten()
            [payload] = await self._converter.encode([result])
        except BaseException as error:
            self.settle_error(error)
        else:
            self.attempt.complete_encoded(payload)
            self.host.ended(self)

    def report_failure(self, error: BaseException) -> None:
        """Encode a failure, and report it."""
        self._spawn(self._report_failure(error))

    async def _report_failure(self, error: BaseException) -> None:
        from everloop.api.failure.v1 import Failure

        failure = Failure()
        try:
            await self._beaten()
            await self._converter.encode_failure(error, failure)
        except Exception as inner:
            failure.Clear()
            failure.message = f"Failed building exception result: {inner}"
            failure.application_failure_info.SetInParent()
        self.attempt.fail_encoded(failure)

    async def _beaten(self) -> None:
        """Wait for heartbeats on their way: the next attempt may need their details."""
        if self._beating is not None:
            await self._beating

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._on_loop(self._spawn_here, coroutine)

    def _spawn_here(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self.host.loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _on_loop(self, call: Any, *args: Any) -> None:
        """Call something on the worker's loop, at once if this is its thread."""
        try:
            is_there = asyncio.get_running_loop() is self.host.loop
        except RuntimeError:
            is_there = False
        if is_there:
            call(*args)
        else:
            self.host.loop.call_soon_threadsafe(call, *args)


def _includes_headers(host: ActivityHost) -> bool:
    return host.client.config(active_config=True)["header_codec_behavior"] == HeaderCodecBehavior.CODEC


def _converters(host: ActivityHost, attempt: ActivityAttempt) -> tuple[DataConverter, DataConverter]:
    """The converters for the outcome and for heartbeats, which are not stored for the same."""
    info = attempt.info()
    namespace = info["workflow_namespace"] or host.namespace
    context = ActivitySerializationContext(
        namespace=namespace,
        activity_id=info["activity_id"],
        activity_type=info["activity_type"],
        activity_task_queue=host.task_queue,
        workflow_id=info["workflow_id"],
        workflow_type=info["workflow_type"],
        is_local=info["is_local"],
    )
    converter = host.client.data_converter.with_context(context)
    if converter.external_storage is None:
        return converter, converter
    itself = StorageDriverActivityInfo(
        namespace=namespace, id=info["activity_id"], run_id=info["activity_run_id"], type=info["activity_type"]
    )
    for_itself = converter._stored_for(itself)  # pyright: ignore[reportPrivateUsage]
    if not info["workflow_id"]:
        return for_itself, for_itself
    workflow = StorageDriverWorkflowInfo(
        namespace=namespace, id=info["workflow_id"], run_id=info["workflow_run_id"], type=info["workflow_type"]
    )
    return converter._stored_for(workflow), for_itself  # pyright: ignore[reportPrivateUsage]
