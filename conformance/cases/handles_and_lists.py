"""Handles by id and by type, lists and counts with their histories, and what a client says of its configuration."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.client import Client, WorkflowHistoryEventFilterType
from everloop.worker import Replayer


@workflow.defn
class Doubles:
    @workflow.run
    async def run(self, number: int) -> int:
        return number * 2

    @workflow.query
    def idle(self) -> str:
        return "idle"


async def found(client: Any, query: str, count: int) -> list[Any]:
    """List until there are so many."""
    while True:
        seen = [each async for each in client.list_workflows(query)]
        if len(seen) >= count:
            return sorted(seen, key=lambda each: str(each.id))
        await asyncio.sleep(0.05)


async def run(env: Any) -> Any:
    client = env.client
    async with env.worker([Doubles]):
        for number in range(3):
            await (await env.start(Doubles.run, number, name=f"w{number}")).result()
        by_type = client.get_workflow_handle_for(Doubles.run, env.id("w2"))
        by_name = client.get_workflow_handle(env.id("w1"), result_type=int)
        again = Client(client.service_client, namespace=client.namespace, data_converter=client.data_converter)
        handles = {
            "by type": await by_type.result(),
            "by name": await by_name.result(),
            "without a hint": await client.get_workflow_handle(env.id("w0")).result(),
            "ids": [by_type.run_id, by_type.result_run_id, by_type.first_execution_run_id],
            "query": await by_type.query(Doubles.idle),
            "second client": await again.get_workflow_handle(env.id("w2")).result(),
        }
    query = f"ExecutionStatus = 'Completed' AND TaskQueue = '{env.queue}'"
    listed = await found(client, query, 3)
    kept = [history async for history in client.list_workflows(query).map_histories()]
    closing = client.list_workflows(query, limit=2, page_size=1).map_histories(
        event_filter_type=WorkflowHistoryEventFilterType.CLOSE_EVENT
    )
    results = await Replayer(workflows=[Doubles]).replay_workflows(client.list_workflows(query).map_histories())
    grouped = await client.count_workflows(f"{query} GROUP BY ExecutionStatus")
    config = client.config()
    return {
        "handles": handles,
        "listed": [[env._names.text(each.id), each.status.name, each.workflow_type] for each in listed],
        "histories": sorted([env._names.text(each.workflow_id), len(each.events)] for each in kept),
        "closing": [len(each.events) async for each in closing],
        "replayed": [len(results.replay_failures)],
        "grouped": [grouped.count, [[each.count, list(each.group_values)] for each in grouped.groups]],
        "config": sorted(config),
        "same": config["service_client"] is client.service_client and config["namespace"] == client.namespace,
    }
