"""The interceptor for programs that use OpenTelemetry's own API in workflows.

The current context goes with everything a client or a workflow asks for, and comes back as the current context of what
is run for it. Spans for the requests themselves are made on top of that if they are wanted.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import opentelemetry.trace
from opentelemetry.trace import SpanKind

import everloop.client
import everloop.worker
import everloop.workflow

from ._propagation import HasHeaders, carrier_of, context_from, context_of, with_context
from ._spans import ActivityTracing, ClientTracing, NexusTracing, Tracing, attached, errors_noted
from ._tracer_provider import ReplaySafeTracerProvider

if TYPE_CHECKING:
    from opentelemetry.context import Context

__all__ = ["OpenTelemetryInterceptor"]


class OpenTelemetryInterceptor(everloop.client.Interceptor, everloop.worker.Interceptor):
    """Lets OpenTelemetry's API be used in workflows; `OpenTelemetryPlugin` is the simple way to install it."""

    def __init__(self, add_temporal_spans: bool = False) -> None:
        """Makes an interceptor.

        Args:
            add_temporal_spans: Whether there are spans for what clients ask and workers run.
        """
        self._add_temporal_spans = add_temporal_spans

    def intercept_client(self, next: everloop.client.OutboundInterceptor) -> everloop.client.OutboundInterceptor:
        """Contexts for a client's calls.

        Args:
            next: What the calls are passed on to.
        """
        return ClientTracing(next, _ApiSpans(self._add_temporal_spans))

    def intercept_activity(
        self, next: everloop.worker.ActivityInboundInterceptor
    ) -> everloop.worker.ActivityInboundInterceptor:
        """Contexts of activities.

        Args:
            next: What the attempts are passed on to.
        """
        return ActivityTracing(next, _ApiSpans(self._add_temporal_spans))

    def intercept_nexus_operation(
        self, next: everloop.worker.NexusOperationInboundInterceptor
    ) -> everloop.worker.NexusOperationInboundInterceptor:
        """Contexts of Nexus operations.

        Args:
            next: What the operations are passed on to.
        """
        return NexusTracing(next, _ApiSpans(self._add_temporal_spans))

    def workflow_interceptor_class(
        self, input: everloop.worker.WorkflowInterceptorClassInput
    ) -> type[everloop.worker.WorkflowInboundInterceptor]:
        """The interceptor of workflows.

        Args:
            input: Not used.

        Raises:
            ValueError: If the global tracer provider cannot be used in workflows.
        """
        if not isinstance(opentelemetry.trace.get_tracer_provider(), ReplaySafeTracerProvider):
            raise ValueError(
                "When using OpenTelemetryPlugin, the global trace provider must be a ReplaySafeTracerProvider."
                " Use create_tracer_provider to create one, and give it to opentelemetry.trace.set_tracer_provider"
            )
        return _WorkflowWithSpans if self._add_temporal_spans else _Workflow


