"""What the compiled workflow runtime says in the log about runs.

Loggers, levels, texts and extras are those of the Temporal SDK: programs filter records by them.
"""

from __future__ import annotations

import logging
from typing import Any

from everloop._advice import advised
from everloop._loggers import logger_of
from everloop.exceptions import ApplicationError

from ._errors import DeadlockError

__all__ = [
    "Identity",
    "logs_evictions",
    "report_activation_failure",
    "report_deadlock",
    "report_dropped_signal",
    "report_eviction",
    "report_failed_removal",
    "report_raised",
    "report_task_failure",
    "report_unknown_workflow",
    "run_details",
]

Identity = tuple[str, str, str, str, str, int]
"""Run ID, workflow ID, workflow type, task queue, namespace and attempt of a run."""

_run_log = logger_of("everloop.worker._workflow_instance")
_worker_log = logger_of("everloop.worker._workflow")


def run_details(identity: Identity) -> dict[str, Any]:
    """The extra ``temporal_workflow`` of a record about a run."""
    run_id, workflow_id, workflow_type, task_queue, namespace, attempt = identity
    return {
        "attempt": attempt,
        "namespace": namespace,
        "run_id": run_id,
        "task_queue": task_queue,
        "workflow_id": workflow_id,
        "workflow_type": workflow_type,
    }


def report_task_failure(exception: BaseException, identity: Identity) -> None:
    """Logs that a workflow task failed: the workflow is not over, but somebody should look."""
    run_id, workflow_id, workflow_type = identity[:3]
    _run_log.warning(
        "Failed activation on workflow %s with ID %s and run ID %s",
        workflow_type,
        workflow_id,
        run_id,
        exc_info=exception,
        extra={
            "temporal_workflow": run_details(identity),
            "__temporal_error_identifier": "WorkflowTaskFailure",
        },
    )


def report_dropped_signal(name: str, exception: BaseException, identity: Identity) -> None:
    """Logs that a signal could not be decoded and is lost."""
    run_id, workflow_id, workflow_type = identity[:3]
    _run_log.error(
        "Failed deserializing signal input for %s on workflow %s with ID %s and run ID %s, dropping the signal",
        name,
        workflow_type,
        workflow_id,
        run_id,
        exc_info=exception,
        extra={"temporal_workflow": run_details(identity)},
    )


def report_raised(what: str, exception: BaseException, run_id: str) -> None:
    """Logs, for debugging, that a workflow or an update raised; what comes of that is another matter.

    Args:
        what: ``Workflow`` or ``Update``.
        exception: What it raised.
        run_id: The run.
    """
    _run_log.debug("%s raised failure with run ID %s", what, run_id, exc_info=exception)


def report_activation_failure(exception: BaseException, run_id: str) -> None:
    """Logs that a run could not be activated at all: its task fails, and will be tried again."""
    _worker_log.error("Failed handling activation on workflow with run ID %s", run_id, exc_info=exception)


def report_unknown_workflow(message: str, workflow_id: str, run_id: str) -> None:
    """Logs that a workflow's class is not registered: nothing happens until some worker of the queue has it."""
    error = ApplicationError(message, type="NotFoundError")
    report_activation_failure(advised(error, f"The task of workflow ID {workflow_id} will be tried again."), run_id)


def report_deadlock(message: str, stack: str | None, run_id: str) -> None:
    """Logs that workflow code holds its thread, and where it was found."""
    error = DeadlockError(message)
    report_activation_failure(advised(error, f"The code is here:\n{stack}") if stack else error, run_id)


def report_failed_removal(exception: BaseException, run_id: str) -> None:
    """Logs that an instance which a runner made could not be told that its run is held no longer."""
    _worker_log.error("Failed removing workflow with run ID %s from the cache", run_id, exc_info=exception)


def report_eviction(message: str, run_id: str) -> None:
    """Logs, for debugging, that the worker forgets a run."""
    _worker_log.debug("Evicting workflow with run ID %s, message: %s", run_id, message)


def logs_evictions() -> bool:
    """Whether evictions are to be reported. A worker asks once: they happen as often as runs end."""
    return _worker_log.isEnabledFor(logging.DEBUG)
