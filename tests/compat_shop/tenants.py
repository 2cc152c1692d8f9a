"""Who an order is for travels in headers, from the client to the last activity."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.client import OutboundInterceptor, StartWorkflowInput
from temporalio.converter import PayloadConverter
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    ExecuteWorkflowInput,
    Interceptor,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

tenant: ContextVar[str] = ContextVar("tenant", default="nobody")


def _with_tenant(headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
    return {**headers, "tenant": PayloadConverter.default.to_payload(tenant.get())}


def _read(headers: Mapping[str, Payload]) -> None:
    if "tenant" in headers:
        tenant.set(PayloadConverter.default.from_payload(headers["tenant"], str))


class _Client(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> Any:
        input.headers = _with_tenant(input.headers)
        return await super().start_workflow(input)


class _Activity(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        _read(input.headers)
        result = await super().execute_activity(input)
        activity.logger.info("done for %s", tenant.get())
        return result


class _Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:
        input.headers = _with_tenant(input.headers)
        return super().start_activity(input)


class _Workflow(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Outbound(outbound))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        _read(input.headers)
        return await super().execute_workflow(input)


class Tenants(ClientInterceptor, Interceptor):
    """Of a client and of its workers."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """Say for whom."""
        return _Client(super().intercept_client(next))

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Hear for whom."""
        return _Activity(super().intercept_activity(next))

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        """Pass it on."""
        return _Workflow
