"""Where telemetry goes: logs and metrics of everloop's Rust core.

The names are all here; exporting is not yet. A runtime with metrics or with log forwarding is refused, and
not accepted and forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, NewType, Protocol

from everloop.common import MetricMeter

if TYPE_CHECKING:
    import logging

__all__ = [
    "BUFFERED_METRIC_KIND_COUNTER",
    "BUFFERED_METRIC_KIND_GAUGE",
    "BUFFERED_METRIC_KIND_HISTOGRAM",
    "BufferedMetric",
    "BufferedMetricKind",
    "BufferedMetricUpdate",
    "LogForwardingConfig",
    "LoggingConfig",
    "LoggingFormat",
    "MetricBuffer",
    "MetricBufferDurationFormat",
    "OpenTelemetryConfig",
    "OpenTelemetryMetricTemporality",
    "PrometheusConfig",
    "Runtime",
    "TelemetryConfig",
    "TelemetryFilter",
]


@dataclass
class TelemetryFilter:
    """Which log lines are wanted."""

    core_level: str
    """Level of everloop's own lines."""

    other_level: str
    """Level of other lines."""

    def formatted(self) -> str:
        """The filter as one text."""
        return f"{self.other_level},everloop={self.core_level}"


class LoggingFormat(Enum):
    """How log lines look."""

    COMPACT = "compact"
    PRETTY = "pretty"
    JSON = "json"


@dataclass
class LogForwardingConfig:
    """Handing log lines of the core to `logging`."""

    logger: logging.Logger
    append_target_to_name: bool = True
    prepend_target_on_message: bool = True
    overwrite_log_record_time: bool = True
    append_log_fields_to_message: bool = True


@dataclass(frozen=True)
class LoggingConfig:
    """Logging of the core."""

    filter: TelemetryFilter | str
    forwarding: LogForwardingConfig | None = None
    format: LoggingFormat | None = None

    default: ClassVar[LoggingConfig]


LoggingConfig.default = LoggingConfig(filter=TelemetryFilter(core_level="WARN", other_level="ERROR"))


class OpenTelemetryMetricTemporality(Enum):
    """What an exported counter counts from."""

    CUMULATIVE = 1
    DELTA = 2


@dataclass(frozen=True)
class OpenTelemetryConfig:
    """Exporting metrics to a collector."""

    url: str
    headers: Mapping[str, str] | None = None
    metric_periodicity: timedelta | None = None
    metric_temporality: OpenTelemetryMetricTemporality = OpenTelemetryMetricTemporality.CUMULATIVE
    durations_as_seconds: bool = False
    http: bool = False
    histogram_bucket_overrides: Mapping[str, Sequence[float]] | None = None


@dataclass(frozen=True)
class PrometheusConfig:
    """Serving metrics to Prometheus."""

    bind_address: str
    counters_total_suffix: bool = False
    unit_suffix: bool = False
    durations_as_seconds: bool = False
    histogram_bucket_overrides: Mapping[str, Sequence[float]] | None = None


class MetricBufferDurationFormat(Enum):
    """The unit of buffered durations."""

    MILLISECONDS = 1
    SECONDS = 2


BufferedMetricKind = NewType("BufferedMetricKind", int)

BUFFERED_METRIC_KIND_COUNTER = BufferedMetricKind(0)
BUFFERED_METRIC_KIND_GAUGE = BufferedMetricKind(1)
BUFFERED_METRIC_KIND_HISTOGRAM = BufferedMetricKind(2)


class BufferedMetric(Protocol):
    """A metric. The same object stands for the same metric in all its updates."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def description(self) -> str | None:
        """What it is for, if this was said."""
        ...

    @property
    def unit(self) -> str | None:
        """Its unit, if this was said."""
        ...

    @property
    def kind(self) -> BufferedMetricKind:
        """One of the ``BUFFERED_METRIC_KIND_`` constants."""
        ...


class BufferedMetricUpdate(Protocol):
    """One value that was recorded."""

    @property
    def metric(self) -> BufferedMetric:
        """What it was recorded for."""
        ...

    @property
    def value(self) -> int | float:
        """The value; for counters the increase."""
        ...

    @property
    def attributes(self) -> Mapping[str, str | int | float | bool]:
        """Its attributes. The same object stands for the same attributes."""
        ...


class MetricBuffer:
    """Metrics for the program itself to read. Not supported yet."""

    def __init__(
        self,
        buffer_size: int,
        duration_format: MetricBufferDurationFormat = MetricBufferDurationFormat.MILLISECONDS,
    ) -> None:
        raise NotImplementedError("buffered metrics are not supported yet")

    def retrieve_updates(self) -> Sequence[BufferedMetricUpdate]:
        """What was recorded since the last call."""
        raise NotImplementedError("buffered metrics are not supported yet")


@dataclass(frozen=True)
class TelemetryConfig:
    """All telemetry of a runtime."""

    logging: LoggingConfig | None = LoggingConfig.default
    metrics: OpenTelemetryConfig | PrometheusConfig | MetricBuffer | None = None
    global_tags: Mapping[str, str] = field(default_factory=dict[str, str])
    attach_service_name: bool = True
    metric_prefix: str | None = None


class Runtime:
    """What clients and workers share: threads and telemetry. There is one set of threads per process."""

    _default: ClassVar[Runtime | None] = None
    _default_prevented: ClassVar[bool] = False

    @classmethod
    def default(cls) -> Runtime:
        """The runtime of clients that are given none.

        Raises:
            RuntimeError: If `prevent_default` was called.
        """
        if Runtime._default is None:
            if Runtime._default_prevented:
                raise RuntimeError("Default runtime creation was prevented")
            Runtime._default = cls(telemetry=TelemetryConfig())
        return Runtime._default

    @classmethod
    def prevent_default(cls) -> None:
        """Let `default` raise from now on, unless `set_default` is called.

        Raises:
            RuntimeError: If there is a default already.
        """
        if Runtime._default is not None:
            raise RuntimeError("Default runtime is already set")
        Runtime._default_prevented = True

    @staticmethod
    def set_default(runtime: Runtime, *, error_if_already_set: bool = True) -> None:
        """Make a runtime the default.

        Args:
            runtime: The runtime.
            error_if_already_set: Whether replacing another one is an error.

        Raises:
            RuntimeError: If there is a default already.
        """
        if Runtime._default is not None and error_if_already_set:
            raise RuntimeError("Runtime default already set")
        Runtime._default = runtime

    def __init__(
        self,
        *,
        telemetry: TelemetryConfig,
        worker_heartbeat_interval: timedelta | None = timedelta(seconds=60),
        disable_environment_info: bool = False,
    ) -> None:
        if telemetry.metrics is not None:
            raise NotImplementedError(f"{type(telemetry.metrics).__name__} is not supported yet")
        if telemetry.logging is not None and telemetry.logging.forwarding is not None:
            raise NotImplementedError("LogForwardingConfig is not supported yet")
        self._telemetry = telemetry
        self._worker_heartbeat_interval = worker_heartbeat_interval
        self._disable_environment_info = disable_environment_info

    @property
    def metric_meter(self) -> MetricMeter:
        """What metrics are recorded with; it goes nowhere yet."""
        return MetricMeter.noop
