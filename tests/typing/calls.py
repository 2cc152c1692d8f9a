"""Calls that type checkers must accept, with the types they give, and calls that they must refuse.

Nothing here runs. A refused call bears an ignore comment, and both checkers complain about one that is not needed.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true, reportUnusedExpression=false

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from typing_extensions import assert_type

from everloop import activity, workflow
from everloop.client import (
    ActivityHandle,
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateHandle,
    WorkflowUpdateStage,
)
from everloop.common import WorkflowIDConflictPolicy

SOON = timedelta(seconds=1)


@activity.defn
async def length(text: str) -> int:
    return len(text)


@activity.defn
def nothing() -> None: ...


@activity.defn
async def joined(left: str, right: int) -> str:
    return left * right


@workflow.defn
class Plain:
    @workflow.run
    async def run(self) -> str:
        return ""

    @workflow.query
    def count(self) -> int:
        return 0

    @workflow.signal
    async def note(self, text: str) -> None: ...

    @workflow.update
    async def add(self, value: int) -> str:
        return str(value)


@workflow.defn
class WithArgument:
    @workflow.run
    async def run(self, number: int) -> float:
        return number

    @workflow.update
    async def reset(self) -> bool:
        return True


@workflow.defn
class WithArguments:
    @workflow.run
    async def run(self, number: int, text: str) -> list[str]:
        return [text] * number


async def starting(client: Client) -> None:
    plain = await client.start_workflow(Plain.run, id="w", task_queue="q")
    assert_type(plain, WorkflowHandle[Plain, str])
    assert_type(await plain.result(), str)
    assert_type(await client.execute_workflow(WithArgument.run, 1, id="w", task_queue="q"), float)
    assert_type(await client.execute_workflow(WithArguments.run, args=[1, ""], id="w", task_queue="q"), list[str])
    await client.start_workflow("Plain", 1, id="w", task_queue="q", result_type=str)
    await client.start_workflow(Plain.run, id="w", task_queue="q", run_timeout=SOON)

    await client.start_workflow(Plain.run, task_queue="q")  # type: ignore
    await client.start_workflow(Plain.run, 1, id="w", task_queue="q")  # type: ignore
    await client.start_workflow(WithArgument.run, "", id="w", task_queue="q")  # type: ignore
    await client.start_workflow(Plain.run, id="w", task_queue="q", run_timeout=1)  # type: ignore


async def messages(handle: WorkflowHandle[Plain, str], other: WorkflowHandle[WithArgument, float]) -> None:
    assert_type(await handle.query(Plain.count), int)
    assert_type(await handle.execute_update(Plain.add, 1), str)
    assert_type(await other.execute_update(WithArgument.reset), bool)
    await handle.signal(Plain.note, "")
    await handle.signal("note", 1)

    await handle.signal(Plain.note, 1)  # type: ignore
    await other.signal(Plain.note, "")  # type: ignore
    await other.query(Plain.count)  # type: ignore
    assert_type(
        await handle.start_update(Plain.add, 1, wait_for_stage=WorkflowUpdateStage.ACCEPTED), WorkflowUpdateHandle[str]
    )
    await handle.execute_update(Plain.add, "")  # type: ignore


async def updates_with_start(client: Client) -> None:
    policy = WorkflowIDConflictPolicy.FAIL
    plain = WithStartWorkflowOperation(Plain.run, id="w", task_queue="q", id_conflict_policy=policy)
    assert_type(plain, WithStartWorkflowOperation[Plain, str])
    assert_type(await plain.workflow_handle(), WorkflowHandle[Plain, str])
    other = WithStartWorkflowOperation(WithArgument.run, 1, id="w", task_queue="q", id_conflict_policy=policy)
    assert_type(await client.execute_update_with_start_workflow(Plain.add, 1, start_workflow_operation=plain), str)
    handle = await client.start_update_with_start_workflow(
        WithArgument.reset, start_workflow_operation=other, wait_for_stage=WorkflowUpdateStage.ACCEPTED
    )
    assert_type(handle, WorkflowUpdateHandle[bool])

    WithStartWorkflowOperation(Plain.run, id="w", task_queue="q")  # type: ignore
    await client.execute_update_with_start_workflow(Plain.add, 1, start_workflow_operation=other)  # type: ignore


async def standalone_activities(client: Client) -> None:
    handle = await client.start_activity(length, "", id="a", task_queue="q", start_to_close_timeout=SOON)
    assert_type(handle, ActivityHandle[int])
    assert_type(await client.execute_activity(length, "", id="a", task_queue="q"), int)
    assert_type(await client.execute_activity(joined, args=["", 1], id="a", task_queue="q"), str)

    await client.start_activity(length, 1, id="a", task_queue="q")  # type: ignore
    await client.start_activity(length, "", task_queue="q")  # type: ignore


async def in_workflows() -> None:
    assert_type(await workflow.execute_activity(length, "", start_to_close_timeout=SOON), int)
    assert_type(await workflow.execute_activity(joined, args=["", 1], start_to_close_timeout=SOON), str)
    await workflow.execute_activity(nothing, start_to_close_timeout=SOON)
    assert_type(await workflow.execute_child_workflow(WithArgument.run, 1), float)
    names: Sequence[str] = await workflow.execute_child_workflow(WithArguments.run, args=[1, ""])
    assert names

    await workflow.execute_activity(length, 1, start_to_close_timeout=SOON)  # type: ignore
    await workflow.execute_child_workflow(WithArgument.run, "")  # type: ignore


async def raw(client: Client) -> None:
    from everloop.api.workflowservice.v1 import GetSystemInfoRequest

    await client.workflow_service.get_system_info(GetSystemInfoRequest(), retry=True, timeout=SOON)

    client.workflow_service.no_such_call  # type: ignore  # noqa: B018
    await client.workflow_service.get_system_info()  # type: ignore
