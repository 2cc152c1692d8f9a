"""Decorators, handlers and handles: what type checkers must accept, with its types, and what they must refuse.

Nothing here runs. A refused call bears an ignore comment, and both checkers complain about one that is not needed.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true, reportUnusedExpression=false

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from typing_extensions import assert_type

from everloop import activity, workflow
from everloop.client import Client, WorkflowHandle
from everloop.common import RawValue, SearchAttributeKey, TypedSearchAttributes
from everloop.testing import ActivityEnvironment

SOON = timedelta(seconds=1)


@activity.defn
async def length(text: str) -> int:
    return len(text)


@activity.defn
def doubled(number: int) -> int:
    return number * 2


@activity.defn
class Greets:
    async def __call__(self, name: str) -> str:
        return name


class Desk:
    @activity.defn
    async def ask(self, question: str) -> bytes:
        return question.encode()

    @activity.defn
    def count(self, first: int, second: int) -> float:
        return first / second


@workflow.defn
class Child:
    @workflow.run
    async def run(self, number: int) -> str:
        return str(number)

    @workflow.signal
    def nothing(self) -> None: ...

    @workflow.signal(name="other")
    async def note(self, text: str) -> None: ...

    @workflow.update
    def plus(self, number: int) -> int:
        return number

    @plus.validator
    def check(self, number: int) -> None: ...

    @workflow.query(description="how many")
    def many(self, factor: int) -> int:
        return factor


@workflow.defn(dynamic=True)
class Dynamic:
    @workflow.run
    async def run(self, args: Sequence[RawValue]) -> None: ...


async def activities() -> None:
    assert_type(workflow.start_activity(length, "", start_to_close_timeout=SOON), workflow.ActivityHandle[int])
    assert_type(await workflow.start_activity(doubled, 1, start_to_close_timeout=SOON), int)
    assert_type(await workflow.execute_activity_class(Greets, "", start_to_close_timeout=SOON), str)
    assert_type(await workflow.execute_activity_method(Desk.ask, "", start_to_close_timeout=SOON), bytes)
    assert_type(await workflow.execute_activity_method(Desk.count, args=[1, 2], start_to_close_timeout=SOON), float)
    assert_type(await workflow.execute_local_activity(doubled, 1, start_to_close_timeout=SOON), int)
    assert_type(await workflow.start_local_activity_method(Desk.ask, "", start_to_close_timeout=SOON), bytes)
    assert_type(await workflow.execute_local_activity_class(Greets, "", start_to_close_timeout=SOON), str)
    await workflow.execute_activity("length", "", result_type=int, start_to_close_timeout=SOON)

    await workflow.start_activity(doubled, "", start_to_close_timeout=SOON)  # type: ignore
    await workflow.execute_activity_class(Greets, 1, start_to_close_timeout=SOON)  # type: ignore
    await workflow.execute_activity_method(Desk.ask, 1, start_to_close_timeout=SOON)  # type: ignore
    await workflow.execute_local_activity(length, 1, start_to_close_timeout=SOON)  # type: ignore
    await workflow.execute_activity(length, "", start_to_close_timeout=1)  # type: ignore
    await workflow.execute_local_activity(length, "", start_to_close_timeout=SOON, heartbeat_timeout=SOON)  # type: ignore


async def children() -> None:
    child = await workflow.start_child_workflow(Child.run, 1)
    assert_type(child, workflow.ChildWorkflowHandle[Child, str])
    assert_type(await child, str)
    await child.signal(Child.nothing)
    await child.signal(Child.note, "")
    other = workflow.get_external_workflow_handle_for(Child.run, "id")
    assert_type(other, workflow.ExternalWorkflowHandle[Child])
    await other.signal(Child.note, "")

    await child.signal(Child.note, 1)  # type: ignore
    await child.signal(Child.nothing, "")  # type: ignore
    await other.signal(Child.note)  # type: ignore
    await workflow.start_child_workflow(Child.run)  # type: ignore
    workflow.continue_as_new("", workflow=Child.run)  # type: ignore


async def goes_on() -> None:
    workflow.continue_as_new(1, workflow=Child.run)


async def groups() -> None:
    group = workflow.create_event_group("id", label="label")
    assert_type(group, workflow.EventGroup)
    with group.scope():
        await workflow.sleep(1, event_groups=[group])

    workflow.create_event_group(1)  # type: ignore
    workflow.EventGroup()  # type: ignore
    await workflow.sleep(1, event_groups=["id"])  # type: ignore


async def utilities() -> None:
    info = workflow.info()
    assert_type(info.workflow_id, str)
    assert_type(workflow.patched("id"), bool)
    assert_type(workflow.memo_value("key", type_hint=int), int)
    assert_type(workflow.memo_value("key", None, type_hint=int), int | None)
    number = SearchAttributeKey.for_int("number")
    workflow.upsert_search_attributes([number.value_set(1), number.value_unset()])
    assert_type(TypedSearchAttributes([]).get(number), int | None)
    assert_type(TypedSearchAttributes([])[number], int)

    number.value_set("text")  # type: ignore
    workflow.patched(1)  # type: ignore
    await workflow.wait_condition(True)  # type: ignore
    await workflow.sleep("1")  # type: ignore


async def handles(client: Client) -> None:
    handle = client.get_workflow_handle_for(Child.run, "id")
    assert_type(handle, WorkflowHandle[Child, str])
    assert_type(await handle.query(Child.many, 2), int)
    assert_type(await handle.execute_update(Child.plus, 1), int)
    await client.get_workflow_handle("id", result_type=int).result()
    assert_type((await client.count_workflows()).count, int)

    await handle.query(Child.many, "")  # type: ignore
    await handle.query(Child.many)  # type: ignore
    await handle.execute_update(Child.nothing)  # type: ignore


async def tests() -> None:
    environment = ActivityEnvironment()
    assert_type(await environment.run(length, ""), int)
    assert_type(environment.run(doubled, 1), int)

    environment.run(doubled, "")  # type: ignore
