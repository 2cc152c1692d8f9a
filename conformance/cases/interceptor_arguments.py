"""Interceptors see arguments in the form in which they were given, and put others in their places."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

LIMIT = timedelta(seconds=30)


@activity.defn
async def join(first: str, second: str = "-") -> str:
    return first + second


@workflow.defn
class Child:
    @workflow.run
    async def run(self, text: str, more: str = "-") -> str:
        return text + more


class Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: Any) -> Any:
        workflow.instance().seen.append(["activity", repr(input.args)])
        return super().start_activity(input)

    def start_local_activity(self, input: Any) -> Any:
        workflow.instance().seen.append(["local activity", repr(input.args)])
        return super().start_local_activity(input)

    async def start_child_workflow(self, input: Any) -> Any:
        workflow.instance().seen.append(["child", repr(input.args)])
        return await super().start_child_workflow(input)

    def continue_as_new(self, input: Any) -> Any:
        input.args = [[*input.args[0], ["continued", repr(input.args)[:1]]]]
        return super().continue_as_new(input)


class Inbound(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(Outbound(outbound))


class ActivityInbound(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        arguments: Any = input.args
        arguments[0] += "!"
        return await super().execute_activity(input)


class Arguments(Interceptor):
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return ActivityInbound(next)

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return Inbound


@workflow.defn
class Parent:
    def __init__(self) -> None:
        self.seen: list[Any] = []

    @workflow.run
    async def run(self, seen: list[Any]) -> list[Any]:
        if seen:
            return seen
        for options in ({"arg": "a"}, {"args": ["b", "c"]}, {"args": ("d",)}):
            given: dict[str, Any] = options
            self.seen.append(await workflow.execute_activity("join", start_to_close_timeout=LIMIT, **given))
            self.seen.append(await workflow.execute_local_activity("join", start_to_close_timeout=LIMIT, **given))
            self.seen.append(await workflow.execute_child_workflow("Child", **given))
        workflow.continue_as_new(self.seen)


async def run(env: Any) -> Any:
    async with env.worker([Parent, Child], [join], interceptors=[Arguments()]):
        handle = await env.start(Parent.run, [])
        return await env.outcome(handle.result())
