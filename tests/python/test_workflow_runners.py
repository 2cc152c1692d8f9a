"""Runners of one's own that make instances: around everloop's, or from scratch."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import subprocess
import sys
import textwrap
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.api.enums.v1 import CommandType
from everloop.bridge.proto.workflow_activation import RemoveFromCache, WorkflowActivation
from everloop.bridge.proto.workflow_completion import WorkflowActivationCompletion
from everloop.client import Client, WorkflowHandle
from everloop.converter import (
    ActivitySerializationContext,
    StorageDriverStoreContext,
    WorkflowSerializationContext,
)
from everloop.testing import WorkflowEnvironment
from everloop.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowRunner,
)
from everloop.worker.workflow_sandbox import SandboxedWorkflowRunner

Hook = Callable[[WorkflowInstance, Any], Any]


@activity.defn
async def echo(text: str) -> str:
    return text


@workflow.defn
class Echo:
    @workflow.run
    async def run(self, text: str) -> str:
        return await workflow.execute_activity(echo, text, start_to_close_timeout=timedelta(seconds=30))


@workflow.defn
class Clock:
    @workflow.run
    async def run(self) -> str:
        try:
            return str(time.time())
        except Exception as error:
            return type(error).__name__


@workflow.defn
class Dice:
    @workflow.run
    async def run(self) -> list[Any]:
        return [workflow.info().workflow_type, workflow.random().random(), workflow.uuid4().hex]


class Wrapped(WorkflowInstance):
    """Everloop's own instance, with a hook around its activation."""

    def __init__(self, inner: WorkflowInstance, hook: Hook) -> None:
        self.inner = inner
        self.hook = hook

    def activate(self, act: Any) -> Any:
        return self.hook(self.inner, act)

    def get_info(self) -> workflow.Info:
        return self.inner.get_info()

    def get_serialization_context(self, command_info: Any) -> Any:
        return self.inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:
        return self.inner.get_external_store_context(command_info)

    def get_thread_id(self) -> int | None:
        return self.inner.get_thread_id()


def passing(inner: WorkflowInstance, act: Any) -> Any:
    return inner.activate(act)


class Wrapping(WorkflowRunner):
    def __init__(self, hook: Hook = passing, inner: WorkflowRunner | None = None) -> None:
        self.hook = hook
        self.inner = inner or UnsandboxedWorkflowRunner()
        self.details: list[WorkflowInstanceDetails] = []

    def prepare_workflow(self, defn: Any) -> None:
        self.inner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        self.details.append(det)
        return Wrapped(self.inner.create_instance(det), self.hook)


def kinds(act: Any) -> list[str]:
    return [job.WhichOneof("variant") for job in act.jobs]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with await WorkflowEnvironment.start_local() as env:
        yield env.client


@asynccontextmanager
async def started(client: Client, runner: WorkflowRunner, flow: Any, *args: Any, **options: Any) -> AsyncIterator[Any]:
    """A workflow that a worker with that runner runs."""
    queue = uuid.uuid4().hex
    worker = Worker(
        client, task_queue=queue, workflows=[Echo, Clock, Dice], activities=[echo], workflow_runner=runner, **options
    )
    async with worker:
        yield await client.start_workflow(flow, args=args, id=queue, task_queue=queue)


async def failures(handle: WorkflowHandle[Any, Any], count: int = 1) -> list[Any]:
    """The failures of as many failed workflow tasks, once there are so many."""
    found: list[Any] = []
    async for event in handle.fetch_history_events(wait_new_event=True):
        if event.HasField("workflow_task_failed_event_attributes"):
            found.append(event.workflow_task_failed_event_attributes.failure)
            if len(found) == count:
                break
    return found


