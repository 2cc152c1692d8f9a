"""Interceptors at every place: the order in which they are asked, and headers that travel through all of them."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.client import Interceptor as ClientInterceptor
from everloop.client import OutboundInterceptor
from everloop.worker import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

noted: list[str] = []
LIMIT = timedelta(seconds=20)


def noting(base: Any, name: str, methods: list[str]) -> Any:
    """Return a subclass of an interceptor that notes each call of some of its methods, and the headers with it."""

    def method(called: str) -> Any:
        def call(self: Any, *args: Any) -> Any:
            headers = sorted(getattr(args[0], "headers", {})) if args else []
            noted.append(f"{self.label}.{called} {headers}" if headers else f"{self.label}.{called}")
            if args and hasattr(args[0], "headers"):
                payload = workflow_payload(f"{self.label}.{called}")
                args[0].headers = {**args[0].headers, self.label: payload}
            return getattr(base, called)(self, *args)

        return call

    return type(name, (base,), {called: method(called) for called in methods})


def workflow_payload(text: str) -> Any:
    from everloop.api.common.v1 import Payload

    return Payload(metadata={"encoding": b"binary/plain"}, data=text.encode())


FromClient = noting(
    OutboundInterceptor,
    "FromClient",
    [
        "start_workflow",
        "signal_workflow",
        "query_workflow",
        "start_workflow_update",
        "cancel_workflow",
        "describe_workflow",
        "terminate_workflow",
        "list_workflows",
        "count_workflows",
        "fetch_workflow_history_events",
    ],
)
InWorkflow = noting(
    WorkflowInboundInterceptor,
    "InWorkflow",
    ["execute_workflow", "handle_signal", "handle_query", "handle_update_validator", "handle_update_handler"],
)
FromWorkflow = noting(
    WorkflowOutboundInterceptor,
    "FromWorkflow",
    [
        "start_activity",
        "start_local_activity",
        "start_child_workflow",
        "signal_child_workflow",
        "signal_external_workflow",
        "continue_as_new",
    ],
)
InActivity = noting(ActivityInboundInterceptor, "InActivity", ["execute_activity"])
FromActivity = noting(ActivityOutboundInterceptor, "FromActivity", ["info", "heartbeat"])


def labelled(made: Any, label: str) -> Any:
    made.label = label
    return made


class Both(ClientInterceptor, Interceptor):
    """All of the above, with a label."""

    def __init__(self, label: str) -> None:
        self.label = label

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return labelled(FromClient(super().intercept_client(next)), self.label)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        label = self.label

        class Inbound(InActivity):
            def init(self, outbound: ActivityOutboundInterceptor) -> None:
                super().init(labelled(FromActivity(outbound), label))

        return labelled(Inbound(super().intercept_activity(next)), label)

    def workflow_interceptor_class(self, input: Any) -> Any:
        label_of_class = self.label

        class Inbound(InWorkflow):
            label = label_of_class

            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(labelled(FromWorkflow(outbound), label_of_class))

        return Inbound


@activity.defn
async def work() -> str:
    activity.heartbeat("x")
    return activity.info().activity_type


@workflow.defn(sandboxed=False)
class Child:
    def __init__(self) -> None:
        self.told = 0

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.told == 2)

    @workflow.signal
    def tell(self) -> None:
        self.told += 1


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, again: bool) -> None:
        if not again:
            return
        await workflow.execute_activity(work, start_to_close_timeout=LIMIT)
        await workflow.execute_local_activity(work, start_to_close_timeout=LIMIT)
        child = await workflow.start_child_workflow(Child.run, id=f"{workflow.info().workflow_id}-child")
        await child.signal(Child.tell)
        await workflow.get_external_workflow_handle(child.id).signal(Child.tell)
        await child
        await workflow.wait_condition(lambda: self.go)
        workflow.continue_as_new(False)

    @workflow.signal
    def proceed(self) -> None:
        self.go = True

    @workflow.query
    def ask(self) -> None: ...

    @workflow.update
    def change(self) -> None: ...

    @change.validator
    def check(self) -> None: ...


async def run(env: Any) -> Any:
    noted.clear()
    plain = env.client
    env.client = type(plain)(**{**plain.config(), "interceptors": [Both("outer"), Both("inner")]})
    # One place notes after the other: with a cache nothing is noted again by a replay.
    async with env.worker([Flow, Child], [work]):
        handle = await env.start(Flow.run, True)
        await env.until_event(env.client.get_workflow_handle(handle.id), "CHILD_WORKFLOW_EXECUTION_COMPLETED")
        await handle.query(Flow.ask)
        await handle.execute_update(Flow.change)
        await handle.signal(Flow.proceed)
        await handle.result()
        await handle.describe()
        other = await env.start(Flow.run, True, name="other", task_queue=f"{env.queue}-nobody")
        await other.cancel()
        await other.terminate()
    env.client = plain
    first = plain.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    wire = []
    for event in (await first.fetch_history()).to_json_dict()["events"]:
        for name, attributes in event.items():
            if name.endswith("Attributes") and "fields" in attributes.get("header", {}):
                wire.append([event["eventType"], sorted(attributes["header"]["fields"])])
    # Histories are fetched by the waiting for events, and by waiting for results.
    fetched = {f"{it}.fetch_workflow_history_events" for it in ("outer", "inner")}
    return {"noted": sorted(set(noted) - fetched), "wire": wire}
