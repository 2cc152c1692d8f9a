"""The interceptor of workflows whose spans take no time.

Whatever the workflow does is a child of the span that is current, which is the one that started the workflow unless the
workflow makes others. Handlers of signals and updates link to the span that sent them. Nothing is made in a replay.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import opentelemetry.context
from opentelemetry.context import create_key
from opentelemetry.propagators.textmap import TextMapPropagator
from opentelemetry.trace import SpanKind
from opentelemetry.util.types import Attributes

import everloop.workflow
from everloop.converter import DataConverter
from everloop.exceptions import FailureError
from everloop.worker import WorkflowInboundInterceptor, WorkflowOutboundInterceptor

from ._propagation import DEFAULT_PROPAGATOR, HEADER_KEY, Carrier, carrier_of, context_of, with_carrier
from ._spans import attached

if TYPE_CHECKING:
    from opentelemetry.context import Context

    import everloop.worker

__all__ = ["COMPLETED_SPAN", "CompletedSpan", "TracingWorkflowInboundInterceptor", "current_interceptor"]

COMPLETED_SPAN = "__temporal_opentelemetry_completed_span"
"""The function by which a workflow's interceptor reaches the tracer."""

_INTERCEPTOR = create_key("everloop-workflow-interceptor")


@dataclass(frozen=True)
class CompletedSpan:
    """A span of a workflow."""

    name: str
    parent: Carrier
    """What it is part of, as propagators write it."""

    link: Carrier | None
    attributes: Mapping[str, Any]
    time_ns: int
    exception: Exception | None
    kind: SpanKind


def current_interceptor() -> TracingWorkflowInboundInterceptor | None:
    """The interceptor of the workflow whose code is running, if it is traced by one."""
    found = opentelemetry.context.get_value(_INTERCEPTOR)
    return found if isinstance(found, TracingWorkflowInboundInterceptor) else None


class TracingWorkflowInboundInterceptor(WorkflowInboundInterceptor):
    """The interceptor that `TracingInterceptor` gives to workflows."""

    text_map_propagator: TextMapPropagator = DEFAULT_PROPAGATOR
    """How contexts are written."""

    header_key: str = HEADER_KEY
    """The header in which they travel."""

    def __init__(self, next: WorkflowInboundInterceptor) -> None:
        """Stand before another interceptor."""
        super().__init__(next)
        self._make = everloop.workflow.extern_functions()[COMPLETED_SPAN]
        self.payload_converter = DataConverter.default.payload_converter
        self._carrier_of_start: Carrier | None = None

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """Called once, with the outbound interceptor that follows.

        Args:
            outbound: What the workflow's calls are passed on to.
        """
        super().init(_Outbound(outbound, self))

    async def execute_workflow(self, input: everloop.worker.ExecuteWorkflowInput) -> Any:
        """The run.

        Args:
            input: The run's function and arguments.
        """
        with self._workflow_context(is_complete_after=True):
            self.completed_span(f"RunWorkflow:{everloop.workflow.info().workflow_type}", kind=SpanKind.SERVER)
            return await super().execute_workflow(input)

    async def handle_signal(self, input: everloop.worker.HandleSignalInput) -> None:
        """A signal.

        Args:
            input: The signal.
        """
        with self._workflow_context():
            link = self._carrier(input.headers)
            self.completed_span(f"HandleSignal:{input.signal}", link=link, kind=SpanKind.SERVER)
            await super().handle_signal(input)

    async def handle_query(self, input: everloop.worker.HandleQueryInput) -> Any:
        """A query. Its span is part of what the caller does, not of the workflow.

        Args:
            input: The query.
        """
        of_workflow = self._workflow_carrier()
        of_query = self._carrier(input.headers)
        context = context_of(of_query or {}, self.text_map_propagator)
        with attached(opentelemetry.context.set_value(_INTERCEPTOR, self, context)):
            self.completed_span(
                f"HandleQuery:{input.query}", link=of_workflow, kind=SpanKind.SERVER, even_replaying=True
            )
        return await super().handle_query(input)

    def handle_update_validator(self, input: everloop.worker.HandleUpdateInput) -> None:
        """An update that asks to be let in.

        Args:
            input: The update.
        """
        with self._workflow_context():
            link = self._carrier(input.headers)
            name = f"ValidateUpdate:{input.update}"
            self.completed_span(name, link=link, kind=SpanKind.SERVER, even_replaying=True)
            super().handle_update_validator(input)

    async def handle_update_handler(self, input: everloop.worker.HandleUpdateInput) -> Any:
        """An update.

        Args:
            input: The update.
        """
        with self._workflow_context():
            link = self._carrier(input.headers)
            self.completed_span(f"HandleUpdate:{input.update}", link=link, kind=SpanKind.SERVER)
            return await super().handle_update_handler(input)

    def completed_span(
        self,
        name: str,
        *,
        link: Carrier | None = None,
        attributes: Attributes = None,
        exception: Exception | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        even_replaying: bool = False,
    ) -> Carrier | None:
        """Makes a span of this moment, part of the current one.

        Args:
            name: Its name.
            link: What it links to.
            attributes: Its attributes beside the workflow's id and run id.
            exception: What is noted in it.
            kind: Its kind.
            even_replaying: Whether it is made in a replay as well.

        Returns:
            What says that something is part of it, or ``None`` if there is no span.
        """
        if everloop.workflow.unsafe.is_replaying() and not even_replaying:
            return None
        info = everloop.workflow.info()
        wanted = CompletedSpan(
            name=name,
            parent=carrier_of(propagator=self.text_map_propagator),
            link=link,
            attributes={
                "temporalWorkflowID": info.workflow_id,
                "temporalRunID": info.run_id,
                **(attributes or {}),
            },
            time_ns=everloop.workflow.time_ns(),
            exception=exception,
            kind=kind,
        )
        # Making and exporting spans reads the clock, draws random numbers and may do I/O; the workflow sees none of it.
        with everloop.workflow.unsafe.sandbox_unrestricted():
            made: Carrier | None = self._make(wanted)
        return made

    def _carrier(self, headers: Mapping[str, everloop.api.common.v1.Payload]) -> Carrier | None:
        payload = headers.get(self.header_key)
        return None if payload is None else self.payload_converter.from_payloads([payload])[0]

    def _workflow_carrier(self) -> Carrier | None:
        """The carrier that started the workflow."""
        if self._carrier_of_start is None:
            self._carrier_of_start = self._carrier(everloop.workflow.info().headers) or {}
        return self._carrier_of_start or None

    @contextmanager
    def _workflow_context(self, is_complete_after: bool = False) -> Generator[None]:
        """Makes the context of the workflow's start the current one, and tells of the workflow's end.

        Args:
            is_complete_after: Whether the workflow has ended when the block has.
        """
        context: Context = context_of(self._workflow_carrier() or {}, self.text_map_propagator)
        with attached(opentelemetry.context.set_value(_INTERCEPTOR, self, context)):
            name = f"CompleteWorkflow:{everloop.workflow.info().workflow_type}"
            try:
                yield
            except FailureError as error:
                self.completed_span(name, exception=error)
                raise
            if is_complete_after:
                self.completed_span(name)

    def headers_with(
        self, headers: Mapping[str, everloop.api.common.v1.Payload], carrier: Carrier
    ) -> Mapping[str, everloop.api.common.v1.Payload]:
        """Headers and a context.

        Args:
            headers: The headers.
            carrier: The context.
        """
        return with_carrier(headers, carrier, key=self.header_key, converter=self.payload_converter)


