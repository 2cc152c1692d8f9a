"""A meter provider that workflows can use: what is recorded in a replay is dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from opentelemetry.metrics import (
    Counter,
    Histogram,
    Meter,
    MeterProvider,
    ObservableCounter,
    ObservableGauge,
    ObservableUpDownCounter,
    UpDownCounter,
)
from opentelemetry.metrics import _Gauge as Gauge  # pyright: ignore[reportPrivateUsage]
from opentelemetry.util.types import Attributes

from ._replay import is_repeated, outside

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.metrics import CallbackT

__all__ = ["ReplaySafeMeterProvider"]


def _record(record: Callable[[Any, Any, Any], None], amount: float, attributes: Any, context: Any) -> None:
    if not is_repeated():
        with outside():
            record(amount, attributes, context)


class _Counter(Counter):
    def __init__(self, counter: Counter, name: str) -> None:
        self.name, self._counter = name, counter

    def add(self, amount: float, attributes: Attributes = None, context: Context | None = None) -> None:
        _record(self._counter.add, amount, attributes, context)


class _UpDownCounter(UpDownCounter):
    def __init__(self, counter: UpDownCounter, name: str) -> None:
        self.name, self._counter = name, counter

    def add(self, amount: float, attributes: Attributes = None, context: Context | None = None) -> None:
        _record(self._counter.add, amount, attributes, context)


class _Histogram(Histogram):
    def __init__(self, histogram: Histogram, name: str) -> None:
        self.name, self._histogram = name, histogram

    def record(self, amount: float, attributes: Attributes = None, context: Context | None = None) -> None:
        _record(self._histogram.record, amount, attributes, context)


class _SetGauge(Gauge):
    def __init__(self, gauge: Gauge, name: str) -> None:
        self.name, self._gauge = name, gauge

    def set(self, amount: float, attributes: Attributes = None, context: Context | None = None) -> None:
        _record(self._gauge.set, amount, attributes, context)


class _Meter(Meter):
    """Makes instruments that record nothing in a replay. Those that are observed are read outside of workflows."""

    def __init__(self, meter: Meter) -> None:
        super().__init__(meter.name, meter.version, meter.schema_url)
        self._meter = meter

    def create_counter(self, name: str, unit: str = "", description: str = "") -> Counter:
        return _Counter(self._meter.create_counter(name, unit, description), name)

    def create_up_down_counter(self, name: str, unit: str = "", description: str = "") -> UpDownCounter:
        return _UpDownCounter(self._meter.create_up_down_counter(name, unit, description), name)

    def create_histogram(
        self,
        name: str,
        unit: str = "",
        description: str = "",
        *,
        explicit_bucket_boundaries_advisory: Sequence[float] | None = None,
    ) -> Histogram:
        bounds = explicit_bucket_boundaries_advisory
        options = {} if bounds is None else {"explicit_bucket_boundaries_advisory": bounds}
        return _Histogram(self._meter.create_histogram(name, unit, description, **options), name)

    def create_gauge(self, name: str, unit: str = "", description: str = "") -> Gauge:
        return _SetGauge(self._meter.create_gauge(name, unit, description), name)

    def create_observable_counter(
        self, name: str, callbacks: Sequence[CallbackT] | None = None, unit: str = "", description: str = ""
    ) -> ObservableCounter:
        return self._meter.create_observable_counter(name, callbacks, unit, description)

    def create_observable_gauge(
        self, name: str, callbacks: Sequence[CallbackT] | None = None, unit: str = "", description: str = ""
    ) -> ObservableGauge:
        return self._meter.create_observable_gauge(name, callbacks, unit, description)

    def create_observable_up_down_counter(
        self, name: str, callbacks: Sequence[CallbackT] | None = None, unit: str = "", description: str = ""
    ) -> ObservableUpDownCounter:
        return self._meter.create_observable_up_down_counter(name, callbacks, unit, description)


class ReplaySafeMeterProvider(MeterProvider):
    """A meter provider whose instruments record nothing while a workflow's history is gone through again."""

    def __init__(self, meter_provider: MeterProvider) -> None:
        """Makes a provider.

        Args:
            meter_provider: Records what is not a repetition. Whatever else it can do, this one can too.
        """
        self._meter_provider = meter_provider

    def __getattr__(self, name: str) -> Any:
        return getattr(self._meter_provider, name)

    def get_meter(
        self,
        name: str,
        version: str | None = None,
        schema_url: str | None = None,
        attributes: Attributes = None,
    ) -> Meter:
        """A meter.

        Args:
            name: Names what records.
            version: Its version.
            schema_url: The schema of what it writes.
            attributes: Attributes of what records.
        """
        return _Meter(self._meter_provider.get_meter(name, version, schema_url, attributes))
