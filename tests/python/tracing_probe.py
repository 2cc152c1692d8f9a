"""A program that makes a span of every kind, so that what is exported can be compared.

The package is a parameter: the same program runs on everloop and on the official SDK. Not a test itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import re
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import opentelemetry.trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

SHORT = timedelta(seconds=10)
PACKAGE = os.environ.get("TRACING_PROBE_PACKAGE", "everloop")
workflow: Any = importlib.import_module(f"{PACKAGE}.workflow")
activity: Any = importlib.import_module(f"{PACKAGE}.activity")
client_module: Any = importlib.import_module(f"{PACKAGE}.client")
common: Any = importlib.import_module(f"{PACKAGE}.common")
exceptions: Any = importlib.import_module(f"{PACKAGE}.exceptions")
worker_module: Any = importlib.import_module(f"{PACKAGE}.worker")
otel: Any = importlib.import_module(f"{PACKAGE}.contrib.opentelemetry")
otel_workflow: Any = importlib.import_module(f"{PACKAGE}.contrib.opentelemetry.workflow")

ONCE = common.RetryPolicy(maximum_attempts=1)


@activity.defn(name="say")
async def say(word: str) -> str:
    with opentelemetry.trace.get_tracer("user").start_as_current_span("inside activity"):
        return word


@activity.defn(name="say_plainly")
def say_plainly(word: str) -> str:
    opentelemetry.trace.get_current_span().set_attribute("seen", word)
    return word


@activity.defn(name="fail")
async def fail(category: str) -> None:
    kind = exceptions.ApplicationErrorCategory[category]
    raise exceptions.ApplicationError("told to", category=kind, non_retryable=True)


@workflow.defn(name="Everything", sandboxed=False)
class Everything:
    def __init__(self) -> None:
        self.done = False
        self.signals = 0

    @workflow.signal
    def finish(self) -> None:
        self.done = True

    @workflow.signal
    async def poke(self) -> None:
        otel_workflow.completed_span("poked")
        self.signals += 1

    @workflow.query
    def is_done(self) -> bool:
        otel_workflow.completed_span("in query of a traced workflow")
        return self.done

    @workflow.query
    def broken(self) -> bool:
        raise ValueError("no answer")

    @workflow.update
    async def change(self, word: str) -> str:
        otel_workflow.completed_span("changing")
        return str(await workflow.execute_activity("say", word, start_to_close_timeout=SHORT))

    @workflow.update
    def refuse(self) -> None:
        raise exceptions.ApplicationError("not now")

    @workflow.update
    def checked(self, value: int) -> None:
        self.signals += value

    @checked.validator
    def _check(self, value: int) -> None:
        if value < 0:
            raise ValueError("negative")

    @workflow.run
    async def run(self, task_queue: str) -> str:
        otel_workflow.completed_span("begin", attributes={"count": 3, "names": ["a", "b"]})
        first = await workflow.execute_activity("say", "hello", start_to_close_timeout=SHORT)
        await workflow.execute_activity("say_plainly", "hi", start_to_close_timeout=SHORT)
        for category in ("UNSPECIFIED", "BENIGN"):
            with contextlib.suppress(exceptions.FailureError):
                await workflow.execute_activity("fail", category, start_to_close_timeout=SHORT)
        await workflow.execute_local_activity("say", "near", start_to_close_timeout=SHORT)
        child = await workflow.start_child_workflow("Child", 0, id=f"{workflow.info().workflow_id}-child")
        await child.signal("go")
        await child
        other = await workflow.start_child_workflow("Child", 1, id=f"{workflow.info().workflow_id}-other")
        await workflow.get_external_workflow_handle(other.id).signal("go")
        await other
        try:
            raise exceptions.ApplicationError("noted")
        except Exception as error:
            otel_workflow.completed_span("trouble", exception=error)
        await workflow.wait_condition(lambda: self.done)
        return str(first)


@workflow.defn(name="Child", sandboxed=False)
class Child:
    def __init__(self) -> None:
        self.may_go = False

    @workflow.signal
    def go(self) -> None:
        self.may_go = True

    @workflow.run
    async def run(self, round: int) -> None:
        await workflow.wait_condition(lambda: self.may_go or round == 2)
        if round == 0:
            workflow.continue_as_new(2)


@workflow.defn(name="Failing", sandboxed=False)
class Failing:
    @workflow.run
    async def run(self, category: str) -> None:
        if category == "TASK":
            if not workflow.unsafe.is_replaying() and workflow.info().attempt == 1 and not Failing.failed:
                Failing.failed = True
                raise RuntimeError("the task fails once")
            return
        kind = exceptions.ApplicationErrorCategory[category]
        raise exceptions.ApplicationError("failing", category=kind, non_retryable=True)

    failed = False


@workflow.defn(name="Ending", sandboxed=False, failure_exception_types=[KeyError])
class Ending:
    @workflow.signal
    async def spoil(self) -> None:
        raise exceptions.ApplicationError("spoilt")

    @workflow.run
    async def run(self, how: str) -> None:
        if how == "failure type":
            raise KeyError("a failure here")
        if how == "timeout":
            raise asyncio.TimeoutError
        if how == "child":
            await workflow.execute_child_workflow("Failing", "UNSPECIFIED", id=f"{workflow.info().workflow_id}-child")
        await workflow.wait_condition(lambda: False)


@workflow.defn(name="Api", sandboxed=False)
class Api:
    """Uses the API of OpenTelemetry itself."""

    def __init__(self) -> None:
        self.done = False

    @workflow.signal
    def finish(self) -> None:
        with opentelemetry.trace.get_tracer("user").start_as_current_span("in signal"):
            self.done = True

    @workflow.query
    def is_done(self) -> bool:
        with opentelemetry.trace.get_tracer("user").start_as_current_span("in query"):
            return self.done

    @workflow.update
    async def change(self, word: str) -> str:
        with opentelemetry.trace.get_tracer("user").start_as_current_span("in update"):
            return str(await workflow.execute_activity("say", word, start_to_close_timeout=SHORT))

    @change.validator
    def _check(self, word: str) -> None:
        with opentelemetry.trace.get_tracer("user").start_as_current_span("in validator"):
            pass

    @workflow.run
    async def run(self) -> None:
        tracer = opentelemetry.trace.get_tracer("user")
        with tracer.start_as_current_span("whole", attributes={"a": 1}) as whole:
            await workflow.execute_activity("say", "hello", start_to_close_timeout=SHORT)
            with tracer.start_as_current_span("part", links=[opentelemetry.trace.Link(whole.get_span_context())]):
                await asyncio.sleep(0.01)
                await workflow.execute_local_activity("say", "near", start_to_close_timeout=SHORT)
            whole.add_event("event", {"of": "whole"})
            await workflow.wait_condition(lambda: self.done)
        tracer.start_span("not ended")
        with contextlib.suppress(ValueError), tracer.start_as_current_span("raising"):
            raise ValueError("in span")
        child = await workflow.start_child_workflow("ApiChild", id=f"{workflow.info().workflow_id}-child")
        await child.signal("go")
        await child


@workflow.defn(name="Mixed", sandboxed=False)
class Mixed:
    """Spans of the program's own around those of the interceptor."""

    def __init__(self) -> None:
        self.done = False

    @workflow.signal
    def finish(self) -> None:
        self.done = True
        otel_workflow.completed_span("in signal")

    @workflow.query
    def is_done(self) -> bool:
        otel_workflow.completed_span("in query")
        return self.done

    @workflow.update
    async def change(self) -> None:
        otel_workflow.completed_span("in update")
        await workflow.execute_activity("say", "update", start_to_close_timeout=SHORT)

    @change.validator
    def _check(self) -> None:
        otel_workflow.completed_span("in validator")

    @workflow.run
    async def run(self) -> None:
        with opentelemetry.trace.get_tracer("user").start_as_current_span("around"):
            otel_workflow.completed_span("inside")
            await workflow.execute_activity("say", "hello", start_to_close_timeout=SHORT)
        await workflow.wait_condition(lambda: self.done)


