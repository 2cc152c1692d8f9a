"""Runners that wrap ours: what each activation and each completion of a run holds, live and in a replay."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowInstance, WorkflowRunner
from everloop.worker.workflow_sandbox import SandboxedWorkflowRunner


@activity.defn
async def double(number: int) -> int:
    return 2 * number


@workflow.defn
class Journey:
    def __init__(self) -> None:
        self.stops: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        workflow.patched("by train")
        await asyncio.sleep(0.01)
        await workflow.execute_activity(double, 1, start_to_close_timeout=timedelta(seconds=20))
        await workflow.execute_local_activity(double, 2, start_to_close_timeout=timedelta(seconds=20))
        try:
            await workflow.get_external_workflow_handle("nobody").signal("stop")
        except Exception as error:
            self.stops.append(type(error).__name__)
        await workflow.wait_condition(lambda: "end" in self.stops)
        return self.stops

    @workflow.signal
    def stop(self, name: str) -> None:
        self.stops.append(name)

    @workflow.update
    async def arrive(self, name: str) -> int:
        await asyncio.sleep(0.01)
        self.stops.append(name)
        return len(self.stops)

    @arrive.validator
    def check(self, name: str) -> None:
        if name == "nowhere":
            raise ValueError("no such place")

    @workflow.query
    def so_far(self) -> int:
        return len(self.stops)


class Recorded(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance, seen: list[Any]) -> None:
        self.inner = inner
        self.seen = seen

    def activate(self, act: Any) -> Any:
        completion = self.inner.activate(act)
        jobs = [job.WhichOneof("variant") for job in act.jobs]
        commands = [command.WhichOneof("variant") for command in completion.successful.commands]
        locals_ = [job.resolve_activity.is_local for job in act.jobs if job.HasField("resolve_activity")]
        causes = [job.resolve_signal_external_workflow.cause for job in act.jobs]
        self.seen.append([completion.WhichOneof("status"), act.is_replaying, jobs, commands, locals_, max(causes)])
        return completion

    def get_info(self) -> Any:
        return self.inner.get_info()

    def get_serialization_context(self, command_info: Any) -> Any:
        return self.inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self.inner.get_external_store_context(command_info)


class Recording(WorkflowRunner):
    def __init__(self, inner: WorkflowRunner) -> None:
        self.inner = inner
        self.seen: list[Any] = []

    def prepare_workflow(self, defn: Any) -> None:
        self.seen.append(defn.name)
        self.inner.prepare_workflow(defn)

    def create_instance(self, det: Any) -> WorkflowInstance:
        self.seen.append([det.defn.name, det.info.workflow_type, det.info.attempt, det.last_failure is None])
        return Recorded(self.inner.create_instance(det), self.seen)

    def set_worker_level_failure_exception_types(self, types: Any) -> None:
        self.seen.append([kind.__name__ for kind in types])


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    for inner in (UnsandboxedWorkflowRunner(), SandboxedWorkflowRunner()):
        name = type(inner).__name__
        runner, replaying = Recording(inner), Recording(inner)
        options = {"workflow_runner": runner, "workflow_failure_exception_types": [KeyError]}
        queue = f"{env.queue}-{name}"
        async with env.worker([Journey], [double], task_queue=queue, **options):
            flow = await env.start(Journey.run, name=name, task_queue=queue)
            # Each of these comes when the workflow waits for it, in a task of its own.
            await env.until_event(flow, "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED")
            await env.until_event(flow, "WORKFLOW_TASK_COMPLETED", 4)
            await flow.signal(Journey.stop, "half way")
            await env.until_event(flow, "WORKFLOW_TASK_COMPLETED", 5)
            arrived = await flow.execute_update(Journey.arrive, "there")
            refused = await env.outcome(flow.execute_update(Journey.arrive, "nowhere"))
            asked = await flow.query(Journey.so_far)
            await flow.signal(Journey.stop, "end")
            result = await flow.result()
        history = await flow.fetch_history()
        replayer = Replayer(workflows=[Journey], workflow_runner=replaying)
        replayed = await replayer.replay_workflow(history, raise_on_replay_failure=False)
        seen[name] = {
            "live": runner.seen,
            "replayed": replaying.seen,
            "replay_failure": repr(replayed.replay_failure),
            "outcomes": [arrived, refused, asked, result],
        }
    return seen
