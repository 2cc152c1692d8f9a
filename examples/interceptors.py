"""Something that goes along with every call, unseen by the code: `python examples/interceptors.py [ADDRESS]`.

Who asked for it? The client puts the user's name into a header; workflows take it out, hand it on to their
activities, and both can ask for it as for any context variable. Logging, tracing, access checks are made in the
same way.
"""

import asyncio
import sys
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.client import Client, Interceptor, OutboundInterceptor, StartWorkflowInput, WorkflowHandle
from everloop.converter import PayloadConverter
from everloop.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    ExecuteWorkflowInput,
    StartActivityInput,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from everloop.worker import Interceptor as WorkerInterceptor

HEADER = "user"
user: ContextVar[str] = ContextVar("user", default="nobody")


def written() -> dict[str, Payload]:
    return {HEADER: PayloadConverter.default.to_payload(user.get())}


def read(headers: Any) -> None:
    if HEADER in headers:
        user.set(PayloadConverter.default.from_payload(headers[HEADER], str))


class UserInterceptor(Interceptor, WorkerInterceptor):
    """One object for both ends: a client's interceptors are taken over by its workers."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return Sending(next)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return InActivity(next)

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return InWorkflow


class Sending(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        input.headers = {**input.headers, **written()}
        return await super().start_workflow(input)


class InWorkflow(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(OutOfWorkflow(outbound))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        read(input.headers)
        return await super().execute_workflow(input)


class OutOfWorkflow(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:
        input.headers = {**input.headers, **written()}
        return super().start_activity(input)


class InActivity(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        read(input.headers)
        return await super().execute_activity(input)


@activity.defn
async def open_door() -> str:
    return f"the activity opens the door for {user.get()}"


@workflow.defn
class Visit:
    @workflow.run
    async def run(self) -> list[str]:
        opened = await workflow.execute_activity(open_door, start_to_close_timeout=timedelta(seconds=10))
        return [f"the workflow runs for {user.get()}", opened]


async def main() -> None:
    target = sys.argv[1] if sys.argv[1:] else "embedded::memory:"
    client = await Client.connect(target, interceptors=[UserInterceptor()])
    async with Worker(client, task_queue="visits", workflows=[Visit], activities=[open_door]):
        for name in ("Ada", "Grace"):
            user.set(name)
            for line in await client.execute_workflow(Visit.run, id=f"visit-{name}", task_queue="visits"):
                print(line)


if __name__ == "__main__":
    asyncio.run(main())
