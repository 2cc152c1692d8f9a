"""Slots: how much of each kind a worker does at once, and who decides it.

A supplier is a fixed number, or watches the machine, or is the program's own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from everloop._dataclass import dataclass
from everloop.common import WorkerDeploymentVersion

from ._slots import DEFAULT_SLOTS

__all__ = [
    "ActivitySlotInfo",
    "CustomSlotSupplier",
    "FixedSizeSlotSupplier",
    "LocalActivitySlotInfo",
    "NexusSlotInfo",
    "ResourceBasedSlotConfig",
    "ResourceBasedSlotSupplier",
    "ResourceBasedTunerConfig",
    "SlotInfo",
    "SlotMarkUsedContext",
    "SlotPermit",
    "SlotReleaseContext",
    "SlotReserveContext",
    "SlotSupplier",
    "WorkerTuner",
    "WorkflowSlotInfo",
]


@dataclass(frozen=True)
class FixedSizeSlotSupplier:
    """A fixed number of slots."""

    num_slots: int


@dataclass(frozen=True)
class ResourceBasedTunerConfig:
    """What a tuner that watches the machine aims at."""

    target_memory_usage: float
    """Part of the memory in use, from 0 to 1. At 1 the machine may run out of it."""

    target_cpu_usage: float
    """Part of the processors' time in use, from 0 to 1."""


@dataclass(frozen=True)
class ResourceBasedSlotConfig:
    """Bounds of one kind of slot under a tuner that watches the machine."""

    minimum_slots: int | None = None
    """Slots given out in any case. 5 for workflow tasks, else 1."""

    maximum_slots: int | None = None
    """500 if left out."""

    ramp_throttle: timedelta | None = None
    """Pause between two slots given out. None for workflow tasks, else 50 milliseconds."""


@dataclass(frozen=True)
class ResourceBasedSlotSupplier:
    """Slots given out while the machine has room."""

    slot_config: ResourceBasedSlotConfig
    tuner_config: ResourceBasedTunerConfig
    """The same for all suppliers of a worker."""


class SlotPermit:
    """The right to use one slot. Subclass it to carry data."""


class SlotReserveContext(Protocol):
    """What a supplier is told when a slot is wanted."""

    slot_type: Literal["workflow", "activity", "local-activity", "nexus"]
    task_queue: str
    worker_identity: str
    worker_build_id: str
    worker_deployment_version: WorkerDeploymentVersion | None
    is_sticky: bool


@runtime_checkable
class WorkflowSlotInfo(Protocol):
    """The workflow task in a slot."""

    workflow_type: str
    is_sticky: bool


@runtime_checkable
class ActivitySlotInfo(Protocol):
    """The activity in a slot."""

    activity_type: str


@runtime_checkable
class LocalActivitySlotInfo(Protocol):
    """The local activity in a slot."""

    activity_type: str


@runtime_checkable
class NexusSlotInfo(Protocol):
    """The Nexus operation in a slot."""

    service: str
    operation: str


SlotInfo: TypeAlias = WorkflowSlotInfo | ActivitySlotInfo | LocalActivitySlotInfo | NexusSlotInfo


@runtime_checkable
@dataclass(frozen=True)
class SlotMarkUsedContext(Protocol):
    """What a supplier is told when work begins in a slot."""

    slot_info: SlotInfo
    permit: SlotPermit


@dataclass(frozen=True)
class SlotReleaseContext:
    """What a supplier is told when a slot is given back."""

    slot_info: SlotInfo | None
    """``None`` if the slot was never used."""

    permit: SlotPermit


class CustomSlotSupplier(ABC):
    """A supplier of one's own."""

    @abstractmethod
    async def reserve_slot(self, ctx: SlotReserveContext) -> SlotPermit:
        """Wait for a slot."""
        ...

    @abstractmethod
    def try_reserve_slot(self, ctx: SlotReserveContext) -> SlotPermit | None:
        """Give a slot if one is free now. It must not block."""
        ...

    @abstractmethod
    def mark_slot_used(self, ctx: SlotMarkUsedContext) -> None:
        """Take note of what a slot is used for. It must not block."""
        ...

    @abstractmethod
    def release_slot(self, ctx: SlotReleaseContext) -> None:
        """Take a slot back. It must not block."""
        ...