@pytest.mark.parametrize("inner", [UnsandboxedWorkflowRunner(), SandboxedWorkflowRunner()])
async def test_a_runner_sees_all_that_happens(client: Client, inner: WorkflowRunner) -> None:
    seen: list[Any] = []

    def hook(instance: WorkflowInstance, act: Any) -> Any:
        done = instance.activate(act)
        seen.append((kinds(act), [command.WhichOneof("variant") for command in done.successful.commands]))
        return done

    async with started(client, Wrapping(hook, inner), Echo.run, "hello") as handle:
        assert await handle.result() == "hello"
    assert seen == [
        (["initialize_workflow"], ["schedule_activity"]),
        (["resolve_activity"], ["complete_workflow_execution"]),
        (["remove_from_cache"], []),
    ]


async def test_a_runner_may_change_what_happens(client: Client) -> None:
    def hook(instance: WorkflowInstance, act: WorkflowActivation) -> WorkflowActivationCompletion:
        done = instance.activate(act)
        for command in done.successful.commands:
            if command.HasField("schedule_activity"):
                command.schedule_activity.arguments[0].data = b'"changed"'
        return done

    async with started(client, Wrapping(hook), Echo.run, "hello") as handle:
        assert await handle.result() == "changed"


async def test_the_sandbox_guards_through_a_wrapper(client: Client) -> None:
    async with started(client, Wrapping(inner=SandboxedWorkflowRunner()), Clock.run) as handle:
        assert await handle.result() == "RestrictedWorkflowAccessError"
    async with started(client, SandboxedWorkflowRunner(runner_class=Wrapping), Clock.run) as handle:
        assert await handle.result() == "RestrictedWorkflowAccessError"
    async with started(client, Wrapping(), Clock.run) as handle:
        assert float(await handle.result()) > 0


async def test_what_details_say_counts(client: Client) -> None:
    class Changing(Wrapping):
        def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
            info = dataclasses.replace(det.info, workflow_type="Another")
            return super().create_instance(dataclasses.replace(det, randomness_seed=7, info=info))

    results: list[Any] = []
    for _ in range(2):
        async with started(client, Changing(), Dice.run) as handle:
            results.append(await handle.result())
    assert results[0] == results[1] and results[0][0] == "Another"


async def test_details(client: Client) -> None:
    runner = Wrapping()
    async with started(client, runner, Echo.run, "hello", workflow_failure_exception_types=[KeyError]) as handle:
        await handle.result()
    det = runner.details[0]
    assert det.defn.name == "Echo" and det.info.workflow_id == handle.id
    assert det.info.task_queue == handle.id and det.info.attempt == 1
    assert list(det.worker_level_failure_exception_types) == [KeyError]
    assert det.payload_converter_factory().from_payload(det.payload_converter_factory().to_payload(3)) == 3
    assert not det.last_completion_result.payloads and det.last_failure is None
    plain = {field.name: getattr(det, field.name) for field in dataclasses.fields(WorkflowInstanceDetails)}
    instance = UnsandboxedWorkflowRunner().create_instance(WorkflowInstanceDetails(**plain))
    assert instance.get_info() is det.info and instance.get_thread_id() is None


async def test_what_activate_raises_fails_the_task(client: Client) -> None:
    calls: list[Any] = []

    def hook(instance: WorkflowInstance, act: Any) -> Any:
        calls.append(kinds(act))
        if len(calls) == 1:
            raise ValueError("not today")
        return instance.activate(act)

    async with started(client, Wrapping(hook), Echo.run, "hello") as handle:
        assert await handle.result() == "hello"
        (failure,) = await failures(handle)
    assert failure.message == "not today" and failure.application_failure_info.type == "ValueError"
    assert "hook" in failure.stack_trace
    # The run is given up, and another instance is made for the next attempt.
    assert calls[:3] == [["initialize_workflow"], ["remove_from_cache"], ["initialize_workflow"]]


