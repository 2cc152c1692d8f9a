"""When telemetry of a workflow is to be made: not for what history holds already, nor while a run is forgotten."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from everloop.workflow import in_workflow, unsafe

__all__ = ["is_repeated", "outside"]


def is_repeated() -> bool:
    """Whether the running code is a workflow's that goes through its history again."""
    return in_workflow() and unsafe.is_replaying_history_events()


def outside() -> AbstractContextManager[None]:
    """Lets the code inside do what workflow code must not: telemetry reads clocks and does I/O."""
    return unsafe.sandbox_unrestricted() if in_workflow() else nullcontext()
