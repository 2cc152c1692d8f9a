"""What a client's interceptor puts into headers reaches workflow, activity, child, signal, query and update."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.client import Client, Interceptor, OutboundInterceptor
from everloop.converter import PayloadConverter
from everloop.worker import ActivityInboundInterceptor, WorkflowInboundInterceptor, WorkflowOutboundInterceptor
from everloop.worker import Interceptor as WorkerInterceptor

KEY = "from"
seen: dict[str, list[str]] = {}


def note(owner: str, call: str, headers: Any) -> None:
    if KEY in headers:
        sender = PayloadConverter.default.from_payload(headers[KEY], str)
        seen.setdefault(owner, []).append(f"{call} from {sender}")


def put(input: Any, sender: str) -> Any:
    input.headers = {**input.headers, KEY: PayloadConverter.default.to_payload(sender)}
    return input


class Both(Interceptor, WorkerInterceptor):
    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return FromClient(next)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return IntoActivity(next)

    def workflow_interceptor_class(self, input: Any) -> Any:
        return IntoWorkflow


class FromClient(OutboundInterceptor):
    async def start_workflow(self, input: Any) -> Any:
        return await super().start_workflow(put(input, "start"))

    async def signal_workflow(self, input: Any) -> None:
        await super().signal_workflow(put(input, "signal"))

    async def query_workflow(self, input: Any) -> Any:
        return await super().query_workflow(put(input, "query"))

    async def start_workflow_update(self, input: Any) -> Any:
        return await super().start_workflow_update(put(input, "update"))


class IntoActivity(ActivityInboundInterceptor):
    async def execute_activity(self, input: Any) -> Any:
        note(activity.info().workflow_id or "", "activity", input.headers)
        return await super().execute_activity(input)


class IntoWorkflow(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(FromWorkflow(outbound))

    async def execute_workflow(self, input: Any) -> Any:
        with workflow.unsafe.sandbox_unrestricted():
            note(workflow.info().workflow_id, "run", input.headers)
        return await super().execute_workflow(input)

    async def handle_signal(self, input: Any) -> None:
        note(workflow.info().workflow_id, f"signal {input.signal}", input.headers)
        await super().handle_signal(input)

    async def handle_query(self, input: Any) -> Any:
        note(workflow.info().workflow_id, f"query {input.query}", input.headers)
        return await super().handle_query(input)

    async def handle_update_handler(self, input: Any) -> Any:
        note(workflow.info().workflow_id, f"update {input.update}", input.headers)
        return await super().handle_update_handler(input)


class FromWorkflow(WorkflowOutboundInterceptor):
    def start_activity(self, input: Any) -> Any:
        return super().start_activity(put(input, "workflow"))

    async def start_child_workflow(self, input: Any) -> Any:
        return await super().start_child_workflow(put(input, "parent"))

    def continue_as_new(self, input: Any) -> Any:
        return super().continue_as_new(put(input, "the run before"))


@activity.defn
async def work() -> str:
    return "worked"


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self) -> str:
        return "child"


@workflow.defn(sandboxed=False)
class Parent:
    def __init__(self) -> None:
        self.ended = False

    @workflow.run
    async def run(self, again: bool) -> str:
        if not again:
            return "second run"
        await workflow.execute_activity(work, start_to_close_timeout=timedelta(seconds=10))
        await workflow.execute_child_workflow(Child.run, id=f"{workflow.info().workflow_id}-child")
        await workflow.wait_condition(lambda: self.ended)
        workflow.continue_as_new(False)

    @workflow.signal
    def end(self) -> None:
        self.ended = True

    @workflow.query
    def ask(self) -> str:
        return "asked"

    @workflow.update
    def change(self) -> str:
        return "changed"


async def run(env: Any) -> Any:
    client = Client(**{**env.client.config(), "interceptors": [Both()]})
    own = env.module("worker").Worker(
        client, task_queue=env.queue, workflows=[Parent, Child], activities=[work], max_cached_workflows=10
    )
    async with own:
        handle = await client.start_workflow(Parent.run, True, id=env.id(), task_queue=env.queue)
        await env.until_event(handle, "CHILD_WORKFLOW_EXECUTION_COMPLETED")
        answers = [await handle.query(Parent.ask), await handle.execute_update(Parent.change)]
        await handle.signal(Parent.end)
        result = await handle.result()
    return {
        "answers": answers,
        "result": result,
        "parent": seen.get(env.id(), []),
        "child": seen.get(f"{env.id()}-child", []),
    }
