"""What the runtime takes from the compiled module."""

from everloop._core import BufferedMetric, BufferedUpdate, Meter, MetricRef, Telemetry

__all__ = ["BufferedMetric", "BufferedUpdate", "Meter", "MetricRef", "Telemetry"]
