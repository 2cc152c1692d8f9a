"""Where telemetry goes: logs and metrics of everloop's Rust core.

A `Runtime` is made once, at the start of a program, and given to the clients it connects; their workers use it too.
Names and meaning of the metrics are in docs/OBSERVABILITY.md.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, NewType, Protocol, cast

from everloop._dataclass import dataclass
from everloop.common import MetricMeter

if TYPE_CHECKING:
    from everloop._bridge.telemetry import Telemetry

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
    """Handing log lines of the core to `logging`. Each record has the line itself as ``temporal_log``."""

    logger: logging.Logger
    """Whose handlers get the records. Its level filters them once more."""

    append_target_to_name: bool = True
    """Whether the record's logger name ends in the place in the core that the line is from."""

    prepend_target_on_message: bool = True
    """Whether the message begins with that place."""

    overwrite_log_record_time: bool = True
    """Whether the record has the time of the line rather than that of its arrival."""

    append_log_fields_to_message: bool = True
    """Whether the message ends in the line's fields."""


@dataclass(frozen=True)
class LoggingConfig:
    """Logging of the core. There is one log per process: the runtime made last decides about it."""

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
    """Metrics kept for the program itself to read, one update per recorded value.

    Give it to one runtime, and call `retrieve_updates` often: what is recorded while it is full is dropped, which a
    warning of the log says.
    """

    def __init__(
        self,
        buffer_size: int,
        duration_format: MetricBufferDurationFormat = MetricBufferDurationFormat.MILLISECONDS,
    ) -> None:
        """A buffer that belongs to no runtime yet.

        Args:
            buffer_size: How many updates it holds.
            duration_format: Whether durations are whole milliseconds or seconds with a fraction.
        """
        self._buffer_size = buffer_size
        self._duration_format = duration_format
        self._core: Telemetry | None = None

    def retrieve_updates(self) -> Sequence[BufferedMetricUpdate]:
        """What was recorded since the last call, in order.

        Raises:
            RuntimeError: If no runtime was made with this buffer yet.
        """
        if self._core is None:
            raise RuntimeError("Attempting to retrieve updates before runtime created")
        return cast("Sequence[BufferedMetricUpdate]", self._core.retrieve_updates())


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
    _has_log: ClassVar[bool] = False

    @classmethod
    def default(cls) -> Runtime:
        """The runtime of clients that are given none.

        Raises:
            RuntimeError: If `prevent_default` was called.
        """
        if Runtime._default is None:
            if Runtime._default_prevented:
                raise RuntimeError("Cannot create default Runtime after Runtime.prevent_default has been called")
            # A log that the program chose stays: there is one per process.
            own = None if Runtime._has_log else LoggingConfig.default
            Runtime._default = cls(telemetry=TelemetryConfig(logging=own))
        return Runtime._default

    @classmethod
    def prevent_default(cls) -> None:
        """Let `default` raise from now on, unless `set_default` is called.

        Raises:
            RuntimeError: If there is a default already.
        """
        if Runtime._default is not None:
            raise RuntimeError("Runtime.prevent_default called after default runtime has been created or set")
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
        """Begin to collect what the telemetry options ask for.

        Args:
            telemetry: Logs and metrics.
            worker_heartbeat_interval: How often workers tell the server how they are, 1 to 60 seconds; ``None`` for
                never.
            disable_environment_info: Whether those reports leave out where the worker runs.

        Raises:
            ValueError: If an option cannot be used, such as an address that is taken.
        """
        if worker_heartbeat_interval is not None and worker_heartbeat_interval <= timedelta(0):
            raise ValueError("worker_heartbeat_interval must be positive")
        if worker_heartbeat_interval is not None and not _ONE <= worker_heartbeat_interval <= 60 * _ONE:
            seconds = worker_heartbeat_interval.total_seconds()
            raise ValueError(f"worker_heartbeat_interval must be from 1 to 60 seconds, it is {seconds}")
        self._telemetry = telemetry
        self._core = _core_of(telemetry)
        if telemetry.logging is not None:
            _log(telemetry.logging)
            Runtime._has_log = True
        self._metric_meter: MetricMeter | None = None
        self._worker_heartbeat_interval = worker_heartbeat_interval
        self._disable_environment_info = disable_environment_info

    @property
    def metric_meter(self) -> MetricMeter:
        """What the program records its own metrics with. It records nothing if the runtime has no metrics."""
        if self._metric_meter is None:
            if self._core is None:
                self._metric_meter = MetricMeter.noop
            else:
                from everloop._core_meter import CoreMeter

                self._metric_meter = CoreMeter(self._core.meter())
        return self._metric_meter


_ONE = timedelta(seconds=1)
_DEFAULT_PERIOD = _ONE


def _core_of(telemetry: TelemetryConfig) -> Telemetry | None:
    """The compiled part of a runtime with metrics."""
    metrics = telemetry.metrics
    if metrics is None:
        return None
    from everloop._bridge.telemetry import Telemetry

    if isinstance(metrics, MetricBuffer):
        if metrics._core is not None:  # pyright: ignore[reportPrivateUsage]
            raise ValueError("a MetricBuffer belongs to one runtime, and this one has its runtime already")
        as_seconds = metrics._duration_format is MetricBufferDurationFormat.SECONDS  # pyright: ignore[reportPrivateUsage]
        size = metrics._buffer_size  # pyright: ignore[reportPrivateUsage]
        core = Telemetry(_common(telemetry, as_seconds, None), buffer_size=size)
        metrics._core = core  # pyright: ignore[reportPrivateUsage]
        return core
    common = _common(telemetry, metrics.durations_as_seconds, metrics.histogram_bucket_overrides)
    if isinstance(metrics, PrometheusConfig):
        prometheus = {
            "bind_address": metrics.bind_address,
            "counters_total_suffix": metrics.counters_total_suffix,
            "unit_suffix": metrics.unit_suffix,
        }
        return Telemetry(common, prometheus=prometheus)
    open_telemetry = {
        "url": metrics.url,
        "headers": dict(metrics.headers or {}),
        "interval": metrics.metric_periodicity or _DEFAULT_PERIOD,
        "is_delta": metrics.metric_temporality is OpenTelemetryMetricTemporality.DELTA,
        "http": metrics.http,
    }
    return Telemetry(common, open_telemetry=open_telemetry)


def _log(config: LoggingConfig) -> None:
    from everloop._bridge.telemetry import forward_log, show_log

    log_filter = config.filter if isinstance(config.filter, str) else config.filter.formatted()
    if config.forwarding is None:
        show_log(log_filter, (config.format or LoggingFormat.COMPACT).value)
        return
    from everloop._log_forwarding import forwarder

    forward_log(log_filter, forwarder(config.forwarding))


def _common(
    telemetry: TelemetryConfig, as_seconds: bool, overrides: Mapping[str, Sequence[float]] | None
) -> dict[str, Any]:
    prefix = telemetry.metric_prefix
    return {
        "prefix": "temporal_" if prefix is None else prefix,
        "global_tags": dict(telemetry.global_tags),
        "attach_service_name": telemetry.attach_service_name,
        "durations_as_seconds": as_seconds,
        "histogram_bucket_overrides": {name: list(bounds) for name, bounds in (overrides or {}).items()},
    }
