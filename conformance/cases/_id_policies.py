"""Workflow ids in each state that a policy can meet, for the cases about policies; the tasks are answered by kind.

The type of a workflow says what becomes of it at its first task, and updates are accepted and completed, so that many
ids can be brought into their states at once.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable
from typing import Any, cast

from conformance.raw import Json, Raw, plain, text

REUSE = ["UNSPECIFIED", "ALLOW_DUPLICATE", "ALLOW_DUPLICATE_FAILED_ONLY", "REJECT_DUPLICATE", "TERMINATE_IF_RUNNING"]
CONFLICT = ["UNSPECIFIED", "FAIL", "USE_EXISTING", "TERMINATE_EXISTING"]

# What a workflow of a type does at its first task; of all others the task is completed without commands.
ENDINGS: dict[str, Json] = {
    "completed": {"completeWorkflowExecution": {"result": text("done")}},
    "failed": {"failWorkflowExecution": {"failure": {"message": "no", "applicationFailureInfo": {"type": "No"}}}},
    "canceled": {"cancelWorkflowExecution": {}},
    "continued": {
        "continueAsNewWorkflowExecution": {"workflowType": {"name": "running"}, "workflowRunTimeout": "600s"}
    },
}
AT_ONCE = 12
STATES = ["none", "running", "terminated", "completed", "failed"]
# These are tried without a conflict policy only.
FURTHER_STATES = ["timed out", "canceled", "continued"]
POLLERS = 4

RUN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Unnamed:
    """A case's environment that leaves names as they are: answers come in any order here, so numbers would differ."""

    def __init__(self, env: Any) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)

    @staticmethod
    def names(value: Any) -> Any:
        return value


