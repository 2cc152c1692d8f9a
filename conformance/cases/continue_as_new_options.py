"""What continue-as-new carries over, what it can change, and how a later run is delayed."""

from datetime import timedelta
from typing import Any

from conformance import attributes
from everloop import workflow
from everloop.common import RetryPolicy, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

KEYWORD = SearchAttributeKey.for_keyword("CaseKeyword")
NUMBER = SearchAttributeKey.for_int("CaseInt")


def about() -> dict[str, Any]:
    info = workflow.info()
    return {
        "type": info.workflow_type,
        "queue": info.task_queue,
        "timeouts": [str(info.execution_timeout), str(info.run_timeout), str(info.task_timeout)],
        "retry": str(info.retry_policy),
        "memo": {name: workflow.memo_value(name) for name in sorted(workflow.memo())},
        "attributes": sorted((pair.key.name, pair.value) for pair in info.typed_search_attributes),
    }


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self, seen: list[Any], queue: str) -> list[Any]:
        seen.append(about())
        if len(seen) == 1:
            workflow.upsert_memo({"upserted": True, "gone": None})
            workflow.upsert_search_attributes([NUMBER.value_set(7)])
            workflow.continue_as_new(args=[seen, queue])
        if len(seen) == 2:
            workflow.continue_as_new(
                args=[seen],
                workflow=Other.run,
                task_queue=queue,
                run_timeout=timedelta(minutes=1),
                task_timeout=timedelta(seconds=5),
                memo={"new": 1},
                search_attributes=TypedSearchAttributes([SearchAttributePair(KEYWORD, "new")]),
                retry_policy=RetryPolicy(maximum_attempts=9),
            )
        return seen


@workflow.defn(sandboxed=False)
class Other:
    @workflow.run
    async def run(self, seen: list[Any]) -> list[Any]:
        seen.append(about())
        if len(seen) == 3:
            workflow.continue_as_new(seen, backoff_start_interval=timedelta(seconds=1))
        return seen


async def run(env: Any) -> Any:
    await attributes.register(env)
    other = f"{env.queue}-other"
    async with env.worker([Flow]), env.worker([Other], task_queue=other):
        handle = await env.start(
            Flow.run,
            [],
            other,
            memo={"kept": "yes", "gone": "soon"},
            search_attributes=TypedSearchAttributes([SearchAttributePair(KEYWORD, "first")]),
            execution_timeout=timedelta(minutes=5),
            run_timeout=timedelta(minutes=3),
            task_timeout=timedelta(seconds=8),
            retry_policy=RetryPolicy(maximum_attempts=3),
        )
        result = env.names(await handle.result())
    histories = []
    run_id: str | None = handle.first_execution_run_id
    while run_id:
        one = env.client.get_workflow_handle(handle.id, run_id=run_id)
        histories.append(await env.history(one, "flow"))
        last = (await one.fetch_history()).to_json_dict()["events"][-1]
        run_id = last.get("workflowExecutionContinuedAsNewEventAttributes", {}).get("newExecutionRunId")
    return {"result": result, "histories": histories}