async def test_what_create_instance_raises_fails_the_task(client: Client) -> None:
    class Refusing(Wrapping):
        def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
            if not self.details:
                self.details.append(det)
                raise LookupError("no instance")
            return super().create_instance(det)

    async with started(client, Refusing(), Echo.run, "hello") as handle:
        assert await handle.result() == "hello"
        (failure,) = await failures(handle)
    assert failure.message == "no instance" and failure.application_failure_info.type == "LookupError"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "activate of Wrapped returned NoneType, not a WorkflowActivationCompletion"),
        (WorkflowActivationCompletion(), "the completion of workflow Echo cannot be used: "),
    ],
)
async def test_wrong_completions_fail_the_task(client: Client, answer: Any, says: str) -> None:
    answers = [answer]

    def hook(instance: WorkflowInstance, act: Any) -> Any:
        return answers.pop() if answers else instance.activate(act)

    async with started(client, Wrapping(hook), Echo.run, "hello") as handle:
        assert await handle.result() == "hello"
        (failure,) = await failures(handle)
    assert says in failure.message


async def test_a_task_may_fail_by_message(client: Client) -> None:
    answers = [WorkflowActivationCompletion()]
    answers[0].failed.failure.message = "as I say"

    def hook(instance: WorkflowInstance, act: Any) -> Any:
        return answers.pop() if answers else instance.activate(act)

    async with started(client, Wrapping(hook), Echo.run, "hello") as handle:
        assert await handle.result() == "hello"
        (failure,) = await failures(handle)
    assert failure.message == "as I say"


@pytest.mark.parametrize("says_thread", [True, False])
async def test_an_instance_that_holds_its_thread_is_interrupted(client: Client, says_thread: bool) -> None:
    spins = [True]

    class Telling(Wrapped):
        def get_thread_id(self) -> int | None:
            return self.thread if says_thread else None

        def activate(self, act: Any) -> Any:
            self.thread = threading.get_ident()
            while spins and spins[0]:
                try:
                    while True:
                        pass
                finally:
                    spins.clear()
            return super().activate(act)

    class Spinning(Wrapping):
        def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
            return Telling(self.inner.create_instance(det), passing)

    async with started(client, Spinning(), Echo.run, "hello") as handle:
        (failure,) = await failures(handle)
        assert "[TMPRL1101]" in failure.message
        assert "test_workflow_runners" in failure.stack_trace
        assert await handle.result() == "hello"


async def test_interceptors_work_in_wrapped_instances(client: Client) -> None:
    class Shouting(WorkflowInboundInterceptor):
        async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
            return str(await super().execute_workflow(input)).upper()

    class Loud(Interceptor):
        def workflow_interceptor_class(self, input: Any) -> type[WorkflowInboundInterceptor]:
            return Shouting

    async with started(client, Wrapping(), Echo.run, "hello", interceptors=[Loud()]) as handle:
        assert await handle.result() == "HELLO"


async def test_contexts_of_commands(client: Client) -> None:
    found: list[Any] = []

    def hook(instance: WorkflowInstance, act: Any) -> Any:
        done = instance.activate(act)
        for command in done.successful.commands:
            if command.HasField("schedule_activity"):
                of = SimpleNamespace(
                    command_type=CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
                    command_seq=command.schedule_activity.seq,
                )
                found.extend([instance.get_serialization_context(of), instance.get_serialization_context(None)])
                found.append(instance.get_external_store_context(None).target)
        return done

    async with started(client, Wrapping(hook), Echo.run, "hello") as handle:
        await handle.result()
    of_activity, own, target = found
    assert isinstance(of_activity, ActivitySerializationContext) and of_activity.activity_type == "echo"
    assert own == WorkflowSerializationContext("default", handle.id)
    assert target.id == handle.id and target.run_id == handle.first_execution_run_id


async def test_replays_go_through_the_runner(client: Client) -> None:
    async with started(client, UnsandboxedWorkflowRunner(), Echo.run, "hello") as handle:
        await handle.result()
    history = await handle.fetch_history()
    seen: list[Any] = []

    def hook(instance: WorkflowInstance, act: Any) -> Any:
        seen.append((act.is_replaying, kinds(act)))
        return instance.activate(act)

    await Replayer(workflows=[Echo], workflow_runner=Wrapping(hook)).replay_workflow(history)
    assert seen == [
        (True, ["initialize_workflow"]),
        (True, ["resolve_activity"]),
        (False, ["remove_from_cache"]),
    ]

    def dropping(instance: WorkflowInstance, act: Any) -> Any:
        done = instance.activate(act)
        del done.successful.commands[:]
        return done

    with pytest.raises(workflow.NondeterminismError):
        await Replayer(workflows=[Echo], workflow_runner=Wrapping(dropping)).replay_workflow(history)