@workflow.defn(name="ApiChild", sandboxed=False)
class ApiChild:
    def __init__(self) -> None:
        self.may_go = False

    @workflow.signal
    def go(self) -> None:
        self.may_go = True

    @workflow.run
    async def run(self) -> None:
        with opentelemetry.trace.get_tracer("user").start_as_current_span("in child"):
            await workflow.wait_condition(lambda: self.may_go)


DEFINED: dict[str, Any] = {
    "workflows": [Everything, Child, Failing, Ending, Api, ApiChild, Mixed],
    "activities": [say, say_plainly, fail],
}


class Names:
    """Ids and queues of this run, and the same for every run in what is printed."""

    def __init__(self) -> None:
        self.queue = f"tracing-{uuid.uuid4()}"
        self.known: dict[str, str] = {self.queue: "QUEUE"}

    def options(self, name: str) -> dict[str, Any]:
        id = f"{name}-{uuid.uuid4()}"
        self.known[id] = name.upper()
        return {"id": id, "task_queue": self.queue}

    def hide(self, text: str) -> str:
        for word, name in self.known.items():
            text = text.replace(word, name)
        text = re.sub(r"\b(everloop|temporalio)\.", "PACKAGE.", text)
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID", text)
        return text


class Programs:
    """What is run: each method a program of one trace."""

    def __init__(self, client: Any, plain: Any, names: Names) -> None:
        self.client = client
        self.plain = plain
        self.names = names

    async def _begun(self, handle: Any) -> Any:
        """Waits until the first workflow task is over, so that nothing else comes with it."""
        events = self.plain.get_workflow_handle(handle.id).fetch_history_events(wait_new_event=True)
        async for event in events:
            if event.HasField("workflow_task_completed_event_attributes"):
                break
        return handle

    async def everything(self) -> None:
        options = self.names.options("everything")
        handle = await self._begun(await self.client.start_workflow("Everything", self.names.queue, **options))
        await handle.signal("poke")
        await handle.query("is_done")
        with contextlib.suppress(client_module.WorkflowQueryFailedError):
            await handle.query("broken")
        await handle.execute_update("change", "word")
        for name, argument in (("refuse", None), ("checked", -1), ("checked", 1)):
            with contextlib.suppress(client_module.WorkflowUpdateFailedError):
                await handle.execute_update(name, **({} if argument is None else {"arg": argument}))
        await handle.signal("finish")
        await handle.result()
        await handle.describe()

    async def starts(self) -> None:
        options = self.names.options("signalled")
        handle = await self.client.start_workflow("Child", 2, start_signal="go", **options)
        await handle.result()
        fail = common.WorkflowIDConflictPolicy.FAIL
        options = self.names.options("updated")
        operation = client_module.WithStartWorkflowOperation("Mixed", id_conflict_policy=fail, **options)
        await self.client.execute_update_with_start_workflow("change", start_workflow_operation=operation)
        handle = self.client.get_workflow_handle(options["id"])
        await handle.signal("finish")
        await handle.result()
        with contextlib.suppress(Exception):
            await self.client.get_workflow_handle("nobody").signal("x")
        for category in ("UNSPECIFIED", "BENIGN", "TASK"):
            options = self.names.options(f"failing-{category}")
            handle = await self.client.start_workflow("Failing", category, **options)
            with contextlib.suppress(client_module.WorkflowFailureError):
                await handle.result()

    async def api(self) -> None:
        handle = await self._begun(await self.client.start_workflow("Api", **self.names.options("api")))
        await handle.execute_update("change", "word")
        await handle.query("is_done")
        await handle.signal("finish")
        await handle.result()

    async def mixed(self) -> None:
        """Clients with and without tracing speak to the same workflow."""
        for starter, other in ((self.client, self.plain), (self.plain, self.client)):
            started = await self._begun(await starter.start_workflow("Mixed", **self.names.options("mixed")))
            handle = other.get_workflow_handle(started.id)
            await handle.query("is_done")
            await handle.execute_update("change")
            await handle.signal("finish")
            await handle.result()

    async def ends(self) -> None:
        """All the ways in which a run can end."""
        for how in ("failure type", "timeout", "signal", "cancel", "child"):
            options = self.names.options(f"ending-{how}")
            handle = await self._begun(await self.client.start_workflow("Ending", how, **options))
            if how == "signal":
                await handle.signal("spoil")
            if how == "cancel":
                await handle.cancel()
            with contextlib.suppress(client_module.WorkflowFailureError):
                await handle.result()