class _Outbound(WorkflowOutboundInterceptor):
    """Spans for what a workflow asks for."""

    def __init__(self, next: WorkflowOutboundInterceptor, root: TracingWorkflowInboundInterceptor) -> None:
        super().__init__(next)
        self._root = root

    def _span(self, name: str, input: Any, kind: SpanKind = SpanKind.CLIENT) -> None:
        carrier = self._root.completed_span(name, kind=kind)
        if carrier:
            input.headers = self._root.headers_with(input.headers, carrier)

    def continue_as_new(self, input: Any) -> NoReturn:
        # The next run is part of what this one is part of.
        carrier = carrier_of(propagator=self._root.text_map_propagator)
        input.headers = self._root.headers_with(input.headers, carrier)
        super().continue_as_new(input)

    async def signal_child_workflow(self, input: Any) -> None:
        self._span(f"SignalChildWorkflow:{input.signal}", input, SpanKind.SERVER)
        await super().signal_child_workflow(input)

    async def signal_external_workflow(self, input: Any) -> None:
        self._span(f"SignalExternalWorkflow:{input.signal}", input)
        await super().signal_external_workflow(input)

    def start_activity(self, input: Any) -> Any:
        self._span(f"StartActivity:{input.activity}", input)
        return super().start_activity(input)

    async def start_child_workflow(self, input: Any) -> Any:
        self._span(f"StartChildWorkflow:{input.workflow}", input)
        return await super().start_child_workflow(input)

    def start_local_activity(self, input: Any) -> Any:
        self._span(f"StartActivity:{input.activity}", input)
        return super().start_local_activity(input)

    async def start_nexus_operation(self, input: Any) -> Any:
        carrier = self._root.completed_span(
            f"StartNexusOperation:{input.service}/{input.operation_name}", kind=SpanKind.CLIENT
        )
        if carrier:
            input.headers = {**(input.headers or {}), **carrier}
        return await super().start_nexus_operation(input)