async def test_a_failing_removal_harms_nobody(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    def hook(instance: WorkflowInstance, act: Any) -> Any:
        done = instance.activate(act)
        if "remove_from_cache" in kinds(act):
            assert act.jobs[0].remove_from_cache.reason != RemoveFromCache.EvictionReason.UNSPECIFIED
            raise ValueError("clinging")
        return done

    async with started(client, Wrapping(hook), Echo.run, "hello") as handle:
        assert await handle.result() == "hello"
    assert "Failed removing workflow with run ID" in caplog.text


async def test_activations_out_of_turn(client: Client) -> None:
    runner = Wrapping()
    async with started(client, runner, Echo.run, "hello") as handle:
        await handle.result()
    instance = UnsandboxedWorkflowRunner().create_instance(runner.details[0])
    act = WorkflowActivation(run_id=handle.first_execution_run_id)
    act.jobs.add()
    with pytest.raises(ValueError, match="cannot be used: WorkflowActivationJob has no variant"):
        instance.activate(act)
    act.jobs[0].fire_timer.seq = 1
    act.timestamp.GetCurrentTime()
    with pytest.raises(RuntimeError, match="has not begun"):
        instance.activate(act)
    act.jobs[0].remove_from_cache.SetInParent()
    assert instance.activate(act).HasField("successful")


def test_what_prepare_raises_fails_the_worker() -> None:
    class Strict(Wrapping):
        def prepare_workflow(self, defn: Any) -> None:
            raise ValueError("not this one")

    with pytest.raises(RuntimeError, match="Failed validating workflow Echo") as caught:
        Replayer(workflows=[Echo], workflow_runner=Strict())
    assert str(caught.value.__cause__) == "not this one"


def test_other_runners_load_no_messages() -> None:
    """Neither those of everloop nor those derived from them that leave instances alone."""
    program = """
        import asyncio, sys
        from everloop import workflow
        from everloop.testing import WorkflowEnvironment
        from everloop.worker import UnsandboxedWorkflowRunner, Worker
        from everloop.worker.workflow_sandbox import SandboxedWorkflowRunner

        @workflow.defn
        class Flow:
            @workflow.run
            async def run(self) -> str:
                return "done"

        class Derived(SandboxedWorkflowRunner):
            def prepare_workflow(self, defn):
                super().prepare_workflow(defn)

        async def main():
            async with await WorkflowEnvironment.start_local() as env:
                for number, runner in enumerate([UnsandboxedWorkflowRunner(), SandboxedWorkflowRunner(), Derived()]):
                    queue = f"q{number}"
                    async with Worker(env.client, task_queue=queue, workflows=[Flow], workflow_runner=runner):
                        assert await env.client.execute_workflow(Flow.run, id=queue, task_queue=queue) == "done"
            loaded = [name for name in sys.modules if name.startswith("everloop.bridge") or name.endswith("_instances")]
            assert not loaded, loaded

        if __name__ == "__main__":
            asyncio.run(main())
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], env=os.environ, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr


async def test_many_runs_at_once(client: Client) -> None:
    """Instances of several runs share the worker's threads."""
    queue = uuid.uuid4().hex
    options = {"workflows": [Echo], "activities": [echo], "workflow_runner": Wrapping(), "max_cached_workflows": 3}
    async with Worker(client, task_queue=queue, **options):
        flows = [client.execute_workflow(Echo.run, str(n), id=f"{queue}-{n}", task_queue=queue) for n in range(12)]
        assert await asyncio.gather(*flows) == [str(n) for n in range(12)]