@dataclass(frozen=True)
class _ApiSpans(Tracing):
    """Contexts travel; spans are made if they are wanted."""

    adds_spans: bool

    @contextmanager
    def _span(self, name: str, options: Mapping[str, Any], context: Context | None) -> Generator[None]:
        with attached(context):
            if self.adds_spans:
                with errors_noted(opentelemetry.trace.get_tracer(__name__), name, **options):
                    yield
            else:
                yield

    def span(
        self, name: str, kind: SpanKind, attributes: Mapping[str, str], context: Context | None = None
    ) -> AbstractContextManager[None]:
        return self._span(name, {"kind": kind, "attributes": attributes}, context)

    def inject(self, input: HasHeaders) -> None:
        input.headers = with_context(input.headers)

    def extract(self, input: HasHeaders) -> Context | None:
        return context_from(input.headers)

    def extract_text(self, headers: Mapping[str, str]) -> Context | None:
        return context_of(headers)

    def inject_text(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        return headers


class _Workflow(everloop.worker.WorkflowInboundInterceptor):
    """What comes to a workflow runs in the context of who sent it."""

    _tracing = _ApiSpans(False)

    def init(self, outbound: everloop.worker.WorkflowOutboundInterceptor) -> None:
        super().init(_Outbound(outbound, self._tracing))

    def _span(self, name: str, input: Any) -> AbstractContextManager[None]:
        return self._tracing.span(name, SpanKind.SERVER, _ids(), self._tracing.extract(input))

    async def execute_workflow(self, input: everloop.worker.ExecuteWorkflowInput) -> Any:
        with self._span(f"RunWorkflow:{everloop.workflow.info().workflow_type}", input):
            return await super().execute_workflow(input)

    async def handle_signal(self, input: everloop.worker.HandleSignalInput) -> None:
        with self._span(f"HandleSignal:{input.signal}", input):
            await super().handle_signal(input)

    async def handle_query(self, input: everloop.worker.HandleQueryInput) -> Any:
        with self._span(f"HandleQuery:{input.query}", input):
            return await super().handle_query(input)

    def handle_update_validator(self, input: everloop.worker.HandleUpdateInput) -> None:
        with self._span(f"ValidateUpdate:{input.update}", input):
            super().handle_update_validator(input)

    async def handle_update_handler(self, input: everloop.worker.HandleUpdateInput) -> Any:
        with self._span(f"HandleUpdate:{input.update}", input):
            return await super().handle_update_handler(input)


class _WorkflowWithSpans(_Workflow):
    """The same, with a span for each."""

    _tracing = _ApiSpans(True)


def _ids() -> dict[str, str]:
    info = everloop.workflow.info()
    return {"temporalWorkflowID": info.workflow_id, "temporalRunID": info.run_id}


class _Outbound(everloop.worker.WorkflowOutboundInterceptor):
    """What a workflow asks for is done in its context."""

    def __init__(self, next: everloop.worker.WorkflowOutboundInterceptor, tracing: _ApiSpans) -> None:
        super().__init__(next)
        self._tracing = tracing

    @contextmanager
    def _span(self, name: str, input: Any, kind: SpanKind = SpanKind.CLIENT) -> Generator[None]:
        with self._tracing.span(name, kind, _ids()):
            self._tracing.inject(input)
            yield

    def continue_as_new(self, input: everloop.worker.ContinueAsNewInput) -> NoReturn:
        self._tracing.inject(input)
        super().continue_as_new(input)

    async def signal_child_workflow(self, input: everloop.worker.SignalChildWorkflowInput) -> None:
        # The kind is odd, and what the official interceptor says.
        with self._span(f"SignalChildWorkflow:{input.signal}", input, SpanKind.SERVER):
            await super().signal_child_workflow(input)

    async def signal_external_workflow(self, input: everloop.worker.SignalExternalWorkflowInput) -> None:
        with self._span(f"SignalExternalWorkflow:{input.signal}", input):
            await super().signal_external_workflow(input)

    def start_activity(self, input: everloop.worker.StartActivityInput) -> everloop.workflow.ActivityHandle[Any]:
        with self._span(f"StartActivity:{input.activity}", input):
            return super().start_activity(input)

    async def start_child_workflow(
        self, input: everloop.worker.StartChildWorkflowInput
    ) -> everloop.workflow.ChildWorkflowHandle[Any, Any]:
        with self._span(f"StartChildWorkflow:{input.workflow}", input):
            return await super().start_child_workflow(input)

    def start_local_activity(
        self, input: everloop.worker.StartLocalActivityInput
    ) -> everloop.workflow.ActivityHandle[Any]:
        with self._span(f"StartActivity:{input.activity}", input):
            return super().start_local_activity(input)

    async def start_nexus_operation(
        self, input: everloop.worker.StartNexusOperationInput
    ) -> everloop.workflow.NexusOperationHandle[Any]:
        name = f"StartNexusOperation:{input.service}/{input.operation_name}"
        with self._tracing.span(name, SpanKind.CLIENT, _ids()):
            input.headers = {**(input.headers or {}), **carrier_of()}
            return await super().start_nexus_operation(input)
