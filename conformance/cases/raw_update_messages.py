"""What a worker may say to updates and what not, by raw requests: each wrong message, in one task and over two.

Besides, what callers are told who wait for the acceptance of an update that is answered, or whose run closes, at once.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from conformance.raw import Json, Raw

RAW = True
META = {"updateId": "u"}
OUTCOME = {"failure": {"message": "no", "applicationFailureInfo": {"type": "Declined"}}}
WHOLE = {"acceptedRequestMessageId": "u/request", "acceptedRequestSequencingEventId": "5"}
CLOSE: Json = {"completeWorkflowExecution": {}}


class Worker:
    """Says things to the one update of a run."""

    def __init__(self, raw: Raw, request: Any) -> None:
        self._raw = raw
        self._request = request

    def say(self, verb: str, fields: Json | None = None, name: str = "", **more: Any) -> Any:
        """Return a message: `accept`, `reject` or `respond`, with another body or id if they are given."""
        from google.protobuf import json_format

        message = getattr(self._raw, verb)(self._request)
        if fields is not None:
            kind = {"accept": "Acceptance", "reject": "Rejection", "respond": "Response"}[verb]
            message.body.Pack(json_format.ParseDict(fields, getattr(self._raw._update, kind)()))
        message.id = name or message.id
        for field, value in more.items():
            setattr(message, field, value)
        return message


Say = Callable[[Worker], list[Any]]
TOGETHER: dict[str, Say] = {
    "both": lambda it: [it.say("accept"), it.say("respond")],
    "failed": lambda it: [it.say("accept"), it.say("respond", {"meta": META, "outcome": OUTCOME})],
    "accept, reject": lambda it: [it.say("accept"), it.say("reject")],
    "accept twice": lambda it: [it.say("accept"), it.say("accept", name="again")],
    "reject, accept": lambda it: [it.say("reject"), it.say("accept")],
    "respond": lambda it: [it.say("respond")],
    "one id": lambda it: [it.say("accept"), it.say("respond", name="u/accept")],
    "no request": lambda it: [it.say("accept", {})],
    "no message id": lambda it: [it.say("accept", {"acceptedRequestSequencingEventId": "5"})],
    "no sequencing id": lambda it: [it.say("accept", {"acceptedRequestMessageId": "u/request"})],
    "wrong ids": lambda it: [it.say("accept", {**WHOLE, "acceptedRequestMessageId": "zz"}, event_id=99)],
    "no meta": lambda it: [it.say("accept"), it.say("respond", {"outcome": OUTCOME})],
    "no update id": lambda it: [it.say("accept"), it.say("respond", {"meta": {}, "outcome": OUTCOME})],
    "other update id": lambda it: [it.say("accept"), it.say("respond", {"meta": {"updateId": "v"}})],
    "no outcome": lambda it: [it.say("accept"), it.say("respond", {"meta": META})],
    "another update": lambda it: [it.say("accept", protocol_instance_id="v")],
    "no update": lambda it: [it.say("accept", protocol_instance_id="")],
}


async def answer(raw: Raw, task: Any, messages: list[Any], *more: Json) -> Any:
    commands = [{"protocolMessage": {"messageId": message.id}} for message in messages]
    request = raw.completion(task, *commands, *more)
    request.messages.extend(messages)
    return await raw.outcome("RespondWorkflowTaskCompleted", request)


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    async def begin(name: str, stage: str = "COMPLETED") -> tuple[Any, Any]:
        await raw.start(name)
        await raw.turn()
        update = raw.update_fields("u", name, stage)
        call = asyncio.create_task(raw.error("UpdateWorkflowExecution", seconds=30, **update))
        return call, await raw.poll()

    async def end(name: str, call: Any) -> Any:
        types = [event["type"].removeprefix("EVENT_TYPE_") for event in await raw.history(name)]
        closed = types[-1] == "WORKFLOW_EXECUTION_COMPLETED"
        if not closed:
            await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution(name))
        return [types[6:], await call]

    for name, say in TOGETHER.items():
        call, task = await begin(name)
        seen[name] = [await answer(raw, task, say(Worker(raw, task.messages[0]))), *await end(name, call)]
    for first in (["accept"], ["accept", "respond"]):
        for second in ("accept", "reject", "respond"):
            name = f"{' and '.join(first)}, later {second}"
            call, task = await begin(name, "ACCEPTED")
            worker = Worker(raw, task.messages[0])
            await answer(raw, task, [worker.say(verb) for verb in first])
            await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(name), signalName="s")
            task = await raw.poll()
            seen[name] = [await answer(raw, task, [worker.say(second, name="later")]), *await end(name, call)]
    call, task = await begin("closed", "ACCEPTED")
    seen["closed"] = [await answer(raw, task, [Worker(raw, task.messages[0]).say("accept")], CLOSE)]
    seen["closed"] += await end("closed", call)
    return seen
