"""From a runtime's metric buffer to an OpenTelemetry meter provider of the program."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import opentelemetry.metrics

from everloop.runtime import BUFFERED_METRIC_KIND_COUNTER, BUFFERED_METRIC_KIND_HISTOGRAM, MetricBuffer

if TYPE_CHECKING:
    from everloop.runtime import BufferedMetric, BufferedMetricUpdate

__all__ = ["MetricsExporter"]

_log = logging.getLogger(__name__)


class MetricsExporter:
    """Records what a `MetricBuffer` holds with a meter provider, again and again.

    Use it as an asynchronous context manager, or `run` it and `shutdown` at the end; what the buffer holds then is
    still recorded.
    """

    def __init__(
        self,
        buffer: MetricBuffer,
        meter_provider: opentelemetry.metrics.MeterProvider | None = None,
        *,
        meter_name: str = "temporalio",
        meter_version: str | None = None,
        poll_interval: timedelta = timedelta(seconds=1),
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Makes an exporter.

        Args:
            buffer: The buffer of a runtime. Nobody else may take updates from it.
            meter_provider: Records them; the global one by default.
            meter_name: The name of the meter.
            meter_version: Its version.
            poll_interval: The time between two looks at the buffer.
            on_error: Called with what goes wrong while updates are recorded; by default it is logged.
        """
        provider = meter_provider or opentelemetry.metrics.get_meter_provider()
        self._buffer = buffer
        self._meter = provider.get_meter(meter_name, meter_version)
        self._poll_interval = poll_interval
        self._on_error = on_error
        # By the identity of what the buffer promises to be the same object for the same metric.
        self._instruments: dict[int, tuple[BufferedMetric, Callable[..., None]]] = {}
        self._ending = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> MetricsExporter:
        """Begin to run."""
        self._running = asyncio.create_task(self.run())
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """Shut down and wait for it."""
        await self.shutdown()

    async def run(self) -> None:
        """Record what comes until `shutdown` is called.

        Raises:
            RuntimeError: If the buffer belongs to no runtime.
        """
        try:
            while not self._ending.is_set():
                self._drain()
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._ending.wait(), self._poll_interval.total_seconds())
        finally:
            self._ending.clear()
            self._drain()

    async def shutdown(self) -> None:
        """Let `run` end, after it has recorded what the buffer holds."""
        self._ending.set()
        running, self._running = self._running, None
        if running is not None:
            await running

    def _drain(self) -> None:
        for update in self._buffer.retrieve_updates():
            try:
                self._record(update)
            except Exception as error:
                self._report(error)

    def _report(self, error: Exception) -> None:
        if self._on_error is None:
            _log.warning("A metric could not be recorded", exc_info=error)
        else:
            self._on_error(error)

    def _record(self, update: BufferedMetricUpdate) -> None:
        known = self._instruments.get(id(update.metric))
        if known is None:
            known = self._instruments[id(update.metric)] = (update.metric, self._instrument(update.metric))
        known[1](update.value, dict(update.attributes))

    def _instrument(self, metric: BufferedMetric) -> Callable[[Any, Any], None]:
        """What records an update of a metric."""
        described: dict[str, Any] = {"unit": metric.unit or "", "description": metric.description or ""}
        if metric.kind == BUFFERED_METRIC_KIND_COUNTER:
            return self._meter.create_counter(metric.name, **described).add
        if metric.kind == BUFFERED_METRIC_KIND_HISTOGRAM:
            return self._meter.create_histogram(metric.name, **described).record
        return self._meter.create_gauge(metric.name, **described).set
