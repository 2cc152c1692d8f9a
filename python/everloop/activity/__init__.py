"""What activity code is written with.

Decorate a function with `defn`, give it to a worker, and call it from a workflow. Inside of it, `info`,
`heartbeat`, `is_cancelled` and the rest tell about the attempt that runs.
"""

from everloop.types import CallableType

from ._calls import (
    cancellation_details,
    client,
    heartbeat,
    in_activity,
    info,
    is_cancelled,
    is_worker_shutdown,
    metric_meter,
    payload_converter,
    raise_complete_async,
    shield_thread_cancel_exception,
    wait_for_cancelled,
    wait_for_cancelled_sync,
    wait_for_worker_shutdown,
    wait_for_worker_shutdown_sync,
)
from ._definition import Definition, defn
from ._info import ActivityCancellationDetails, Info
from ._logger import LoggerAdapter, logger

# Private, but packages that build on the Temporal SDK reach for it.
_Definition = Definition

__all__ = [
    "ActivityCancellationDetails",
    "CallableType",
    "Info",
    "LoggerAdapter",
    "cancellation_details",
    "client",
    "defn",
    "heartbeat",
    "in_activity",
    "info",
    "is_cancelled",
    "is_worker_shutdown",
    "logger",
    "metric_meter",
    "payload_converter",
    "raise_complete_async",
    "shield_thread_cancel_exception",
    "wait_for_cancelled",
    "wait_for_cancelled_sync",
    "wait_for_worker_shutdown",
    "wait_for_worker_shutdown_sync",
]
