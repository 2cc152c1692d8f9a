"""Numbers of slots, which is what the compiled worker is given of a tuner."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._tuning import SlotSupplier, WorkerTuner

__all__ = ["DEFAULT_SLOTS", "FixedSlots", "fixed_slots"]

DEFAULT_SLOTS = 100
"""Slots of each kind when nothing is said."""


class FixedSlots:
    """Numbers of slots."""

    __slots__ = ("activity", "local_activity", "workflow")

    def __init__(self, workflow: int, activity: int, local_activity: int) -> None:
        self.workflow = workflow
        self.activity = activity
        self.local_activity = local_activity


def fixed_slots(tuner: WorkerTuner) -> FixedSlots:
    """The numbers of a tuner's slots; for suppliers that decide for themselves, the most they may give."""
    return FixedSlots(
        workflow=_number(tuner._get_workflow_task_slot_supplier()),  # pyright: ignore[reportPrivateUsage]
        activity=_number(tuner._get_activity_task_slot_supplier()),  # pyright: ignore[reportPrivateUsage]
        local_activity=_number(tuner._get_local_activity_task_slot_supplier()),  # pyright: ignore[reportPrivateUsage]
    )


def _number(supplier: SlotSupplier) -> int:
    from ._tuning import FixedSizeSlotSupplier

    return supplier.num_slots if isinstance(supplier, FixedSizeSlotSupplier) else DEFAULT_SLOTS
