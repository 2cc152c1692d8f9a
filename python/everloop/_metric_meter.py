"""The interfaces by which user code records metrics, and the meter that records nothing.

Exported by `everloop.common`. The meters that do record belong to the runtime.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, TypeAlias

from everloop._typing import Self

__all__ = [
    "MetricAttributes",
    "MetricCommon",
    "MetricCounter",
    "MetricGauge",
    "MetricGaugeFloat",
    "MetricHistogram",
    "MetricHistogramFloat",
    "MetricHistogramTimedelta",
    "MetricMeter",
    "NamedMetric",
]

MetricAttributes: TypeAlias = Mapping[str, str | int | float | bool]


class MetricMeter(ABC):
    """Makes instruments, all of which carry the meter's attributes."""

    noop: ClassVar[MetricMeter]
    """A meter whose instruments record nothing."""

    @abstractmethod
    def create_counter(self, name: str, description: str | None = None, unit: str | None = None) -> MetricCounter:
        """Makes an instrument that counts upwards.

        Args:
            name: The metric's name.
            description: What it measures.
            unit: What it is measured in.
        """

    @abstractmethod
    def create_histogram(self, name: str, description: str | None = None, unit: str | None = None) -> MetricHistogram:
        """Makes an instrument that records whole numbers.

        Args:
            name: The metric's name.
            description: What it measures.
            unit: What it is measured in.
        """

    @abstractmethod
    def create_histogram_float(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricHistogramFloat:
        """Makes an instrument that records numbers.

        Args:
            name: The metric's name.
            description: What it measures.
            unit: What it is measured in.
        """

    @abstractmethod
    def create_histogram_timedelta(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricHistogramTimedelta:
        """Makes an instrument that records durations.

        Args:
            name: The metric's name.
            description: What it measures.
            unit: What it is measured in.
        """

    @abstractmethod
    def create_gauge(self, name: str, description: str | None = None, unit: str | None = None) -> MetricGauge:
        """Makes an instrument that holds the last whole number.

        Args:
            name: The metric's name.
            description: What it measures.
            unit: What it is measured in.
        """

    @abstractmethod
    def create_gauge_float(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricGaugeFloat:
        """Makes an instrument that holds the last number.

        Args:
            name: The metric's name.
            description: What it measures.
            unit: What it is measured in.
        """

    @abstractmethod
    def with_additional_attributes(self, additional_attributes: MetricAttributes) -> MetricMeter:
        """A meter whose instruments carry these attributes as well.

        Args:
            additional_attributes: The attributes, which win over those of the same names.
        """


class MetricCommon(ABC):
    """What all instruments have."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The metric's name."""

    @property
    @abstractmethod
    def description(self) -> str | None:
        """What it measures, if that was said."""

    @property
    @abstractmethod
    def unit(self) -> str | None:
        """What it is measured in, if that was said."""

    @abstractmethod
    def with_additional_attributes(self, additional_attributes: MetricAttributes) -> Self:
        """The same instrument, whose records carry these attributes as well.

        Args:
            additional_attributes: The attributes, which win over those of the same names.
        """


class MetricCounter(MetricCommon):
    """A metric that counts upwards."""

    @abstractmethod
    def add(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        """Adds to the count.

        Args:
            value: The value, which must not be negative.
            additional_attributes: Attributes of this record alone.

        Raises:
            ValueError: If the value is negative.
        """


class MetricHistogram(MetricCommon):
    """A distribution of whole numbers."""

    @abstractmethod
    def record(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        """Records a value.

        Args:
            value: The value, which must not be negative.
            additional_attributes: Attributes of this record alone.

        Raises:
            ValueError: If the value is negative.
        """


class MetricHistogramFloat(MetricCommon):
    """A distribution of numbers."""

    @abstractmethod
    def record(self, value: float, additional_attributes: MetricAttributes | None = None) -> None:
        """Records a value.

        Args:
            value: The value, which must not be negative.
            additional_attributes: Attributes of this record alone.

        Raises:
            ValueError: If the value is negative.
        """


class MetricHistogramTimedelta(MetricCommon):
    """A distribution of durations."""

    @abstractmethod
    def record(self, value: timedelta, additional_attributes: MetricAttributes | None = None) -> None:
        """Records a duration.

        Args:
            value: The value, which must not be negative.
            additional_attributes: Attributes of this record alone.

        Raises:
            ValueError: If the value is negative.
        """


class MetricGauge(MetricCommon):
    """A metric that holds its last whole number."""

    @abstractmethod
    def set(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        """Sets the value.

        Args:
            value: The value, which must not be negative.
            additional_attributes: Attributes of this record alone.

        Raises:
            ValueError: If the value is negative.
        """


class MetricGaugeFloat(MetricCommon):
    """A metric that holds its last number."""

    @abstractmethod
    def set(self, value: float, additional_attributes: MetricAttributes | None = None) -> None:
        """Sets the value.

        Args:
            value: The value, which must not be negative.
            additional_attributes: Attributes of this record alone.

        Raises:
            ValueError: If the value is negative.
        """


class _NoopMeter(MetricMeter):
    def create_counter(self, name: str, description: str | None = None, unit: str | None = None) -> MetricCounter:
        return _NoopCounter(name, description, unit)

    def create_histogram(self, name: str, description: str | None = None, unit: str | None = None) -> MetricHistogram:
        return _NoopHistogram(name, description, unit)

    def create_histogram_float(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricHistogramFloat:
        return _NoopHistogramFloat(name, description, unit)

    def create_histogram_timedelta(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricHistogramTimedelta:
        return _NoopHistogramTimedelta(name, description, unit)

    def create_gauge(self, name: str, description: str | None = None, unit: str | None = None) -> MetricGauge:
        return _NoopGauge(name, description, unit)

    def create_gauge_float(
        self, name: str, description: str | None = None, unit: str | None = None
    ) -> MetricGaugeFloat:
        return _NoopGaugeFloat(name, description, unit)

    def with_additional_attributes(self, additional_attributes: MetricAttributes) -> MetricMeter:
        return self


class NamedMetric(MetricCommon):
    """What every metric of ours knows of itself."""

    def __init__(self, name: str, description: str | None, unit: str | None) -> None:
        self._name = name
        self._description = description
        self._unit = unit

    @property
    def name(self) -> str:
        return self._name

    @property
    def description(self) -> str | None:
        return self._description

    @property
    def unit(self) -> str | None:
        return self._unit


class _NoopMetric(NamedMetric):
    def with_additional_attributes(self, additional_attributes: MetricAttributes) -> Self:
        return self


class _NoopCounter(_NoopMetric, MetricCounter):
    def add(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        pass


class _NoopHistogram(_NoopMetric, MetricHistogram):
    def record(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        pass


class _NoopHistogramFloat(_NoopMetric, MetricHistogramFloat):
    def record(self, value: float, additional_attributes: MetricAttributes | None = None) -> None:
        pass


class _NoopHistogramTimedelta(_NoopMetric, MetricHistogramTimedelta):
    def record(self, value: timedelta, additional_attributes: MetricAttributes | None = None) -> None:
        pass


class _NoopGauge(_NoopMetric, MetricGauge):
    def set(self, value: int, additional_attributes: MetricAttributes | None = None) -> None:
        pass


class _NoopGaugeFloat(_NoopMetric, MetricGaugeFloat):
    def set(self, value: float, additional_attributes: MetricAttributes | None = None) -> None:
        pass


MetricMeter.noop = _NoopMeter()
