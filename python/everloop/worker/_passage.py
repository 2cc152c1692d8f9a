"""The way of workflow tasks' payloads through the codec and external storage, on the loop that the worker runs on.

The compiled worker takes payloads out of a task and gives them here in groups, each with whom it belongs to; what
comes of them goes back by a `Passing`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from everloop._loggers import logger_of
from everloop.converter import WithSerializationContext
from everloop.converter._contexts import (
    ActivitySerializationContext,
    NexusSerializationContext,
    WorkflowSerializationContext,
)
from everloop.converter._external_storage import together
from everloop.converter._passage import decode_payloads, encode_payloads
from everloop.converter._storage_driver import StorageDriverWorkflowInfo
from everloop.converter._storage_tally import StorageTally, watched

if TYPE_CHECKING:
    from everloop._bridge.worker import Passing
    from everloop.api.common.v1 import Payload
    from everloop.converter import DataConverter, SerializationContext

__all__ = ["PayloadPassage", "serialization_context", "storage_target"]

_logger = logger_of("everloop.worker._workflow")

_Group = tuple["tuple[Any, ...] | None", Sequence["Payload"]]
_Step = Callable[["DataConverter", Sequence["Payload"]], Awaitable["list[Payload]"]]


class PayloadPassage:
    """Encodes and decodes the payloads of workflow tasks."""

    def __init__(self, data_converter: DataConverter, *, includes_headers: bool, stores_max: int) -> None:
        """Serve one worker or replayer.

        Args:
            data_converter: Whose codec and storage.
            includes_headers: Whether headers pass through them too.
            stores_max: Calls of external storage at once for one workflow task.
        """
        self.includes_headers = includes_headers
        self.wants_whom = (
            isinstance(data_converter.payload_codec, WithSerializationContext)
            or data_converter.external_storage is not None
        )
        self._data_converter = data_converter
        self._stores_max = stores_max
        self._tasks: set[asyncio.Task[None]] = set()

    def pass_in(self, groups: Sequence[_Group], passing: Passing) -> None:
        """Decode the payloads of an activation."""
        self._spawn(self._pass(groups, passing, decode_payloads, "handling activation"))

    def pass_out(self, groups: Sequence[_Group], passing: Passing) -> None:
        """Encode the payloads of a completion."""
        self._spawn(self._pass(groups, passing, encode_payloads, "encoding completion"))

    def _spawn(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        # The loop itself holds tasks only weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass(self, groups: Sequence[_Group], passing: Passing, step: _Step, doing: str) -> None:
        tally = StorageTally()
        # For this task and what it begins.
        watched.set(tally)
        try:
            passed = await self._steps(groups, passing.run_id, step)
            passing.done(passed, tally.told())
        except Exception as error:
            _logger.exception("Failed %s on workflow with run ID %s", doing, passing.run_id)
            passing.fail(error)

    async def _steps(self, groups: Sequence[_Group], run_id: str, step: _Step) -> list[list[Payload]]:
        if self._data_converter.external_storage is None:
            # One after another: a codec need not be prepared for more.
            return [list(await step(self._converter(whom), payloads)) for whom, payloads in groups]
        gate = asyncio.Semaphore(self._stores_max)

        async def one(whom: tuple[Any, ...] | None, payloads: Sequence[Payload]) -> list[Payload]:
            converter = self._converter(whom)._stored_for(storage_target(whom, run_id))  # pyright: ignore[reportPrivateUsage]
            async with gate:
                return list(await step(converter, payloads))

        return await together(one(*group) for group in groups)

    def _converter(self, whom: tuple[Any, ...] | None) -> DataConverter:
        if whom is None:
            return self._data_converter
        return self._data_converter.with_context(serialization_context(whom))


def serialization_context(whom: tuple[Any, ...]) -> SerializationContext:
    """The context of those whom payloads belong to, told by the compiled worker."""
    kind, *fields = whom
    if kind == "activity":
        return ActivitySerializationContext(*fields)
    if kind == "nexus":
        return NexusSerializationContext(*fields)
    namespace, workflow_id, _, _ = fields
    return WorkflowSerializationContext(namespace, workflow_id)


def storage_target(whom: tuple[Any, ...] | None, run_id: str) -> StorageDriverWorkflowInfo | None:
    """Whom a driver stores for: another workflow, or else the one that runs, also for its activities."""
    kind, *fields = whom or ("nobody",)
    if kind == "workflow":
        namespace, workflow_id, workflow_type, run_of = fields
        return StorageDriverWorkflowInfo(namespace=namespace, id=workflow_id, run_id=run_of, type=workflow_type)
    if kind == "activity":
        namespace, _, _, _, workflow_id, workflow_type, _ = fields
        return StorageDriverWorkflowInfo(namespace=namespace, id=workflow_id, run_id=run_id, type=workflow_type)
    return None
