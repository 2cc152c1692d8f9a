"""Metrics of workflow code: counted the first time only, not when history is replayed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from everloop._bridge import workflow as _core
from everloop.common import (
    MetricAttributes,
    MetricCommon,
    MetricCounter,
    MetricGauge,
    MetricGaugeFloat,
    MetricHistogram,
    MetricHistogramFloat,
    MetricHistogramTimedelta,
    MetricMeter,
)

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ReplaySafeMeter"]

_MetricType = TypeVar("_MetricType", bound=MetricCommon)


def _counts() -> bool:
    return not _core.is_replaying() or _core.is_read_only()


class ReplaySafeMeter(MetricMeter):
    """Makes metrics that are silent in replays."""

    def __init__(self, meter: MetricMeter) -> None:
        """Wrap a meter."""
        self._meter = meter

    def create_counter(self, name: str, description: str | None = None, unit: str | None = None) -> MetricCounter:
        """Make a counter."""
        return _Counter(self._meter.create_counter(name, description, unit))

    def create_histogram(self, name: str, description: str | None = None, unit: str | None = None) -> MetricHistogram:
        """Make a histogram of integers."""
        return _Histogram(self._meter.create_histogram(name, description, unit))

    def create_histogram_float(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricHistogramFloat:
        """Make a histogram of floats."""
        return _HistogramFloat(self._meter.create_histogram_float(name, description, unit))

    def create_histogram_timedelta(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricHistogramTimedelta:
        """Make a histogram of durations."""
        return _HistogramTimedelta(self._meter.create_histogram_timedelta(name, description, unit))

    def create_gauge(self, name: str, description: str | None = None, unit: str | None = None) -> MetricGauge:
        """Make a gauge of integers."""
        return _Gauge(self._meter.create_gauge(name, description, unit))

    def create_gauge_float(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricGaugeFloat:
        """Make a gauge of floats."""
        return _GaugeFloat(self._meter.create_gauge_float(name, description, unit))

    def with_additional_attributes(self, additional_attributes: MetricAttributes) -> MetricMeter:
        """A meter whose metrics carry more attributes."""
        return ReplaySafeMeter(self._meter.with_additional_attributes(additional_attributes))


class _Metric(MetricCommon, Generic[_MetricType]):
    def __init__(self, metric: _MetricType) -> None:
        self._metric: Any = metric

    @property
    def name(self) -> str:
        return str(self._metric.name)

    @property
    def description(self) -> str | None:
        found: str | None = self._metric.description
        return found

    @property
    def unit(self) -> str | None:
        found: str | None = self._metric.unit
        return found

    def with_additional_attributes(self, additional_attributes: MetricAttributes) -> Self:
        return type(self)(self._metric.with_additional_attributes(additional_attributes))


class _Counter(_Metric[MetricCounter], MetricCounter):
    def add(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        if _counts():
            self._metric.add(value, additional_attributes)


class _Histogram(_Metric[MetricHistogram], MetricHistogram):
    def record(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        if _counts():
            self._metric.record(value, additional_attributes)


class _HistogramFloat(_Metric[MetricHistogramFloat], MetricHistogramFloat):
    def record(self, value: float, additional_attributes: MetricAttributes | None = None) -> None:
        if _counts():
            self._metric.record(value, additional_attributes)


class _HistogramTimedelta(_Metric[MetricHistogramTimedelta], MetricHistogramTimedelta):
    def record(self, value: timedelta, additional_attributes: MetricAttributes | None = None) -> None:
        if _counts():
            self._metric.record(value, additional_attributes)


class _Gauge(_Metric[MetricGauge], MetricGauge):
    def set(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        if _counts():
            self._metric.set(value, additional_attributes)


class _GaugeFloat(_Metric[MetricGaugeFloat], MetricGaugeFloat):
    def set(self, value: float, additional_attributes: MetricAttributes | None = None) -> None:
        if _counts():
            self._metric.set(value, additional_attributes)