class Ids:
    """Workflow ids of a case, each with a run in some state."""

    def __init__(self, env: Any) -> None:
        """Use the queue of a case."""
        self.raw = Raw(cast(Any, _Unnamed(env)))
        self.env = env
        self._service = env.module("service")
        self._pollers: list[asyncio.Task[None]] = []
        self._children: dict[str, Json] = {}
        self._told: dict[str, asyncio.Future[Json]] = {}

    async def __aenter__(self) -> Ids:
        """Answer workflow tasks until the end."""
        self._pollers = [asyncio.create_task(self._answer()) for _ in range(POLLERS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave the queue."""
        for poller in self._pollers:
            poller.cancel()
        await asyncio.gather(*self._pollers, return_exceptions=True)

    async def _answer(self) -> None:
        while True:
            task = await self.raw.poll(20)
            if not task.task_token:
                continue
            messages = [getattr(self.raw, verb)(message) for message in task.messages for verb in ("accept", "respond")]
            commands: list[Json] = [{"protocolMessage": {"messageId": message.id}} for message in messages]
            commands += self._of_type(task)
            try:
                await self.raw.complete(task, *commands, messages=messages)
            except self._service.RPCError as error:
                if error.status is not self._service.RPCStatusCode.NOT_FOUND:
                    raise

    def _of_type(self, task: Any) -> list[Json]:
        name, workflow_id = task.workflow_type.name, task.workflow_execution.workflow_id
        if name != "parent":
            return [ENDINGS[name]] if name in ENDINGS else []
        if not task.previous_started_event_id:
            return [self._children[workflow_id]]
        told = self._told[workflow_id]
        if not told.done():
            told.set_result(plain(task.history.events[-3]))
        return []

    async def child(self, name: str, prior: str, **more: Any) -> Any:
        """Let a new parent start a child; returns the event by which the parent learns what came of it."""
        parent = self.env.id(f"parent-{name}")
        child = {"namespace": "default", "workflowId": self.env.id(name), "workflowType": {"name": "running"}, **more}
        self._children[parent] = {"startChildWorkflowExecution": child}
        self._told[parent] = asyncio.get_running_loop().create_future()
        await self.raw.start(f"parent-{name}", workflowType={"name": "parent"})
        return self.related(await self._told[parent], prior)

    async def bring(self, name: str, state: str) -> str:
        """Bring a workflow id into a state; returns the id of its latest run, empty if there is none."""
        if state == "none":
            return ""
        more = {"workflowRunTimeout": "1s"} if state == "timed out" else {}
        run_id = await self.raw.start(name, workflowType={"name": state}, **more)
        if state == "terminated":
            await self.raw.call("TerminateWorkflowExecution", workflowExecution=self.raw.execution(name))
        elif state != "running":
            return await self.closed(name, run_id)
        return run_id

    async def closed(self, name: str, run_id: str) -> str:
        """Wait for the end of a run; returns the id of the run that follows it, else its own."""
        events: list[Json] = []
        while not events:
            waited = await self.raw.call(
                "GetWorkflowExecutionHistory",
                60,
                execution=self.raw.execution(name, run_id),
                waitNewEvent=True,
                historyEventFilterType="HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT",
            )
            events = waited["history"].get("events", [])
        (event,) = events
        follows = event.get("workflowExecutionContinuedAsNewEventAttributes", {}).get("newExecutionRunId", run_id)
        return str(follows)

    async def ask(self, rpc: str, fields: Json, prior: str) -> Any:
        """Make a request; what it says of runs is shown in relation to the run before."""
        try:
            reply: Any = await self.raw.call(rpc, 20, **fields)
        except self._service.RPCError as error:
            reply = self.raw.describe(error)
        return self.related(reply, prior)

    def related(self, value: Any, prior: str) -> Any:
        """Replace run ids and names that differ from one try to the next."""
        if isinstance(value, dict) and "data" in value:
            return self.related(base64.b64decode(value["data"]).decode(), prior)
        if isinstance(value, dict):
            return {key: self.related(item, prior) for key, item in value.items() if key not in HIDDEN}
        if isinstance(value, list):
            return [self.related(item, prior) for item in value]
        if isinstance(value, str):
            value = value.replace(self.env.prefix, "")
            value = value.replace(prior, "<prior>") if prior else value
            return RUN.sub("<run>", value)
        return value

    async def ending(self, name: str, run_id: str) -> Any:
        """Return the event that ended a run, if there is a run and it has ended."""
        if not run_id:
            return None
        page = await self.raw.call(
            "GetWorkflowExecutionHistoryReverse", execution=self.raw.execution(name, run_id), maximumPageSize=1
        )
        event = page["history"]["events"][0]
        if event["eventType"].removeprefix("EVENT_TYPE_WORKFLOW_EXECUTION_") not in CLOSED:
            return "open"
        return self.related(event, run_id)


CLOSED = ("COMPLETED", "FAILED", "CANCELED", "TERMINATED", "TIMED_OUT", "CONTINUED_AS_NEW")
# Ids of requests and of events, which say nothing about policies.
HIDDEN = {
    "startRequestId",
    "requestId",
    "eventId",
    "eventTime",
    "taskId",
    "workflowTaskCompletedEventId",
    "namespaceId",
}


def policies() -> list[tuple[str, str, str]]:
    """Return the state, the reuse policy and the conflict policy of each try."""
    most = [(state, reuse, conflict) for state in STATES for reuse in REUSE for conflict in CONFLICT]
    return most + [(state, reuse, "UNSPECIFIED") for state in FURTHER_STATES for reuse in REUSE]


async def attempts(env: Any, rpc: str, request: Callable[[Raw, str, Json], Json]) -> Json:
    """Try a request in each state under each pair of policies."""
    # Few at a time: a server that is slow tries a request again by itself, and then answers that it was made before.
    gate = asyncio.Semaphore(AT_ONCE)
    async with Ids(env) as ids:

        async def attempt(state: str, reuse: str, conflict: str) -> Any:
            async with gate:
                return await one(state, reuse, conflict)

        async def one(state: str, reuse: str, conflict: str) -> Any:
            name = f"{state}-{reuse}-{conflict}"
            prior = await ids.bring(name, state)
            fields = ids.raw.start_fields(
                name,
                workflowIdReusePolicy=f"WORKFLOW_ID_REUSE_POLICY_{reuse}",
                workflowIdConflictPolicy=f"WORKFLOW_ID_CONFLICT_POLICY_{conflict}",
            )
            reply = await ids.ask(rpc, request(ids.raw, name, fields), prior)
            return reply, await ids.ending(name, prior)

        keys = policies()
        seen = await asyncio.gather(*(attempt(*key) for key in keys))
    return {" ".join(key): value for key, value in zip(keys, seen, strict=True)}
