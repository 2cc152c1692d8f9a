"""The meters that record: the classes of `everloop.common` over the compiled module."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from everloop._metric_meter import (
    MetricAttributes,
    MetricCounter,
    MetricGauge,
    MetricGaugeFloat,
    MetricHistogram,
    MetricHistogramFloat,
    MetricHistogramTimedelta,
    MetricMeter,
    NamedMetric,
)

if TYPE_CHECKING:
    from typing_extensions import Self

    from everloop._bridge.telemetry import Meter, MetricRef

__all__ = ["CoreMeter"]

_NO_TIME = timedelta(0)


class CoreMeter(MetricMeter):
    """Makes metrics that go where the runtime says."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    def create_counter(self, name: str, description: str | None = None, unit: str | None = None) -> MetricCounter:
        """A counter."""
        return _Counter(self._meter.metric("counter", name, description, unit), name, description, unit)

    def create_histogram(self, name: str, description: str | None = None, unit: str | None = None) -> MetricHistogram:
        """A histogram of whole numbers."""
        return _Histogram(self._meter.metric("histogram", name, description, unit), name, description, unit)

    def create_histogram_float(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricHistogramFloat:
        """A histogram of numbers."""
        return _HistogramFloat(self._meter.metric("histogram", name, description, unit), name, description, unit)

    def create_histogram_timedelta(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricHistogramTimedelta:
        """A histogram of durations."""
        return _HistogramTimedelta(self._meter.metric("duration", name, description, unit), name, description, unit)

    def create_gauge(self, name: str, description: str | None = None, unit: str | None = None) -> MetricGauge:
        """A gauge of whole numbers."""
        return _Gauge(self._meter.metric("gauge", name, description, unit), name, description, unit)

    def create_gauge_float(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricGaugeFloat:
        """A gauge of numbers."""
        return _GaugeFloat(self._meter.metric("gauge", name, description, unit), name, description, unit)

    def with_additional_attributes(self, additional_attributes: MetricAttributes) -> MetricMeter:
        """A meter whose metrics carry more attributes."""
        return CoreMeter(self._meter.with_attributes(additional_attributes))


class _Metric(NamedMetric):
    def __init__(self, metric: MetricRef, name: str, description: str | None, unit: str | None) -> None:
        super().__init__(name, description, unit)
        self._metric = metric

    def with_additional_attributes(self, additional_attributes: MetricAttributes) -> Self:
        metric = self._metric.with_attributes(additional_attributes)
        return type(self)(metric, self._name, self._description, self._unit)


def _check(value: Any, least: Any = 0) -> None:
    if value < least:
        raise ValueError("Metric value cannot be negative")


class _Counter(_Metric, MetricCounter):
    def add(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        _check(value)
        self._metric.record_int(value, additional_attributes)


class _Histogram(_Metric, MetricHistogram):
    def record(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        _check(value)
        self._metric.record_int(value, additional_attributes)


class _HistogramFloat(_Metric, MetricHistogramFloat):
    def record(self, value: float, additional_attributes: MetricAttributes | None = None) -> None:
        _check(value)
        self._metric.record_float(value, additional_attributes)


class _HistogramTimedelta(_Metric, MetricHistogramTimedelta):
    def record(self, value: timedelta, additional_attributes: MetricAttributes | None = None) -> None:
        _check(value, _NO_TIME)
        self._metric.record_duration(value, additional_attributes)


class _Gauge(_Metric, MetricGauge):
    def set(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        _check(value)
        self._metric.record_int(value, additional_attributes)


class _GaugeFloat(_Metric, MetricGaugeFloat):
    def set(self, value: float, additional_attributes: MetricAttributes | None = None) -> None:
        _check(value)
        self._metric.record_float(value, additional_attributes)
