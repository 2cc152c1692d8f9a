"""Tracing and metrics by way of OpenTelemetry. Needs `everloop[opentelemetry]`.

There are two ways to trace. `OpenTelemetryPlugin` lets a program use OpenTelemetry's own API in workflows, whose spans
then last as long as what they stand for. `TracingInterceptor` makes spans of workflows that take no time, with any
tracer provider. In both a trace goes from client to workflow to activity and on, through workers of other SDKs too.
"""

from ._completed_spans import TracingWorkflowInboundInterceptor
from ._interceptor import TracingInterceptor
from ._logger_provider import ReplaySafeLoggerProvider
from ._meter_provider import ReplaySafeMeterProvider
from ._metrics_exporter import MetricsExporter
from ._otel_interceptor import OpenTelemetryInterceptor
from ._plugin import OpenTelemetryPlugin
from ._tracer_provider import ReplaySafeTracerProvider, create_tracer_provider

__all__ = [
    "TracingInterceptor",
    "TracingWorkflowInboundInterceptor",
    "OpenTelemetryInterceptor",
    "OpenTelemetryPlugin",
    "MetricsExporter",
    "ReplaySafeLoggerProvider",
    "ReplaySafeMeterProvider",
    "ReplaySafeTracerProvider",
    "create_tracer_provider",
]