def described(span: Any, spans: dict[int, Any], names: Names) -> dict[str, Any]:
    """A span without what differs from run to run."""

    def value(of: Any) -> Any:
        return names.hide(of) if isinstance(of, str) else list(of) if isinstance(of, tuple) else of

    def name_of(context: Any) -> str | None:
        if context is None:
            return None
        found = spans.get(context.span_id)
        return "unknown" if found is None else path(found)

    def path(of: Any) -> str:
        above = name_of(of.parent)
        own = names.hide(of.name)
        return own if above is None else f"{above} / {own}"

    return {
        "path": path(span),
        "kind": span.kind.name,
        "scope": re.sub(r"^(everloop|temporalio)\..*", "OURS", span.instrumentation_scope.name),
        # Ids of activities depend on what the workflow met first.
        "attributes": {
            key: "ID" if key == "temporalActivityID" else value(of)
            for key, of in sorted((span.attributes or {}).items())
        },
        "links": [name_of(link.context) for link in span.links],
        "status": [span.status.status_code.name, value(span.status.description)],
        "events": [
            [
                event.name,
                {key: value(of) for key, of in sorted(event.attributes.items()) if key != "exception.stacktrace"},
            ]
            for event in span.events
        ],
        "timed": "takes time" if span.end_time > span.start_time else "none",
        "remote": None if span.parent is None else span.parent.is_remote,
    }


