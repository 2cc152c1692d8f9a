"""What only messages can say, why instances are removed, and which SDK an activation names."""

import base64
import json
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.bridge.proto.workflow_activation import RemoveFromCache, WorkflowActivation
from everloop.bridge.proto.workflow_completion import WorkflowActivationCompletion
from everloop.client import WorkflowHistory
from everloop.converter import StorageDriverStoreContext
from everloop.worker import Replayer, WorkflowInstance, WorkflowRunner


@activity.defn
async def shout(text: str) -> str:
    return text.upper()


@workflow.defn
class Nothing:
    @workflow.run
    async def run(self, what: str) -> str:
        raise NotImplementedError


def payload(value: Any) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(value).encode())


class ByHand(WorkflowInstance):
    """Does what its argument names."""

    def __init__(self, info: Any, runner: "HandRunner") -> None:
        self.info = info
        self.runner = runner
        self.seen = runner.seen.setdefault(info.workflow_id, [])

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = WorkflowActivationCompletion()
        completion.successful.SetInParent()
        for job in act.jobs:
            kind = job.WhichOneof("variant") or ""
            told: Any = bool(act.last_sdk_version)
            if kind == "remove_from_cache":
                told = RemoveFromCache.EvictionReason.Name(job.remove_from_cache.reason)
                assert job.remove_from_cache.message
            self.seen.append([kind, act.is_replaying, act.history_length, told])
            if kind == "initialize_workflow":
                getattr(self, json.loads(job.initialize_workflow.arguments[0].data))(completion)
            elif kind == "resolve_activity":
                command = completion.successful.commands.add()
                command.complete_workflow_execution.result.CopyFrom(job.resolve_activity.result.completed.result)
            elif kind in ("fire_timer", "resolve_child_workflow_execution"):
                completion.successful.commands.add().complete_workflow_execution.SetInParent()
        return completion

    def cancel(self, completion: WorkflowActivationCompletion) -> None:
        cancel = completion.successful.commands.add().cancel_workflow_execution
        cancel.details.payloads.add().CopyFrom(payload({"why": "enough"}))

    def local(self, completion: WorkflowActivationCompletion) -> None:
        schedule = completion.successful.commands.add().schedule_local_activity
        schedule.seq = 1
        schedule.attempt = 1
        schedule.activity_id = "shouting"
        schedule.activity_type = "shout"
        schedule.arguments.add().CopyFrom(payload("hello"))
        schedule.start_to_close_timeout.FromSeconds(20)
        schedule.include_arguments_in_marker = True

    def child(self, completion: WorkflowActivationCompletion) -> None:
        start = completion.successful.commands.add().start_child_workflow_execution
        start.seq = 1
        start.namespace = self.info.namespace
        start.workflow_id = f"{self.info.workflow_id}-child"
        start.workflow_type = "Nothing"
        start.task_queue = self.info.task_queue
        start.input.add().CopyFrom(payload("cancel"))
        start.versioning_override.auto_upgrade = True

    def wait(self, completion: WorkflowActivationCompletion) -> None:
        timer = completion.successful.commands.add().start_timer
        timer.seq = 1
        timer.start_to_fire_timeout.FromSeconds(1000)

    def nap(self, completion: WorkflowActivationCompletion) -> None:
        timer = completion.successful.commands.add().start_timer
        timer.seq = 1
        timer.start_to_fire_timeout.FromMilliseconds(10)

    def fail(self, completion: WorkflowActivationCompletion) -> None:
        if self.once():
            completion.failed.failure.message = "not now"
        else:
            self.nap(completion)

    def fault(self, completion: WorkflowActivationCompletion) -> None:
        if self.once():
            raise ValueError("not now")
        self.nap(completion)

    def once(self) -> bool:
        return len(self.seen) == 1

    def get_info(self) -> Any:
        return self.info

    def get_serialization_context(self, command_info: Any) -> Any:
        return None

    def get_external_store_context(self, command_info: Any) -> Any:
        return StorageDriverStoreContext()


class HandRunner(WorkflowRunner):
    def __init__(self) -> None:
        self.seen: dict[str, list[Any]] = {}

    def prepare_workflow(self, defn: Any) -> None:
        pass

    def create_instance(self, det: Any) -> WorkflowInstance:
        return ByHand(det.info, self)


def without_times(value: Any) -> Any:
    """Drop the moments that a local activity's marker holds."""
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if k not in ("complete_time", "original_schedule_time")}
    return [without_times(item) for item in value] if isinstance(value, list) else value


def renamed(history: Any, what: str) -> Any:
    """The history as if the workflow had been started with another argument."""
    events = history.to_json_dict()
    start = events["events"][0]["workflowExecutionStartedEventAttributes"]
    start["input"]["payloads"][0]["data"] = base64.b64encode(json.dumps(what).encode()).decode()
    return WorkflowHistory.from_json(history.workflow_id, events)


async def replay(env: Any, history: Any) -> Any:
    runner = HandRunner()
    replayer = Replayer(workflows=[Nothing], workflow_runner=runner)
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    await env.until(lambda: all(seen[-1][0] == "remove_from_cache" for seen in runner.seen.values()))
    return [result.replay_failure is None, [[kind, told] for kind, _, _, told in next(iter(runner.seen.values()))]]


async def run(env: Any) -> Any:
    runner = HandRunner()
    outcomes: dict[str, Any] = {}
    histories: dict[str, Any] = {}
    ended: list[str] = []
    async with env.worker([Nothing], [shout], workflow_runner=runner, max_cached_workflows=2):
        for what in ("cancel", "local", "child", "fail", "fault", "nap"):
            flow = await env.start(Nothing.run, what, name=what)
            outcomes[what] = await env.outcome(flow.result())
            if what in ("cancel", "local", "child"):
                histories[what] = without_times(await env.history(flow))
            ended.append(flow.id)
        slept = await flow.fetch_history()
        for name in ("first", "second", "third"):
            flow = await env.start(Nothing.run, "wait", name=name)
            await env.until_event(flow, "WORKFLOW_TASK_COMPLETED")
        ended.append(env.id("first"))
        await env.until(lambda: all(runner.seen[each][-1][0] == "remove_from_cache" for each in ended))
    return {
        "outcomes": outcomes,
        "histories": histories,
        "seen": {env.names(each): runner.seen[each] for each in ended},
        "replayed": await replay(env, slept),
        "replayed otherwise": await replay(env, renamed(slept, "cancel")),
        "replayed failing": await replay(env, renamed(slept, "fail")),
    }
