"""A trigger acts at once, and each workflow gets the result of the one before it."""

from typing import Any

from ._schedules import Job, counts, schedule, until


async def run(env: Any) -> Any:
    async with env.worker([Job]):
        handle = await env.client.create_schedule(env.id("schedule"), schedule(env), trigger_immediately=True)
        results = []
        histories = []
        for number in range(1, 4):
            if number > 1:
                await handle.trigger()
            description = await until(handle, lambda seen, number=number: seen.info.num_actions == number)
            action = description.info.recent_actions[-1].action
            started = env.client.get_workflow_handle(action.workflow_id, run_id=action.first_execution_run_id)
            results.append(await started.result())
            history = await started.fetch_history()
            attributes = history.events[0].workflow_execution_started_event_attributes
            histories.append(
                {
                    "identity": env.names(attributes.identity),
                    "has_suffix": attributes.workflow_id.startswith(env.id() + "-20"),
                    "ends_as_the_attribute": attributes.workflow_id.encode().endswith(
                        attributes.search_attributes.indexed_fields["TemporalScheduledStartTime"].data.strip(b'"')
                    ),
                    "by": env.names(attributes.search_attributes.indexed_fields["TemporalScheduledById"].data.decode()),
                    "last": [payload.data.decode() for payload in attributes.last_completion_result.payloads],
                }
            )
        await until(handle, lambda seen: not seen.info.running_actions)
        return {"results": results, "histories": histories, "counts": counts(await handle.describe())}
