"""A tracer provider that workflows can use: a span is exported once, when it ends outside of a replay.

A replay makes the workflow's spans anew, with the ids they had, so that what is part of them is so wherever the
workflow goes on. A span in which an error was noted that fails the workflow task is not exported, for the task is done
again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import opentelemetry.sdk.trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ConcurrentMultiSpanProcessor, SpanLimits, SynchronousMultiSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Sampler
from opentelemetry.trace import Span, SpanKind, Tracer, TracerProvider, use_span
from opentelemetry.util._decorator import _agnosticcontextmanager  # pyright: ignore[reportPrivateUsage]
from opentelemetry.util.types import Attributes, AttributeValue

import everloop.workflow

from ._id_generator import TemporalIdGenerator
from ._replay import is_repeated, outside

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Link, SpanContext, Status, StatusCode

__all__ = ["ReplaySafeTracerProvider", "create_tracer_provider"]


class _ReplaySafeSpan(Span):
    """A span that may be a workflow's."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._fails_task = False

    def end(self, end_time: int | None = None) -> None:
        if not is_repeated() and not self._fails_task:
            with outside():
                self._span.end(end_time)

    def get_span_context(self) -> SpanContext:
        return self._span.get_span_context()

    def set_attributes(self, attributes: Mapping[str, AttributeValue]) -> None:
        self._span.set_attributes(attributes)

    def set_attribute(self, key: str, value: AttributeValue) -> None:
        self._span.set_attribute(key, value)

    def add_event(self, name: str, attributes: Attributes = None, timestamp: int | None = None) -> None:
        with outside():
            self._span.add_event(name, attributes, _moment(timestamp))

    def add_link(self, context: SpanContext, attributes: Attributes = None) -> None:
        self._span.add_link(context, attributes)

    def update_name(self, name: str) -> None:
        self._span.update_name(name)

    def is_recording(self) -> bool:
        return self._span.is_recording()

    def set_status(self, status: Status | StatusCode, description: str | None = None) -> None:
        self._span.set_status(status, description)

    def record_exception(
        self,
        exception: BaseException,
        attributes: Attributes = None,
        timestamp: int | None = None,
        escaped: bool = False,
    ) -> None:
        if everloop.workflow.in_workflow() and not everloop.workflow.is_failure_exception(exception):
            self._fails_task = True
        with outside():
            self._span.record_exception(exception, attributes, _moment(timestamp), escaped)


def _moment(timestamp: int | None) -> int | None:
    """When something happened: workflow time in a replay, so that it does not move to the time of the replay."""
    return everloop.workflow.time_ns() if timestamp is None and is_repeated() else timestamp


class _ReplaySafeTracer(Tracer):
    """Makes spans that may be a workflow's."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def start_span(
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        start_time: int | None = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
    ) -> Span:
        with outside():
            span = self._tracer.start_span(
                name, context, kind, attributes, links, _moment(start_time), record_exception, set_status_on_exception
            )
        return _ReplaySafeSpan(span)

    @_agnosticcontextmanager
    def start_as_current_span(
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        start_time: int | None = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
        end_on_exit: bool = True,
    ) -> Iterator[Span]:
        span = self.start_span(
            name, context, kind, attributes, links, start_time, record_exception, set_status_on_exception
        )
        with use_span(span, end_on_exit, record_exception, set_status_on_exception) as current:
            yield current


class ReplaySafeTracerProvider(TracerProvider):
    """A tracer provider whose tracers can be used in workflows as anywhere else."""

    def __init__(
        self, tracer_provider: opentelemetry.sdk.trace.TracerProvider, id_generator: TemporalIdGenerator
    ) -> None:
        """Makes a provider; `create_tracer_provider` is the simple way to get one.

        Args:
            tracer_provider: Makes the spans.
            id_generator: The id generator of that provider.

        Raises:
            ValueError: If the provider has another one.
        """
        used: IdGenerator = tracer_provider.id_generator
        if used is not id_generator:
            raise ValueError("the tracer provider must have been made with this id generator")
        self._tracer_provider = tracer_provider
        self._id_generator = id_generator

    def add_span_processor(self, span_processor: opentelemetry.sdk.trace.SpanProcessor) -> None:
        """Have the spans processed, for instance exported.

        Args:
            span_processor: What gets the spans that end.
        """
        self._tracer_provider.add_span_processor(span_processor)

    def shutdown(self) -> None:
        """Shut down the span processors."""
        self._tracer_provider.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Have the span processors export what they hold.

        Args:
            timeout_millis: How long to wait, in milliseconds.

        Returns:
            Whether all was exported in that time.
        """
        return self._tracer_provider.force_flush(timeout_millis)

    def get_tracer(
        self,
        instrumenting_module_name: str,
        instrumenting_library_version: str | None = None,
        schema_url: str | None = None,
        attributes: Attributes = None,
    ) -> Tracer:
        """A tracer.

        Args:
            instrumenting_module_name: Names what makes the spans.
            instrumenting_library_version: Its version.
            schema_url: The schema of what it writes.
            attributes: Attributes of what makes the spans.
        """
        tracer = self._tracer_provider.get_tracer(
            instrumenting_module_name, instrumenting_library_version, schema_url, attributes
        )
        return _ReplaySafeTracer(tracer)

    def id_generator(self) -> TemporalIdGenerator:
        """What makes the ids."""
        return self._id_generator


def create_tracer_provider(
    sampler: Sampler | None = None,
    resource: Resource | None = None,
    shutdown_on_exit: bool = True,
    active_span_processor: SynchronousMultiSpanProcessor | ConcurrentMultiSpanProcessor | None = None,
    id_generator: IdGenerator | None = None,
    span_limits: SpanLimits | None = None,
) -> ReplaySafeTracerProvider:
    """Makes a tracer provider that workflows can use. The options are those of OpenTelemetry's own provider.

    Args:
        sampler: Says which traces are recorded.
        resource: Describes this process.
        shutdown_on_exit: Whether the provider is shut down when the process exits.
        active_span_processor: What gets the spans first.
        id_generator: Makes ids outside of workflows.
        span_limits: Bounds on what a span holds.
    """
    ids = TemporalIdGenerator(id_generator or RandomIdGenerator())
    provider = opentelemetry.sdk.trace.TracerProvider(
        sampler=sampler,
        resource=resource,
        shutdown_on_exit=shutdown_on_exit,
        active_span_processor=active_span_processor,
        id_generator=ids,
        span_limits=span_limits,
    )
    return ReplaySafeTracerProvider(provider, ids)
