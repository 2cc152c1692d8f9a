"""What workflows draw follows from their history: uuids, random numbers and times, whichever program began the run."""

import json
from typing import Any

from everloop import workflow
from everloop.client import WorkflowHistory
from everloop.worker import Replayer

RUN = "0199f0a1-5d6e-7c3b-9a41-3f2b6c8d1e57"
drawn: list[Any] = []


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self) -> None:
        drawn.append([str(workflow.uuid4()), str(workflow.uuid4())])
        drawn.append([workflow.random().random(), workflow.random().randint(1, 1000), workflow.random_seed()])
        drawn.append([workflow.new_random().random(), workflow.new_random().random()])
        drawn.append([workflow.new_random(name="dice").random(), workflow.new_random(name="cards").random()])
        drawn.append([workflow.time_ns(), workflow.time(), workflow.now().isoformat()])
        drawn.append([workflow.info().run_id, workflow.info().get_current_history_length()])
        await workflow.sleep(60)
        drawn.append([str(workflow.uuid4()), workflow.random().random(), workflow.time_ns()])


def event(number: int, kind: str, at: str, **attributes: Any) -> Any:
    name = "".join(part.title() for part in kind.split("_"))
    name = name[0].lower() + name[1:]
    return {
        "eventId": str(number),
        "eventTime": f"2025-10-17T08:30:{at}Z",
        "eventType": f"EVENT_TYPE_{kind}",
        f"{name}EventAttributes": attributes,
    }


HISTORY = {
    "events": [
        event(
            1,
            "WORKFLOW_EXECUTION_STARTED",
            "00.123456789",
            workflowType={"name": "Flow"},
            taskQueue={"name": "queue", "kind": "TASK_QUEUE_KIND_NORMAL"},
            originalExecutionRunId=RUN,
            firstExecutionRunId=RUN,
            attempt=1,
        ),
        event(2, "WORKFLOW_TASK_SCHEDULED", "00.123456790", taskQueue={"name": "queue"}, attempt=1),
        event(3, "WORKFLOW_TASK_STARTED", "01.5", scheduledEventId="2"),
        event(4, "WORKFLOW_TASK_COMPLETED", "01.6", scheduledEventId="2", startedEventId="3"),
        event(5, "TIMER_STARTED", "01.6", timerId="1", startToFireTimeout="60s", workflowTaskCompletedEventId="4"),
        event(6, "TIMER_FIRED", "59.7", timerId="1", startedEventId="5"),
        event(7, "WORKFLOW_TASK_SCHEDULED", "59.7", taskQueue={"name": "queue"}, attempt=1),
        event(8, "WORKFLOW_TASK_STARTED", "59.75", scheduledEventId="7"),
        event(9, "WORKFLOW_TASK_COMPLETED", "59.8", scheduledEventId="7", startedEventId="8"),
        event(10, "WORKFLOW_EXECUTION_COMPLETED", "59.8", workflowTaskCompletedEventId="9"),
    ]
}


async def run(env: Any) -> Any:
    drawn.clear()
    history = WorkflowHistory.from_json("the-workflow", json.dumps(HISTORY))
    result = await Replayer(workflows=[Flow]).replay_workflow(history)
    return {"drawn": drawn, "failure": repr(result.replay_failure)}
