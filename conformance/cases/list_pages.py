"""Pages of a list, its order, limits, and the fields of an entry."""

from typing import Any

from conformance import attributes
from everloop import workflow


@workflow.defn
class Quick:
    @workflow.run
    async def run(self) -> str:
        return "done"


async def run(env: Any) -> Any:
    handles = [await env.start(Quick.run, name=f"w{number}", memo={"number": number}) for number in range(5)]
    for number in (3, 0, 4):
        await handles[number].terminate()
    own = f"TaskQueue = '{env.queue}'"
    await attributes.until_listed(env, f"{own} AND CloseTime IS NOT NULL", 3)
    await attributes.until_listed(env, own, 5)
    order = [env.names(found.id) async for found in env.client.list_workflows(own, page_size=2)]
    limited = [env.names(found.id) async for found in env.client.list_workflows(own, limit=3)]
    pages = []
    iterator = env.client.list_workflows(own, page_size=2)
    while True:
        await iterator.fetch_next_page()
        pages.append(len(iterator.current_page))
        if not iterator.next_page_token:
            break
    entries = []
    async for found in env.client.list_workflows(f"{own} AND WorkflowId IN ('{handles[0].id}', '{handles[1].id}')"):
        entries.append(
            {
                "id": env.names(found.id),
                "run": found.run_id in (handles[0].first_execution_run_id, handles[1].first_execution_run_id),
                "status": found.status.name,
                "type": found.workflow_type,
                "queue": env.names(found.task_queue),
                "length": found.history_length,
                "closed": found.close_time is not None,
                "started": found.start_time <= (found.close_time or found.start_time),
                "execution": found.execution_time == found.start_time,
                "parent": found.parent_id,
                "root": env.names(found.root_id),
                "memo": await found.memo(),
                "namespace": found.namespace,
            }
        )
    return {"order": order, "limited": limited, "pages": pages, "entries": entries}
