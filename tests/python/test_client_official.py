"""What the client can ask of a Temporal server that our own engine does not serve yet, against the real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from conformance.servers import start_official
from everloop import activity, workflow
from everloop.client import (
    ActivityExecutionStatus,
    ActivityFailureError,
    ActivityOptionsKeys,
    BuildIdOpAddNewDefault,
    Client,
    Interceptor,
    OutboundInterceptor,
    RPCError,
    StartActivityInput,
    StartWorkflowUpdateWithStartInput,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateStage,
)
from everloop.common import PinnedVersioningOverride, WorkerDeploymentVersion, WorkflowIDConflictPolicy
from everloop.exceptions import (
    ActivityAlreadyStartedError,
    ApplicationError,
    CancelledError,
    InvalidVersioningOverrideError,
    WorkflowAlreadyStartedError,
)
from everloop.worker import Worker


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Temporal server."""
    started = start_official(Path(tmp_path_factory.mktemp("official")))
    yield started.address
    started.stop()


@workflow.defn
class Refused:
    """Starts a child on a version that nobody has."""

    @workflow.run
    async def run(self) -> str:
        version = WorkerDeploymentVersion("absent", "1")
        try:
            await workflow.start_child_workflow(
                "Any", versioning_override=PinnedVersioningOverride(version=version), id=f"{workflow.info().run_id}-c"
            )
        except InvalidVersioningOverrideError as error:
            return str(error)
        raise AssertionError("it started")


async def test_a_child_is_refused_for_its_versioning_override(server: str) -> None:
    client = await Client.connect(server)
    queue = str(uuid4())
    async with Worker(client, task_queue=queue, workflows=[Refused]):
        said = await client.execute_workflow(Refused.run, id=queue, task_queue=queue)
    assert said == "Invalid versioning override"


@activity.defn
async def double(value: int) -> int:
    return value * 2


@activity.defn
async def refuse() -> None:
    raise ApplicationError("no", type="Refused", non_retryable=True)


@activity.defn
async def hold() -> None:
    while True:
        activity.heartbeat("here")
        await asyncio.sleep(0.02)


@workflow.defn
class Counter:
    def __init__(self) -> None:
        self.total = 0

    @workflow.run
    async def run(self, first: int) -> int:
        self.total += first
        await workflow.wait_condition(lambda: self.total >= 10)
        return self.total

    @workflow.update
    async def add(self, value: int) -> int:
        self.total += value
        return self.total

    @add.validator
    def check(self, value: int) -> None:
        if value < 0:
            raise ValueError(f"{value} is negative")


