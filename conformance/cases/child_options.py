"""All that a child can be given at its start, as its history and its description show it, and what it inherits."""

from datetime import timedelta
from typing import Any

from conformance import attributes
from everloop import workflow
from everloop.common import Priority, RetryPolicy, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

KEYWORD = SearchAttributeKey.for_keyword("CaseKeyword")


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self) -> dict[str, Any]:
        info = workflow.info()
        assert info.parent and info.root
        return {
            "parent": [info.parent.namespace, info.parent.workflow_id, info.parent.run_id],
            "root": [info.root.workflow_id, info.root.run_id],
            "memo": sorted(workflow.memo().items()),
            "attributes": [pair.value for pair in info.typed_search_attributes],
            "timeouts": [str(info.execution_timeout), str(info.run_timeout), str(info.task_timeout)],
            "retry": str(info.retry_policy),
            "priority": [info.priority.priority_key, info.priority.fairness_key, info.priority.fairness_weight],
        }


@workflow.defn(sandboxed=False)
class Parent:
    @workflow.run
    async def run(self, other_queue: str) -> list[Any]:
        own = workflow.info().workflow_id
        plain = await workflow.execute_child_workflow(Child.run, id=f"{own}-plain")
        full = await workflow.execute_child_workflow(
            Child.run,
            id=f"{own}-full",
            task_queue=other_queue,
            execution_timeout=timedelta(minutes=3),
            run_timeout=timedelta(minutes=2),
            task_timeout=timedelta(seconds=7),
            retry_policy=RetryPolicy(maximum_attempts=3, non_retryable_error_types=["Custom"]),
            memo={"of": "child"},
            search_attributes=TypedSearchAttributes([SearchAttributePair(KEYWORD, "of-child")]),
            static_summary="child summary",
            static_details="child details",
            priority=Priority(priority_key=2, fairness_key="tenant", fairness_weight=2.5),
        )
        return [plain, full]


async def run(env: Any) -> Any:
    await attributes.register(env)
    other = f"{env.queue}-other"
    async with env.worker([Parent, Child]), env.worker([Child], task_queue=other):
        handle = await env.start(
            Parent.run,
            other,
            memo={"of": "parent"},
            search_attributes=TypedSearchAttributes([SearchAttributePair(KEYWORD, "of-parent")]),
            priority=Priority(priority_key=4),
        )
        result = env.names(await handle.result())
    children = [env.client.get_workflow_handle(f"{handle.id}-{name}") for name in ("plain", "full")]
    described = []
    for child in children:
        seen = await child.describe()
        described.append([await seen.static_summary(), await seen.static_details(), env.names(seen.root_id)])
    return {
        "result": result,
        "described": described,
        "parent": await env.history(handle, "flow"),
        "children": [await env.history(child, "flow") for child in children],
    }
