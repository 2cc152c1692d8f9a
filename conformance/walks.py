"""Random walks over the wire: a seed decides what a workflow, its worker and its callers do next, step by step.

Tasks are polled and answered by hand, so a walk reaches states that programs rarely do: signals, cancellations and
answers of activities that fall into an open workflow task, closes over what waits, resets with children and activities
pending, updates on top. Nothing happens while something else is under way: each step waits until what it caused is
there. So the same seed is the same walk on every server, and what a walk saw must be equal to the last event id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from conformance.raw import Json, Raw, text
from conformance.walk_commands import Commands

STEPS = 14
# What resolves what a command began elsewhere.
RESOLVED = {
    "START_CHILD_WORKFLOW_EXECUTION_INITIATED": (
        "CHILD_WORKFLOW_EXECUTION_STARTED",
        "START_CHILD_WORKFLOW_EXECUTION_FAILED",
    ),
    "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED": (
        "EXTERNAL_WORKFLOW_EXECUTION_SIGNALED",
        "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED",
    ),
    "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED": (
        "EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED",
        "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED",
    ),
}
Step = Callable[[], Awaitable[Any]]


class Unlucky(Exception):
    """The official server forgets updates, and the tasks that carry them, when it reads a workflow anew.

    It does so after requests that failed or met. Callers repeat them, so nothing is lost, but the walk is another than
    its seed says.
    """


async def walk(env: Any, seed: int, tries: int = 10) -> Any:
    """Walk as a seed says; walks in which the server forgot an update are begun anew."""
    for again in range(tries):
        try:
            return await Walk(Raw(env.again()), seed).run()
        except Unlucky:
            if again + 1 == tries:
                raise
    raise AssertionError("there is at least one try")


class Walk(Commands):
    """One workflow, walked by one seed."""

    def __init__(self, raw: Raw, seed: int) -> None:
        """Make a walk that has not begun."""
        super().__init__(raw, seed)
        self.log: list[Any] = []
        self.accepted: set[str] = set()
        # Updates that are refused, and those that a close over news has given up.
        self.done_with: set[str] = set()
        self.updates: dict[str, asyncio.Task[Any]] = {}
        self.is_closed = False
        # After a close over news the official server refuses signals and updates while a worker has the next task.
        # Here they are taken, so none are sent then.
        self.could_not_close = False
        self.has_late_update = False
        self.runs: list[str] = []
        self.reset_runs: set[str] = set()

    async def run(self) -> Any:
        """Walk, and return what was seen."""
        fields = {"taskQueue": {"name": self.queue()}, "workflowTaskTimeout": "60s"}
        self.runs.append(await self.raw.start(self.name, **fields))
        for _ in range(STEPS):
            await self.step()
            if self.is_closed:
                break
        if not self.is_closed:
            await self.terminate()
        self.log.append(["updates", self.clean([answered(await update) for update in self.updates.values()])])
        await self.orphans_settled()
        histories = [await self.raw.history(self.name, run) for run in self.runs]
        children = {name: await self.child_history(name) for name in self.children}
        return {"log": self.log, "runs": histories, "children": children}

    async def child_history(self, name: str) -> Any:
        """Return the history of a child; one whose command came with an answer that was refused has none."""
        if "code" in await self.raw.error("DescribeWorkflowExecution", execution=self.raw.execution(name)):
            return "never started"
        return await self.raw.history(name)

    def clean(self, value: Any) -> Any:
        """Take what must differ out of a value."""
        return self.raw.env.names(value)

    async def describe(self) -> Json:
        """Describe the current run."""
        return await self.raw.call("DescribeWorkflowExecution", execution=self.raw.execution(self.name))

    async def step(self) -> None:
        """Choose one of the steps that are possible here, and take it."""
        steps = await self.possible()
        chosen = self.rng.choice(steps)
        seen = await chosen()
        await self.settled()
        self.log.append([chosen.__name__, self.clean(seen)])

    async def possible(self) -> list[Step]:
        """Return what may happen next."""
        steps: list[Step] = [self.cancel, self.reset, self.options]
        if self.task is None or not self.could_not_close:
            steps += [self.signal] * 2
        if self.rng.random() < 0.1:
            steps = [self.terminate]
        if self.task is not None:
            steps += [self.complete] * 6
            # The official server forgets updates that wait for the end of a task that fails.
            if not self.has_late_update:
                steps += [self.close] * 2 + ([self.fail_task] if self.task.attempt == 1 else [])
            steps += [] if self.could_not_close else [self.update_later]
        elif "pendingWorkflowTask" in await self.describe():
            steps += [self.take] * 12 + ([] if self.could_not_close else [self.update_with_task] * 2)
        else:
            steps += [self.update_with_task] * 3
        waiting = [name for name, token in self.activities.items() if token is None]
        if waiting:
            steps += [self.start_activity, self.answer_by_id]
        if len(waiting) < len(self.activities):
            steps += [self.answer] * 3 + [self.heartbeat]
        if self.children and self.task is None:
            steps += [self.child_ends] * 2
        return steps

    # What callers do.

    async def signal(self) -> Any:
        self.made += 1
        return await self.raw.error(
            "SignalWorkflowExecution",
            workflowExecution=self.raw.execution(self.name),
            signalName=f"s{self.made}",
            input=text("x"),
        )

    async def cancel(self) -> Any:
        return await self.raw.error(
            "RequestCancelWorkflowExecution", workflowExecution=self.raw.execution(self.name), reason="why not"
        )

    async def options(self) -> Any:
        override = {"autoUpgrade": True} if self.rng.random() < 0.5 else {}
        return await self.raw.error(
            "UpdateWorkflowExecutionOptions",
            workflowExecution=self.raw.execution(self.name),
            workflowExecutionOptions={"versioningOverride": override} if override else {},
            updateMask="versioningOverride",
        )

    async def terminate(self) -> Any:
        self.is_closed = True
        return await self.raw.error(
            "TerminateWorkflowExecution", workflowExecution=self.raw.execution(self.name), reason="enough"
        )

    async def reset(self) -> Any:
        """Go on in a new run from one of the workflow tasks so far."""
        events = await self.raw.history(self.name)
        kinds = ("WORKFLOW_TASK_COMPLETED", "WORKFLOW_TASK_FAILED")
        written = int((await self.describe())["workflowExecutionInfo"]["historyLength"])
        points = [event["id"] for event in events[:written] if short(event) in kinds]
        if not points or len(self.runs) > 3 or len(self.policies) > 1:
            return "nowhere to go"
        point = self.rng.choice(points)
        exclude = self.rng.choice([[], [], ["SIGNAL"], ["SIGNAL", "CANCEL_REQUEST"]])
        if self.updates:
            # Updates that a reset brings along go out with its first task here, and later there: a deviation too.
            exclude = [*exclude, "UPDATE"]
        done = await self.raw.error(
            "ResetWorkflowExecution",
            workflowExecution=self.raw.execution(self.name),
            reason="again",
            requestId=f"{self.raw.env.prefix}{self.name}-{len(self.runs)}",
            workflowTaskFinishEventId=point,
            resetReapplyExcludeTypes=[f"RESET_REAPPLY_EXCLUDE_TYPE_{kind}" for kind in exclude],
        )
        if "response" in done:
            self.reset_runs.add(self.runs[-1])
            await self.go_on()
        return [point, exclude, done]

    async def go_on(self) -> None:
        """Walk on in the run that is the current one now."""
        described = await self.describe()
        self.runs.append(described["workflowExecutionInfo"]["execution"]["runId"])
        self.task = None
        # The next attempt of one that failed is an hour away. The official server lists them in any order.
        waiting = [one["activityId"] for one in described.get("pendingActivities", []) if one.get("attempt", 1) == 1]
        self.activities = dict.fromkeys(sorted(waiting))
        self.canceled = set()
        started = [e for e in await self.raw.history(self.name) if short(e) in ("TIMER_STARTED", "TIMER_CANCELED")]
        self.timers = [e["timerId"] for e in started if short(e) == "TIMER_STARTED"]
        for event in started:
            if short(event) == "TIMER_CANCELED":
                self.timers.remove(event["timerId"])

    async def update(self, update_id: str) -> Any:
        """Update and return what came of it."""
        fields = self.raw.update_fields(update_id, self.name)
        return await self.raw.error("UpdateWorkflowExecution", seconds=60, **fields)

    async def update_later(self) -> Any:
        """Send an update that has to wait for the task after the open one."""
        self.made += 1
        name = f"u{self.made}"
        self.has_late_update = self.task is not None
        self.updates[name] = asyncio.create_task(self.update(name))
        # It is there when an update of the same id finds it.
        await self.admitted(name)
        return name

    def unanswered(self) -> list[str]:
        """Return the updates that no worker has answered."""
        return [name for name, update in self.updates.items() if name not in self.accepted and not update.done()]

    async def admitted(self, name: str) -> None:
        """Wait until a server knows an update."""
        reference = {"workflowExecution": self.raw.execution(self.name), "updateId": name}
        while "response" not in await self.raw.error("PollWorkflowExecutionUpdate", updateRef=reference):
            if self.updates[name].done():
                return
            await asyncio.sleep(0.02)

    async def update_with_task(self) -> Any:
        """Send an update and take the task that brings it."""
        await self.update_later()
        return await self.take()

    # What the worker does.

    async def take(self) -> Any:
        """Take the workflow task that waits."""
        task = await self.raw.poll(seconds=15, name=self.queue())
        if not task.task_token:
            raise Unlucky(f"{self.name}: no task came")
        self.task = task
        shown = [[event.event_id, event.event_type] for event in task.history.events]
        brought = {message.protocol_instance_id for message in task.messages}
        if lost := [name for name in self.unanswered() if name not in brought]:
            raise Unlucky(f"{self.name}: {lost} are not in the task")
        if again := sorted(self.done_with & brought):
            raise Unlucky(f"{self.name}: {again} were settled and come again")
        return [task.attempt, task.previous_started_event_id, shown, [message.id for message in task.messages]]

    async def complete(self) -> Any:
        """Answer the task with commands and with answers to its updates."""
        commands = [self.command() for _ in range(self.rng.randint(0, 3))]
        elsewhere = self.elsewhere() if self.rng.random() < 0.4 else None
        return await self.respond([*commands, *([elsewhere] if elsewhere else [])])

    async def close(self) -> Any:
        """Answer the task with the end of the run."""
        failure = {"failure": {"message": "bad", "applicationFailureInfo": {"type": "T", "nonRetryable": True}}}
        end = self.rng.choice(
            [
                {"completeWorkflowExecution": {"result": text("done")}},
                {"failWorkflowExecution": failure},
                {"cancelWorkflowExecution": {}},
                {
                    "continueAsNewWorkflowExecution": {
                        "workflowType": {"name": "Flow"},
                        "taskQueue": {"name": self.queue()},
                        "input": text("next"),
                    }
                },
            ]
        )
        commands = [self.command() for _ in range(self.rng.randint(0, 1))]
        return await self.respond([*commands, end], end=next(iter(end)))

    async def respond(self, commands: list[Json], end: str = "") -> Any:
        """Send the answer, and take note of what is to be."""
        messages = self.answers()
        if messages:
            commands = [{"protocolMessage": {"messageId": message.id}} for message in messages] + commands
        request = self.raw.completion(self.task, *commands)
        request.messages.extend(messages)
        request.capabilities.discard_speculative_workflow_task_with_events = True
        attempt = self.task.attempt
        self.task = None
        done = await self.raw.outcome("RespondWorkflowTaskCompleted", request)
        self.could_not_close = done.get("text") == "UnhandledCommand"
        self.has_late_update = False
        told = done.get("text", "")
        if told == "Workflow task not found." or "wasn't found on the server" in told:
            raise Unlucky(f"{self.name}: {told}")
        if "code" in done:
            # The official server forgets updates with the task, and takes them up again a moment later.
            for name in self.updates:
                await self.admitted(name)
        answered = {message.protocol_instance_id for message in messages}
        if self.could_not_close:
            self.done_with |= answered
        elif "code" not in done:
            self.done_with |= answered - self.accepted
        if end and "code" not in done:
            if end.startswith("continueAsNew"):
                await self.current_changes()
                await self.go_on()
                self.activities, self.timers = {}, []
            else:
                self.is_closed = True
        return [attempt, [next(iter(one)) for one in commands], done]

    async def current_changes(self) -> None:
        """Wait for the first task of the run that follows."""
        while True:
            described = await self.describe()
            if "pendingWorkflowTask" in described:
                return
            await asyncio.sleep(0.05)

    def answers(self) -> list[Any]:
        """Decide what becomes of the updates of the open task."""
        messages: list[Any] = []
        for request in self.task.messages:
            verdict = self.rng.choice(["accept", "complete", "complete", "reject"])
            if verdict == "reject":
                messages.append(self.raw.reject(request))
                continue
            self.accepted.add(request.protocol_instance_id)
            messages.append(self.raw.accept(request))
            if verdict == "complete":
                messages.append(self.raw.respond(request))
        return messages

    async def fail_task(self) -> Any:
        request = self.raw.message(
            "RespondWorkflowTaskFailed",
            {"cause": "WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE", "failure": {"message": "bug"}},
        )
        request.task_token = self.task.task_token
        self.task = None
        self.could_not_close = False
        return await self.raw.outcome("RespondWorkflowTaskFailed", request)

    # What workers of activities and children do.

    async def start_activity(self) -> Any:
        """Take an activity that waits."""
        name = self.rng.choice([name for name, token in self.activities.items() if token is None])
        task = await self.raw.poll_activity(seconds=15, queue=self.queue(name))
        if not task.task_token:
            raise Unlucky(f"{self.name}: activity {name} does not come")
        self.activities[name] = task.task_token
        return [name, task.attempt, task.activity_id]

    async def heartbeat(self) -> Any:
        name = self.rng.choice([name for name, token in self.activities.items() if token])
        return [name, await self.say("RecordActivityTaskHeartbeat", self.activities[name], details=text("beat"))]

    async def answer(self) -> Any:
        """End an activity that a worker has."""
        name = self.rng.choice([name for name, token in self.activities.items() if token])
        token = self.activities.pop(name)
        kind = self.rng.choice(["Completed", "Failed", "Failed", "Canceled"])
        fields: Json = {"result": text("r")} if kind == "Completed" else {"details": text("d")}
        if kind == "Failed":
            final = self.rng.random() < 0.5
            fields = {"failure": {"message": "no", "applicationFailureInfo": {"type": "T", "nonRetryable": final}}}
        done = await self.say(f"RespondActivityTask{kind}", token, **fields)
        if kind == "Canceled" and "code" in done:
            self.activities[name] = token
        return [name, kind, done]

    async def answer_by_id(self) -> Any:
        """Complete an activity from outside, that nobody has taken."""
        name = self.rng.choice([name for name, token in self.activities.items() if token is None])
        done = await self.raw.error(
            "RespondActivityTaskCompletedById",
            workflowId=self.raw.env.id(self.name),
            activityId=name,
            result=text("by id"),
        )
        if "response" in done:
            del self.activities[name]
        return [name, done]

    async def say(self, rpc: str, token: bytes | None, **fields: Any) -> Any:
        """Say something about an activity by its token."""
        request = self.raw.message(rpc, {"identity": "raw", **fields})
        request.task_token = token or b""
        return await self.raw.outcome(rpc, request)

    async def child_ends(self) -> Any:
        """End one of the children; the parent hears of it before anything else happens."""
        name = self.rng.choice(list(self.children))
        before = await self.describe()
        done = await self.raw.error(
            "TerminateWorkflowExecution", workflowExecution=self.raw.execution(name), reason="child"
        )
        if "response" in done:
            ours = self.raw.env.id(name)
            if any(one["workflowId"] == ours for one in before.get("pendingChildren", [])):
                while any(one["workflowId"] == ours for one in (await self.describe()).get("pendingChildren", [])):
                    await asyncio.sleep(0.02)
        return [name, done]

    async def settled(self) -> None:
        """Wait until what the current run began elsewhere has been answered."""
        while not self.is_closed and self.task is None:
            kinds = [short(event) for event in await self.raw.history(self.name)]
            if all(kinds.count(begun) == sum(map(kinds.count, ends)) for begun, ends in RESOLVED.items()):
                return
            await asyncio.sleep(0.02)

    async def orphans_settled(self) -> None:
        """Wait until the children that a closed run left behind have been treated as they were to be."""
        for run in self.runs:
            if run in self.reset_runs:
                continue
            left: set[str] = set()
            for event in await self.raw.history(self.name, run):
                if short(event) == "CHILD_WORKFLOW_EXECUTION_STARTED":
                    left.add(event["workflowExecution"]["workflowId"])
                elif short(event).startswith("CHILD_WORKFLOW_EXECUTION_"):
                    left.discard(event["workflowExecution"]["workflowId"])
            for name in left:
                wanted = {"TERMINATE": ["TERMINATED"], "REQUEST_CANCEL": ["CANCEL_REQUESTED", "TERMINATED"]}
                kinds = [f"WORKFLOW_EXECUTION_{kind}" for kind in wanted.get(self.children[name], [])]
                while kinds and not any(short(event) in kinds for event in await self.raw.history(name)):
                    await asyncio.sleep(0.02)


def answered(outcome: Any) -> Any:
    """Show what came of an update; one that the end of the run cut off is told that or nothing, as chance has it."""
    response = outcome.get("response", {})
    failure = response.get("outcome", {}).get("failure", {}).get("applicationFailureInfo", {})
    is_late = outcome.get("code") == "NOT_FOUND"
    if failure.get("type") == "AcceptedUpdateCompletedWorkflow" or (response and "outcome" not in response) or is_late:
        return "cut off"
    return outcome


def short(event: Json) -> str:
    """Return the type of an event without its prefix."""
    kind: str = event["type"]
    return kind.removeprefix("EVENT_TYPE_")
