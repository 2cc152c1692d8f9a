"""What the runtime takes from the compiled module."""

from everloop._core import (
    BufferedMetric,
    BufferedUpdate,
    LogEntry,
    Meter,
    MetricRef,
    Telemetry,
    forward_log,
    show_log,
)

__all__ = [
    "BufferedMetric",
    "BufferedUpdate",
    "LogEntry",
    "Meter",
    "MetricRef",
    "Telemetry",
    "forward_log",
    "show_log",
]
