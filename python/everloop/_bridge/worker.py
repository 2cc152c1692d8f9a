"""What the worker takes from the compiled module."""

from everloop._core import (
    ActivityAttempt,
    Passing,
    Replayer,
    Wish,
    Worker,
    WorkflowThreads,
    clear_thread_exception,
    raise_in_thread,
    wait_for_ever,
)

__all__ = [
    "ActivityAttempt",
    "Passing",
    "Replayer",
    "Wish",
    "Worker",
    "WorkflowThreads",
    "clear_thread_exception",
    "raise_in_thread",
    "wait_for_ever",
]
