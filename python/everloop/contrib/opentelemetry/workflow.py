"""Spans of a program's own in workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import opentelemetry.trace
from opentelemetry.trace import get_tracer

import everloop.workflow

from . import TracingWorkflowInboundInterceptor
from ._completed_spans import current_interceptor
from ._tracer_provider import ReplaySafeTracerProvider

if TYPE_CHECKING:
    from opentelemetry.util.types import Attributes

__all__ = ["TracingWorkflowInboundInterceptor", "completed_span"]


def completed_span(name: str, *, attributes: Attributes = None, exception: Exception | None = None) -> None:
    """Makes a span that is over at once. Nothing is made in a replay, nor in a workflow that is not traced.

    Args:
        name: Its name.
        attributes: Its attributes. With `TracingInterceptor` it has the workflow's id and run id besides.
        exception: What is noted in it.
    """
    interceptor = current_interceptor()
    if interceptor is not None:
        interceptor.completed_span(name, attributes=attributes, exception=exception)
        return
    if not everloop.workflow.in_workflow():
        return
    if isinstance(opentelemetry.trace.get_tracer_provider(), ReplaySafeTracerProvider):
        span = get_tracer(__name__).start_span(name, attributes=attributes)
        if exception is not None:
            span.record_exception(exception)
        span.end()
