"""A child that is to run on the newest version whatever its parent's does, and what interceptors see of that."""

from typing import Any

from everloop import workflow
from everloop.common import AutoUpgradeVersioningOverride
from everloop.worker import (
    Interceptor,
    StartChildWorkflowInput,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)


@workflow.defn
class Child:
    @workflow.run
    async def run(self) -> str:
        return "grown"


@workflow.defn
class Parent:
    @workflow.run
    async def run(self) -> str:
        override = AutoUpgradeVersioningOverride()
        first = await workflow.execute_child_workflow(
            Child.run, id=f"{workflow.info().workflow_id}-a", versioning_override=override
        )
        handle = await workflow.start_child_workflow(
            Child.run, id=f"{workflow.info().workflow_id}-b", versioning_override=override
        )
        return first + await handle


seen: list[str] = []


class Outbound(WorkflowOutboundInterceptor):
    async def start_child_workflow(self, input: StartChildWorkflowInput) -> Any:
        seen.append(type(input.versioning_override).__name__)
        return await super().start_child_workflow(input)


class Inbound(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(Outbound(outbound))


class Sees(Interceptor):
    def workflow_interceptor_class(self, input: Any) -> Any:
        return Inbound


async def run(env: Any) -> Any:
    from everloop.worker import UnsandboxedWorkflowRunner

    # The list is this module's, so the workflow must be too.
    runner = UnsandboxedWorkflowRunner()
    async with env.worker([Parent, Child], interceptors=[Sees()], workflow_runner=runner):
        handle = await env.start(Parent.run)
        return {"result": await handle.result(), "seen": seen[:2], "history": await env.history(handle)}