async def run(job: dict[str, Any], style: str, provider: Any, address: str) -> None:
    """Runs a program in a worker of its own."""
    extensions: dict[str, Any]
    if style == "interceptor":
        tracing = otel.TracingInterceptor(provider.get_tracer("tracing"), **job.get("tracing", {}))
        extensions = {"interceptors": [tracing]}
    else:
        extensions = {"plugins": [otel.OpenTelemetryPlugin(**job.get("tracing", {}))]}
    on_client = job.get("on_client", True)
    client = await client_module.Client.connect(address, **(extensions if on_client else {}))
    plain = await client_module.Client.connect(address)
    names: Names = job["names"]
    with ThreadPoolExecutor(2) as executor:
        worker = worker_module.Worker(
            client,
            task_queue=names.queue,
            activity_executor=executor,
            max_concurrent_activities=2,
            **DEFINED,
            **({} if on_client else extensions),
            **job.get("worker", {}),
        )
        async with worker:
            tracer = opentelemetry.trace.get_tracer("program")
            with tracer.start_as_current_span("program") if job.get("outer", True) else contextlib.nullcontext():
                await getattr(Programs(client, plain, names), job["program"])()


async def main(style: str, jobs: list[dict[str, Any]], address: str) -> None:
    """Runs programs one after another, and prints for each a JSON list of its spans without repetitions."""
    provider = TracerProvider() if style == "interceptor" else otel.create_tracer_provider()
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    opentelemetry.trace.set_tracer_provider(provider)
    for job in jobs:
        exporter.clear()
        Failing.failed = False
        names = job["names"] = Names()
        await run(job, style, provider, address)
        spans = exporter.get_finished_spans()
        by_id = {span.context.span_id: span for span in spans}
        assert len(by_id) == len(spans), "spans with the same id"
        lines = {json.dumps(described(span, by_id, names), sort_keys=True) for span in spans}
        print(json.dumps(sorted(lines)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]))
    # The official core's threads now and then abort the interpreter while it ends, after all is said.
    sys.stdout.flush()
    os._exit(0)
