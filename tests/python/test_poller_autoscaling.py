"""Workers whose number of polls follows what the server says, and what they tell of it."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

from everloop import activity, workflow
from everloop.api.enums.v1 import TaskQueueType
from everloop.api.taskqueue.v1 import TaskQueue
from everloop.api.workflowservice.v1 import DescribeTaskQueueRequest
from everloop.client import Client
from everloop.runtime import MetricBuffer, Runtime, TelemetryConfig
from everloop.worker import PollerBehaviorAutoscaling, Worker

# A server asks for fewer polls when one has waited for so long.
IDLE = 1.0
SOON = 120


@activity.defn
async def touch() -> None:
    pass


@workflow.defn
class Burst:
    @workflow.run
    async def run(self, count: int) -> None:
        timeout = timedelta(minutes=5)
        await asyncio.gather(
            *(
                workflow.execute_activity(touch, task_queue="touches", schedule_to_close_timeout=timeout)
                for _ in range(count)
            )
        )


class Pollers:
    """How many polls for activities a worker has open, as its metrics say."""

    def __init__(self) -> None:
        self.buffer = MetricBuffer(10_000)
        self.seen: list[float] = []

    def look(self) -> list[float]:
        for update in self.buffer.retrieve_updates():
            is_about = update.metric.name == "temporal_num_pollers" and update.attributes["task_queue"] == "touches"
            if is_about and update.attributes["poller_type"] == "activity_task":
                self.seen.append(update.value)
        return self.seen


async def backlog_age(client: Client) -> float:
    request = DescribeTaskQueueRequest(
        namespace="default",
        task_queue=TaskQueue(name="touches"),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_stats=True,
    )
    reply = await client.workflow_service.describe_task_queue(request)
    return reply.stats.approximate_backlog_age.ToTimedelta().total_seconds()


async def scaled(client: Client, pollers: Pollers) -> None:
    burst = await client.start_workflow(Burst.run, 50, id="burst", task_queue="flows")
    while await backlog_age(client) < 1:
        await asyncio.sleep(0.05)
    scaling = PollerBehaviorAutoscaling(minimum=1, maximum=3, initial=1)
    async with Worker(client, task_queue="touches", activities=[touch], activity_task_poller_behavior=scaling):
        await burst.result()
        while max(pollers.look(), default=0) <= 1:
            await asyncio.sleep(0.01)
        for number in itertools.count():
            await asyncio.sleep(IDLE)
            # By now all polls that are wanted are open, and wait.
            if pollers.look()[-1] == 1:
                break
            await client.execute_workflow(Burst.run, 1, id=f"one-{number}", task_queue="flows")


async def test_polls_become_more_under_load_and_fewer_when_idle() -> None:
    pollers = Pollers()
    runtime = Runtime(telemetry=TelemetryConfig(metrics=pollers.buffer))
    client = await Client.connect("embedded::memory:", runtime=runtime)
    async with Worker(client, task_queue="flows", workflows=[Burst]):
        await asyncio.wait_for(scaled(client, pollers), SOON)
    assert 1 < max(pollers.seen) <= 3
