"""What becomes of workflow code that still runs when the process ends.

Workflow code may hold its thread for good: it spins, and catches whatever is raised in it. A thread that runs Python
while the interpreter is taken down ends the process with a signal, so before that each such thread is stopped.
"""

from __future__ import annotations

import atexit
import contextlib
import sys
import time
import weakref
from typing import TYPE_CHECKING

from everloop._bridge.worker import raise_in_thread, wait_for_ever

if TYPE_CHECKING:
    from types import FrameType

    from everloop._bridge.worker import Worker, WorkflowThreads

__all__ = ["watch"]

_GRACE = 0.25
"""Seconds that what runs has to end by itself."""
_PATIENCE = 1.0
"""Seconds after which nothing more is waited for, such as code of C that does not come back to Python."""

_watched: list[tuple[weakref.ref[Worker], WorkflowThreads]] = []
_parked: set[int] = set()


class ProcessEndsError(BaseException):
    """Stops the thread that it is raised in: whoever makes one never gets it."""

    def __new__(cls, *_: object) -> ProcessEndsError:
        """Wait for the end of the process."""
        wait_for_ever(_parked)
        raise AssertionError("for ever is over")


def watch(worker: Worker) -> None:
    """Stop the worker's workflow threads at the end of the process.

    Args:
        worker: A worker that is about to run.
    """
    # A worker that is gone may leave a thread that it could not stop.
    _watched[:] = [it for it in _watched if it[0]() is not None or it[1].identities()]
    _watched.append((weakref.ref(worker), worker.workflow_threads()))


def _end() -> None:
    threads = [one for _, one in _watched]
    for one in threads:
        one.close()
    begun = time.monotonic()
    stopped: set[int] = set()
    while sum(one.inside() for one in threads) > len(_parked) and (elapsed := time.monotonic() - begun) < _PATIENCE:
        if elapsed > _GRACE:
            stopped.update(_stop({it for one in threads for it in one.identities()} - stopped))
        time.sleep(0.001)


def _stop(threads: set[int]) -> set[int]:
    """Stop those threads that may be, and say which."""
    running = sys._current_frames()  # pyright: ignore[reportPrivateUsage]
    stopped = {it for it in threads if it in running and not _may_hold_log(running[it])}
    for thread in stopped:
        # It may have ended meanwhile.
        with contextlib.suppress(ValueError):
            raise_in_thread(thread, ProcessEndsError)
    return stopped


def _may_hold_log(frame: FrameType | None) -> bool:
    """Whether a thread is inside of `logging`, whose locks are needed once more before the process is gone."""
    while frame is not None:
        if frame.f_globals.get("__name__") == "logging":
            return True
        frame = frame.f_back
    return False


atexit.register(_end)
