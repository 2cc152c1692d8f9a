"""Spans around what clients, activities and Nexus operations do: the same names in both kinds of interceptors.

An interceptor says by its `Tracing` whether there are spans at all, who makes them, and how contexts travel.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import opentelemetry.context
from opentelemetry.trace import SpanKind, Status, StatusCode

import everloop.activity
import everloop.client
import everloop.worker
from everloop.exceptions import ApplicationError, ApplicationErrorCategory

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Tracer

    from ._propagation import HasHeaders

__all__ = ["ActivityTracing", "ClientTracing", "NexusTracing", "Tracing", "attached", "errors_noted"]


class Tracing(ABC):
    """What the interceptors ask of the kind of tracing they belong to."""

    @abstractmethod
    def span(
        self, name: str, kind: SpanKind, attributes: Mapping[str, str], context: Context | None = None
    ) -> AbstractContextManager[None]:
        """A span around a block, current in it, if there are spans.

        Args:
            name: The span's name.
            kind: Its kind.
            attributes: Its attributes.
            context: What it is part of, by default the current context. It is current in the block in any case.
        """

    @abstractmethod
    def inject(self, input: HasHeaders) -> None:
        """Add the current context to the headers of an input."""

    @abstractmethod
    def extract(self, input: HasHeaders) -> Context | None:
        """The context in the headers of an input."""

    @abstractmethod
    def extract_text(self, headers: Mapping[str, str]) -> Context | None:
        """The context in the headers of a Nexus request."""

    @abstractmethod
    def inject_text(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """The headers for the handler of a Nexus request."""


@contextmanager
def attached(context: Context | None) -> Generator[None]:
    """Makes a context the current one for a block, if there is one."""
    if context is None:
        yield
        return
    token = opentelemetry.context.attach(context)
    is_closed = False
    try:
        yield
    except GeneratorExit:
        # A coroutine of a run that is forgotten ends in another context of Python than it began in.
        is_closed = True
        raise
    finally:
        if not is_closed:
            opentelemetry.context.detach(token)


@contextmanager
def errors_noted(tracer: Tracer, name: str, **options: Any) -> Generator[None]:
    """A span that is current in a block and notes its errors; those that are to be expected do not make it one."""
    with tracer.start_as_current_span(name, set_status_on_exception=False, **options) as span:
        try:
            yield
        except Exception as error:
            if not (isinstance(error, ApplicationError) and error.category is ApplicationErrorCategory.BENIGN):
                span.set_status(Status(StatusCode.ERROR, f"{type(error).__name__}: {error}"))
            raise


class ClientTracing(everloop.client.OutboundInterceptor):
    """Spans around a client's calls."""

    def __init__(self, next: everloop.client.OutboundInterceptor, tracing: Tracing) -> None:
        super().__init__(next)
        self._tracing = tracing

    def _span(self, name: str, workflow_id: str) -> AbstractContextManager[None]:
        return self._tracing.span(name, SpanKind.CLIENT, {"temporalWorkflowID": workflow_id})

    async def start_workflow(self, input: Any) -> Any:
        """A start, perhaps with a signal."""
        verb = "SignalWithStartWorkflow" if input.start_signal else "StartWorkflow"
        with self._span(f"{verb}:{input.workflow}", input.id):
            self._tracing.inject(input)
            return await super().start_workflow(input)

    async def query_workflow(self, input: Any) -> Any:
        """A query."""
        with self._span(f"QueryWorkflow:{input.query}", input.id):
            self._tracing.inject(input)
            return await super().query_workflow(input)

    async def signal_workflow(self, input: Any) -> None:
        """A signal."""
        with self._span(f"SignalWorkflow:{input.signal}", input.id):
            self._tracing.inject(input)
            await super().signal_workflow(input)

    async def start_workflow_update(self, input: Any) -> Any:
        """An update."""
        with self._span(f"StartWorkflowUpdate:{input.update}", input.id):
            self._tracing.inject(input)
            return await super().start_workflow_update(input)

    async def start_update_with_start_workflow(self, input: Any) -> Any:
        """A start with an update."""
        start, update = input.start_workflow_input, input.update_workflow_input
        attributes = {"temporalWorkflowID": start.id}
        if update.update_id is not None:
            attributes["temporalUpdateID"] = update.update_id
        name = f"StartUpdateWithStartWorkflow:{start.workflow}"
        with self._tracing.span(name, SpanKind.CLIENT, attributes):
            self._tracing.inject(start)
            self._tracing.inject(update)
            return await super().start_update_with_start_workflow(input)

    async def start_activity(self, input: Any) -> Any:
        """The start of an activity that belongs to no workflow."""
        attributes = {"temporalActivityID": input.id, "temporalActivityType": input.activity_type}
        with self._tracing.span(f"StartActivity:{input.activity_type}", SpanKind.CLIENT, attributes):
            self._tracing.inject(input)
            return await super().start_activity(input)


class ActivityTracing(everloop.worker.ActivityInboundInterceptor):
    """A span around each attempt of an activity."""

    def __init__(self, next: everloop.worker.ActivityInboundInterceptor, tracing: Tracing) -> None:
        super().__init__(next)
        self._tracing = tracing

    async def execute_activity(self, input: everloop.worker.ExecuteActivityInput) -> Any:
        """An attempt."""
        info = everloop.activity.info()
        ids = {
            "temporalWorkflowID": info.workflow_id,
            "temporalRunID": info.workflow_run_id,
            "temporalActivityID": info.activity_id,
        }
        attributes = {name: value for name, value in ids.items() if value}
        context = self._tracing.extract(input)
        with self._tracing.span(f"RunActivity:{info.activity_type}", SpanKind.SERVER, attributes, context):
            return await super().execute_activity(input)


class NexusTracing(everloop.worker.NexusOperationInboundInterceptor):
    """Spans around what a Nexus operation is asked."""

    def __init__(self, next: everloop.worker.NexusOperationInboundInterceptor, tracing: Tracing) -> None:
        super().__init__(next)
        self._tracing = tracing

    def _span(self, verb: str, context: Any) -> AbstractContextManager[None]:
        name = f"{verb}:{context.service}/{context.operation}"
        return self._tracing.span(name, SpanKind.SERVER, {}, self._tracing.extract_text(context.headers))

    def _context(self, context: Any) -> Any:
        return dataclasses.replace(context, headers=self._tracing.inject_text(context.headers))

    async def execute_nexus_operation_start(self, input: Any) -> Any:
        """A start."""
        with self._span("RunStartNexusOperationHandler", input.ctx):
            input.ctx = self._context(input.ctx)
            return await super().execute_nexus_operation_start(input)

    async def execute_nexus_operation_cancel(self, input: Any) -> None:
        """A cancellation."""
        with self._span("RunCancelNexusOperationHandler", input.ctx):
            input.ctx = self._context(input.ctx)
            await super().execute_nexus_operation_cancel(input)