class Seen(Interceptor):
    """Notes what goes by, and marks it."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        seen = self

        class Outbound(OutboundInterceptor):
            async def start_activity(self, input: StartActivityInput):  # type: ignore[no-untyped-def]
                seen.names.append(f"start_activity {input.activity_type}")
                return await super().start_activity(input)

            async def start_update_with_start_workflow(  # type: ignore[no-untyped-def]
                self, input: StartWorkflowUpdateWithStartInput
            ):
                seen.names.append(
                    f"{input.start_workflow_input.workflow}.{input.update_workflow_input.update}"
                    f"{list(input.update_workflow_input.args)}"
                )
                return await super().start_update_with_start_workflow(input)

        return Outbound(next)


@asynccontextmanager
async def working(server: str, *interceptors: Interceptor) -> AsyncIterator[tuple[Client, str]]:
    """A client, and a queue that a worker serves."""
    client, queue = await Client.connect(server, interceptors=interceptors), uuid4().hex
    async with Worker(client, task_queue=queue, workflows=[Counter], activities=[double, refuse, hold]):
        yield client, queue


async def test_standalone_activities(server: str) -> None:
    seen = Seen()
    async with working(server, seen) as (client, queue):
        id, timeout = uuid4().hex, timedelta(seconds=10)
        assert await client.execute_activity(double, 4, id=id, task_queue=queue, start_to_close_timeout=timeout) == 8
        described = await client.get_activity_handle(id).describe(include_input=True, include_outcome=True)
        assert described.status == ActivityExecutionStatus.COMPLETED
        assert (await described.input(), await described.result(int), described.attempt) == ([4], 8, 1)
        with pytest.raises(ActivityFailureError) as failed:
            await client.execute_activity("refuse", id=id + "r", task_queue=queue, start_to_close_timeout=timeout)
        assert isinstance(failed.value.cause, ApplicationError)
        assert failed.value.cause.type == "Refused"
        assert seen.names == ["start_activity double", "start_activity refuse"]


async def test_a_standalone_activity_that_runs(server: str) -> None:
    async with working(server) as (client, queue):
        timeout = timedelta(seconds=10)
        handle = await client.start_activity(
            hold, id="held", task_queue=queue, start_to_close_timeout=timeout, heartbeat_timeout=timedelta(seconds=1)
        )
        with pytest.raises(ActivityAlreadyStartedError) as taken:
            await client.start_activity(hold, id="held", task_queue=queue, start_to_close_timeout=timeout)
        assert taken.value.run_id == handle.run_id
        key = ActivityOptionsKeys.start_to_close_timeout
        changed = await handle.update_options([key.value_set(timedelta(seconds=5))])
        assert changed.start_to_close_timeout == timedelta(seconds=5)
        assert (await handle.restore_original_options()).start_to_close_timeout == timeout
        await handle.cancel(reason="enough")
        with pytest.raises(ActivityFailureError) as cancelled:
            await asyncio.wait_for(handle.result(), 10)
        assert isinstance(cancelled.value.cause, CancelledError)
        assert (await client.count_activities()).count >= 1


def operation(
    queue: str, id: str, policy: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.FAIL
) -> WithStartWorkflowOperation[Counter, int]:
    return WithStartWorkflowOperation(Counter.run, 1, id=id, task_queue=queue, id_conflict_policy=policy)


async def test_update_with_start(server: str) -> None:
    seen = Seen()
    async with working(server, seen) as (client, queue):
        id = uuid4().hex
        begin = operation(queue, id)
        assert await client.execute_update_with_start_workflow(Counter.add, 2, start_workflow_operation=begin) == 2
        handle = await begin.workflow_handle()
        assert (handle.id, handle.run_id, handle.result_run_id) == (id, None, handle.first_execution_run_id)
        with pytest.raises(RuntimeError, match="cannot be reused"):
            await client.execute_update_with_start_workflow(Counter.add, 2, start_workflow_operation=begin)
        taken = operation(queue, id)
        with pytest.raises(WorkflowAlreadyStartedError) as refused:
            await client.execute_update_with_start_workflow(Counter.add, 2, start_workflow_operation=taken)
        assert refused.value.run_id == handle.result_run_id
        with pytest.raises(WorkflowAlreadyStartedError):
            await taken.workflow_handle()
        existing = operation(queue, id, WorkflowIDConflictPolicy.USE_EXISTING)
        update = await client.start_update_with_start_workflow(
            Counter.add, 7, start_workflow_operation=existing, wait_for_stage=WorkflowUpdateStage.ACCEPTED
        )
        assert (await update.result(), await handle.result()) == (10, 10)
        assert seen.names == ["Counter.add[2]", "Counter.add[2]", "Counter.add[7]"]


async def test_update_with_start_whose_update_is_refused(server: str) -> None:
    async with working(server) as (client, queue):
        begin = operation(queue, uuid4().hex)
        with pytest.raises(WorkflowUpdateFailedError):
            await client.execute_update_with_start_workflow(Counter.add, -1, start_workflow_operation=begin)
        handle = await begin.workflow_handle()
        await handle.terminate()
        with pytest.raises(ValueError, match="ADMITTED"):
            await client.start_update_with_start_workflow(
                Counter.add,
                1,
                start_workflow_operation=operation(queue, "x"),
                wait_for_stage=WorkflowUpdateStage.ADMITTED,
            )


async def test_version_sets_are_the_servers_matter(server: str) -> None:
    client = await Client.connect(server)
    with pytest.raises(RPCError, match="Version Set-based, deprecated"):
        await client.update_worker_build_id_compatibility("q", BuildIdOpAddNewDefault("1.0"))
    with pytest.raises(RPCError, match="Version Set-based, deprecated"):
        await client.get_worker_build_id_compatibility("q")