SlotSupplier: TypeAlias = FixedSizeSlotSupplier | ResourceBasedSlotSupplier | CustomSlotSupplier


class WorkerTuner(ABC):
    """The slot suppliers of a worker."""

    @classmethod
    def create_resource_based(
        cls,
        *,
        target_memory_usage: float,
        target_cpu_usage: float,
        workflow_config: ResourceBasedSlotConfig | None = None,
        activity_config: ResourceBasedSlotConfig | None = None,
        local_activity_config: ResourceBasedSlotConfig | None = None,
        nexus_config: ResourceBasedSlotConfig | None = None,
    ) -> WorkerTuner:
        """A tuner that watches the machine.

        Args:
            target_memory_usage: Part of the memory in use, from 0 to 1.
            target_cpu_usage: Part of the processors' time in use, from 0 to 1.
            workflow_config: Bounds of the slots for workflow tasks.
            activity_config: Bounds of the slots for activities.
            local_activity_config: Bounds of the slots for local activities.
            nexus_config: Not used yet.
        """
        target = ResourceBasedTunerConfig(target_memory_usage, target_cpu_usage)

        def supplier(config: ResourceBasedSlotConfig | None) -> SlotSupplier:
            return ResourceBasedSlotSupplier(config or ResourceBasedSlotConfig(), target)

        return _Tuner(
            supplier(workflow_config),
            supplier(activity_config),
            supplier(local_activity_config),
            supplier(nexus_config),
        )

    @classmethod
    def create_fixed(
        cls,
        *,
        workflow_slots: int | None = None,
        activity_slots: int | None = None,
        local_activity_slots: int | None = None,
        nexus_slots: int | None = None,
    ) -> WorkerTuner:
        """A tuner with fixed numbers of slots, 100 of each kind if left out.

        Args:
            workflow_slots: Workflow tasks at once.
            activity_slots: Activities at once.
            local_activity_slots: Local activities at once.
            nexus_slots: Not used yet.
        """

        def supplier(slots: int | None) -> SlotSupplier:
            return FixedSizeSlotSupplier(slots if slots else DEFAULT_SLOTS)

        return _Tuner(
            supplier(workflow_slots), supplier(activity_slots), supplier(local_activity_slots), supplier(nexus_slots)
        )

    @classmethod
    def create_composite(
        cls,
        *,
        workflow_supplier: SlotSupplier,
        activity_supplier: SlotSupplier,
        local_activity_supplier: SlotSupplier,
        nexus_supplier: SlotSupplier,
    ) -> WorkerTuner:
        """A tuner with a supplier of its own for each kind of slot.

        Args:
            workflow_supplier: Of slots for workflow tasks.
            activity_supplier: Of slots for activities.
            local_activity_supplier: Of slots for local activities.
            nexus_supplier: Not used yet.
        """
        return _Tuner(workflow_supplier, activity_supplier, local_activity_supplier, nexus_supplier)

    @abstractmethod
    def _get_workflow_task_slot_supplier(self) -> SlotSupplier: ...

    @abstractmethod
    def _get_activity_task_slot_supplier(self) -> SlotSupplier: ...

    @abstractmethod
    def _get_local_activity_task_slot_supplier(self) -> SlotSupplier: ...

    @abstractmethod
    def _get_nexus_slot_supplier(self) -> SlotSupplier: ...


@dataclass(frozen=True)
class _Tuner(WorkerTuner):
    workflow_supplier: SlotSupplier
    activity_supplier: SlotSupplier
    local_activity_supplier: SlotSupplier
    nexus_supplier: SlotSupplier

    def _get_workflow_task_slot_supplier(self) -> SlotSupplier:
        return self.workflow_supplier

    def _get_activity_task_slot_supplier(self) -> SlotSupplier:
        return self.activity_supplier

    def _get_local_activity_task_slot_supplier(self) -> SlotSupplier:
        return self.local_activity_supplier

    def _get_nexus_slot_supplier(self) -> SlotSupplier:
        return self.nexus_supplier
