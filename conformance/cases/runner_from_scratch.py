"""A runner whose instances know no workflow code: they answer activations by themselves."""

import json
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.bridge.proto.workflow_activation import WorkflowActivation
from everloop.bridge.proto.workflow_commands import WorkflowCommand
from everloop.bridge.proto.workflow_completion import WorkflowActivationCompletion
from everloop.converter import StorageDriverStoreContext
from everloop.worker import WorkflowInstance, WorkflowRunner


@activity.defn
async def shout(text: str) -> str:
    return text.upper()


@workflow.defn
class Nothing:
    @workflow.run
    async def run(self, text: str) -> str:
        raise NotImplementedError


def payload(value: Any) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(value).encode())


class ByHand(WorkflowInstance):
    """Waits a little, has its argument shouted, and ends with what came of it, or as a signal says."""

    def __init__(self, info: Any) -> None:
        self.info = info
        self.text: Any = None

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = WorkflowActivationCompletion()
        completion.successful.SetInParent()
        for job in act.jobs:
            kind = job.WhichOneof("variant")
            handler = getattr(self, f"on_{kind}", None)
            if handler is not None:
                handler(getattr(job, kind), completion.successful.commands.add())
        return completion

    def on_initialize_workflow(self, start: Any, command: WorkflowCommand) -> None:
        self.text = start.arguments[0]
        command.start_timer.seq = 1
        command.start_timer.start_to_fire_timeout.FromMilliseconds(10)

    def on_fire_timer(self, timer: Any, command: WorkflowCommand) -> None:
        schedule = command.schedule_activity
        schedule.seq = timer.seq + 1
        schedule.activity_id = "shouting"
        schedule.activity_type = "shout"
        schedule.task_queue = self.info.task_queue
        schedule.arguments.add().CopyFrom(self.text)
        schedule.start_to_close_timeout.FromSeconds(20)

    def on_resolve_activity(self, resolve: Any, command: WorkflowCommand) -> None:
        command.complete_workflow_execution.result.CopyFrom(resolve.result.completed.result)

    def on_signal_workflow(self, signal: Any, command: WorkflowCommand) -> None:
        failure = command.fail_workflow_execution.failure
        failure.message = signal.signal_name
        failure.application_failure_info.type = "Signaled"

    def on_query_workflow(self, query: Any, command: WorkflowCommand) -> None:
        command.respond_to_query.query_id = query.query_id
        command.respond_to_query.succeeded.response.CopyFrom(payload(query.query_type))

    def get_info(self) -> Any:
        return self.info

    def get_serialization_context(self, command_info: Any) -> Any:
        return None

    def get_external_store_context(self, command_info: Any) -> Any:
        return StorageDriverStoreContext()


class HandRunner(WorkflowRunner):
    def prepare_workflow(self, defn: Any) -> None:
        pass

    def create_instance(self, det: Any) -> WorkflowInstance:
        return ByHand(det.info)


async def run(env: Any) -> Any:
    async with env.worker([Nothing], [shout], workflow_runner=HandRunner()):
        flow = await env.start(Nothing.run, "hello")
        result = await flow.result()
        asked = await flow.query("anything")
    history = await env.history(flow)
    queue = f"{env.queue}-idle"
    async with env.worker([Nothing], task_queue=queue, workflow_runner=HandRunner()):
        # Nobody runs its activity.
        waiting = await env.start(Nothing.run, "hello", name="waiting", task_queue=queue)
        await env.until_event(waiting, "ACTIVITY_TASK_SCHEDULED")
        await waiting.signal("that is all")
        failed = await env.outcome(waiting.result())
    return {"result": result, "asked": asked, "history": history, "failed": failed}
