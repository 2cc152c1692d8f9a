"""`TracingInterceptor`: spans that are exported at once; those of workflows take no time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import opentelemetry.trace
from opentelemetry.trace import SpanKind

import everloop.client
import everloop.worker
from everloop.converter import DataConverter

from ._completed_spans import COMPLETED_SPAN, CompletedSpan, TracingWorkflowInboundInterceptor
from ._propagation import (
    DEFAULT_PROPAGATOR,
    HEADER_KEY,
    Carrier,
    HasHeaders,
    carrier_of,
    context_from,
    context_of,
    with_carrier,
)
from ._spans import ActivityTracing, ClientTracing, NexusTracing, Tracing, attached, errors_noted

if TYPE_CHECKING:
    from collections.abc import Generator

    from opentelemetry.context import Context
    from opentelemetry.propagators.textmap import TextMapPropagator

    from everloop.converter import PayloadConverter

__all__ = ["TracingInterceptor"]


class TracingInterceptor(everloop.client.Interceptor, everloop.worker.Interceptor):
    """Makes OpenTelemetry spans for what a client asks, and for the workflows and activities of its workers.

    Give it to a client; its workers use it too. Spans of workflows begin and end at the same moment, the workflow's
    time, because a workflow may live for months and move from worker to worker. They are made only for workflows whose
    start was traced, unless `always_create_workflow_spans` says otherwise.
    """

    def __init__(
        self, tracer: opentelemetry.trace.Tracer | None = None, *, always_create_workflow_spans: bool = False
    ) -> None:
        """Makes an interceptor.

        Args:
            tracer: Makes the spans. By default that of the global tracer provider.
            always_create_workflow_spans: Whether there are spans for workflows whose start was not traced. Each of
                them is a trace of its own.
        """
        self.tracer = tracer or opentelemetry.trace.get_tracer("everloop.contrib.opentelemetry")
        self.header_key: str = HEADER_KEY
        self.text_map_propagator: TextMapPropagator = DEFAULT_PROPAGATOR
        self.payload_converter: PayloadConverter = DataConverter.default.payload_converter
        self._always_create_workflow_spans = always_create_workflow_spans

    def intercept_client(self, next: everloop.client.OutboundInterceptor) -> everloop.client.OutboundInterceptor:
        """Spans around a client's calls.

        Args:
            next: What the calls are passed on to.
        """
        return ClientTracing(next, _TimedSpans(self))

    def intercept_activity(
        self, next: everloop.worker.ActivityInboundInterceptor
    ) -> everloop.worker.ActivityInboundInterceptor:
        """Spans around activities.

        Args:
            next: What the attempts are passed on to.
        """
        return ActivityTracing(next, _TimedSpans(self))

    def intercept_nexus_operation(
        self, next: everloop.worker.NexusOperationInboundInterceptor
    ) -> everloop.worker.NexusOperationInboundInterceptor:
        """Spans around Nexus operations.

        Args:
            next: What the operations are passed on to.
        """
        return NexusTracing(next, _TimedSpans(self))

    def workflow_interceptor_class(
        self, input: everloop.worker.WorkflowInterceptorClassInput
    ) -> type[TracingWorkflowInboundInterceptor]:
        """The interceptor of workflows.

        Args:
            input: Gets the function that makes the spans.
        """
        input.unsafe_extern_functions[COMPLETED_SPAN] = self._completed_workflow_span
        return TracingWorkflowInboundInterceptor

    def _completed_workflow_span(self, wanted: CompletedSpan) -> Carrier | None:
        """Makes and ends a span of a workflow; what it is to be the parent of gets the carrier, if there is a span."""
        propagator = self.text_map_propagator
        if not wanted.parent and not self._always_create_workflow_spans:
            return None
        # A client without a context lets its workflows begin traces of their own, whatever the worker is part of.
        parent = context_of(wanted.parent or {}, propagator)
        if not wanted.parent:
            parent = opentelemetry.trace.set_span_in_context(opentelemetry.trace.INVALID_SPAN, parent)
        linked = None if not wanted.link else opentelemetry.trace.get_current_span(context_of(wanted.link, propagator))
        span = self.tracer.start_span(
            wanted.name,
            parent,
            attributes=wanted.attributes,
            kind=wanted.kind,
            start_time=wanted.time_ns,
            links=None if linked is None else [opentelemetry.trace.Link(linked.get_span_context())],
        )
        if wanted.exception is not None:
            span.record_exception(wanted.exception)
        span.end(wanted.time_ns)
        return carrier_of(opentelemetry.trace.set_span_in_context(span, parent), propagator)


@dataclass(frozen=True)
class _TimedSpans(Tracing):
    """Spans outside of workflows take the time that they take."""

    interceptor: TracingInterceptor

    @contextmanager
    def _span(self, name: str, options: Mapping[str, Any], context: Context | None) -> Generator[None]:
        with attached(context), errors_noted(self.interceptor.tracer, name, **options):
            yield

    def span(
        self, name: str, kind: SpanKind, attributes: Mapping[str, str], context: Context | None = None
    ) -> AbstractContextManager[None]:
        return self._span(name, {"kind": kind, "attributes": attributes}, context)

    def inject(self, input: HasHeaders) -> None:
        of = self.interceptor
        carrier = carrier_of(propagator=of.text_map_propagator)
        input.headers = with_carrier(input.headers, carrier, key=of.header_key, converter=of.payload_converter)

    def extract(self, input: HasHeaders) -> Context | None:
        of = self.interceptor
        return context_from(
            input.headers, key=of.header_key, converter=of.payload_converter, propagator=of.text_map_propagator
        )

    def extract_text(self, headers: Mapping[str, str]) -> Context | None:
        return context_of(headers, self.interceptor.text_map_propagator)

    def inject_text(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        return {**headers, **carrier_of(propagator=self.interceptor.text_map_propagator)}
