"""The program's own slot suppliers, as the compiled worker calls them.

All is called on the worker's event loop, but for reserving at once, which a workflow's thread does.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from everloop._dataclass import dataclass
from everloop._loggers import logger_of

from ._tuning import (
    CustomSlotSupplier,
    FixedSizeSlotSupplier,
    ResourceBasedSlotSupplier,
    SlotInfo,
    SlotMarkUsedContext,
    SlotPermit,
    SlotReleaseContext,
)

if TYPE_CHECKING:
    from everloop._bridge.worker import Wish
    from everloop.common import WorkerDeploymentVersion

    from ._tuning import SlotSupplier

__all__ = ["ReserveContext", "SlotHost", "supplier_options"]

_logger = logger_of(__name__)

_SlotType = Literal["workflow", "activity", "local-activity", "nexus"]


@dataclass
class ReserveContext:
    """What suppliers are told of a slot that is wanted."""

    slot_type: _SlotType
    task_queue: str
    worker_identity: str
    worker_build_id: str
    worker_deployment_version: WorkerDeploymentVersion | None
    is_sticky: bool


@dataclass
class _WorkflowInfo:
    workflow_type: str
    is_sticky: bool


@dataclass
class _ActivityInfo:
    activity_type: str


@dataclass
class _LocalActivityInfo:
    activity_type: str


@dataclass(frozen=True)
class _MarkUsed(SlotMarkUsedContext):
    slot_info: SlotInfo
    permit: SlotPermit


class SlotHost:
    """One supplier, for one kind of slot."""

    def __init__(self, supplier: CustomSlotSupplier, shared: ReserveContext, sticky: ReserveContext) -> None:
        self._supplier = supplier
        self._contexts = (shared, sticky)
        self._waiting: set[asyncio.Task[None]] = set()
        self._infos: dict[int, SlotInfo] = {}

    def begin(self, wish: Wish, is_sticky: bool) -> asyncio.Task[None]:
        """Ask the supplier for a slot. Cancelling the task gives the wish up."""
        task = asyncio.get_running_loop().create_task(self._reserve(wish, self._contexts[is_sticky]))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
        return task

    async def _reserve(self, wish: Wish, context: ReserveContext) -> None:
        permit: SlotPermit | None = None
        try:
            permit = await self._supplier.reserve_slot(context)
        except Exception:
            _logger.exception("Slot supplier failed to reserve a slot, will ask again")
        if not wish.grant(permit) and permit is not None:
            self.release(permit)

    def try_reserve(self, is_sticky: bool) -> SlotPermit | None:
        """A slot if one is free now."""
        try:
            return self._supplier.try_reserve_slot(self._contexts[is_sticky])
        except Exception:
            _logger.exception("Slot supplier failed to reserve a slot at once")
            return None

    def mark_used(self, permit: SlotPermit, kind: str, name: str, is_sticky: bool) -> None:
        """Tell what a slot is used for."""
        info: SlotInfo
        if kind == "workflow":
            info = _WorkflowInfo(name, is_sticky)
        elif kind == "activity":
            info = _ActivityInfo(name)
        else:
            info = _LocalActivityInfo(name)
        self._infos[id(permit)] = info
        try:
            self._supplier.mark_slot_used(_MarkUsed(info, permit))
        except Exception:
            _logger.exception("Slot supplier failed to take note of a slot's use")

    def release(self, permit: SlotPermit) -> None:
        """Give a slot back."""
        try:
            self._supplier.release_slot(SlotReleaseContext(self._infos.pop(id(permit), None), permit))
        except Exception:
            _logger.exception("Slot supplier failed to take a slot back")


def supplier_options(
    supplier: SlotSupplier,
    slot_type: _SlotType,
    *,
    task_queue: str,
    worker_identity: str,
    worker_build_id: str,
    worker_deployment_version: WorkerDeploymentVersion | None,
) -> Any:
    """A supplier as the compiled worker takes it; ``None`` for a fixed number.

    Raises:
        ValueError: If the bounds of one that watches the machine contradict each other.
    """
    if isinstance(supplier, FixedSizeSlotSupplier):
        return None
    if isinstance(supplier, ResourceBasedSlotSupplier):
        return _resource_options(supplier, slot_type)

    def context(is_sticky: bool) -> ReserveContext:
        return ReserveContext(
            slot_type, task_queue, worker_identity, worker_build_id, worker_deployment_version, is_sticky
        )

    return SlotHost(supplier, context(False), context(True))


def _resource_options(supplier: ResourceBasedSlotSupplier, slot_type: _SlotType) -> tuple[Any, ...]:
    config, target = supplier.slot_config, supplier.tuner_config
    is_workflow = slot_type == "workflow"
    maximum = config.maximum_slots if config.maximum_slots is not None else 500
    minimum = config.minimum_slots if config.minimum_slots is not None else min(5 if is_workflow else 1, maximum)
    pause = config.ramp_throttle
    if pause is None:
        pause = timedelta(milliseconds=0 if is_workflow else 50)
    if minimum > maximum:
        raise ValueError(f"minimum_slots must not be greater than maximum_slots: {minimum} and {maximum}")
    return (minimum, maximum, pause, target.target_memory_usage, target.target_cpu_usage)
