"""Raw requests, for behaviour that no method of an SDK shows: messages as dicts in, dicts or errors out.

A case that uses this says `RAW = True` and runs with the official SDK alone, on both servers: it is the wire that is
compared. Tasks are polled and answered by hand, so that each state can be reached and held.
"""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

from conformance.env import Env

Json = dict[str, Any]


def text(value: str) -> Json:
    """Return payloads that hold one JSON string, as proto JSON."""
    data = base64.b64encode(json.dumps(value).encode()).decode()
    return {"payloads": [{"metadata": {"encoding": base64.b64encode(b"json/plain").decode()}, "data": data}]}


class Raw:
    """The services of one server, called by the names of their RPCs."""

    def __init__(self, env: Env) -> None:
        """Use the client of a case."""
        self.env = env
        self._messages = env.module("api.workflowservice.v1")
        self._operator = env.module("api.operatorservice.v1")
        self._update = env.module("api.update.v1")
        self._protocol = env.module("api.protocol.v1")

    def message(self, rpc: str, fields: Json) -> Any:
        """Build the request of an RPC; `namespace` is filled in where there is one and nothing else is said."""
        from google.protobuf import json_format

        request = self._request(rpc)
        json_format.ParseDict(fields, request)
        if "namespace" in request.DESCRIPTOR.fields_by_name and "namespace" not in fields:
            request.namespace = "default"
        return request

    def _request(self, rpc: str) -> Any:
        return getattr(self._messages if self._is_for_workflows(rpc) else self._operator, f"{rpc}Request")()

    def _is_for_workflows(self, rpc: str) -> bool:
        return hasattr(self._messages, f"{rpc}Request")

    def has_namespace(self, rpc: str) -> bool:
        """Say whether the requests of an RPC name a namespace."""
        return "namespace" in self._request(rpc).DESCRIPTOR.fields_by_name

    async def send(self, rpc: str, request: Any, seconds: float = 10) -> Any:
        """Send a request and return its response."""
        from datetime import timedelta

        name = "".join(f"_{c.lower()}" if c.isupper() else c for c in rpc).lstrip("_")
        client = self.env.client
        service = client.workflow_service if self._is_for_workflows(rpc) else client.operator_service
        call = getattr(service, name)
        return await call(request, timeout=timedelta(seconds=seconds))

    async def call(self, rpc: str, seconds: float = 10, **fields: Any) -> Json:
        """Call an RPC with a request in proto JSON; the response comes as proto JSON too. Errors are raised."""
        return plain(await self.send(rpc, self.message(rpc, fields), seconds))

    async def error(self, rpc: str, seconds: float = 10, **fields: Any) -> Any:
        """Call an RPC that is expected to fail: code, text and details. A response is returned as it is."""
        service = self.env.module("service")
        try:
            return {"response": self.env.names(await self.call(rpc, seconds, **fields))}
        except service.RPCError as error:
            return self.describe(error)

    async def outcome(self, rpc: str, request: Any) -> Any:
        """Send a request that may fail; returns the response or the error."""
        service = self.env.module("service")
        try:
            return self.env.names(plain(await self.send(rpc, request)))
        except service.RPCError as error:
            return self.describe(error)

    def describe(self, error: Any) -> Json:
        """Show an RPC error: code, text, and the details with their types."""
        details = [self._detail(item) for item in error.grpc_status.details]
        shown: Json = {"code": error.status.name, "text": self.env.names(error.message)}
        if details:
            shown["details"] = details
        return shown

    def _detail(self, item: Any) -> Json:
        errordetails = self.env.module("api.errordetails.v1")
        failures = self.env.module("api.failure.v1")
        name = item.type_url.rsplit("/", 1)[-1].rsplit(".", 1)[-1]
        kind = getattr(errordetails, name, None) or getattr(failures, name, None)
        if name == "MultiOperationExecutionFailure":
            kind = errordetails.MultiOperationExecutionFailure
            statuses = kind.FromString(item.value).statuses
            return {
                name: [
                    {
                        "code": one.code,
                        "text": self.env.names(one.message),
                        "details": [self._detail(detail) for detail in one.details],
                    }
                    for one in statuses
                ]
            }
        if name == "MultiOperationExecutionAborted":
            return {name: {}}
        if kind is None:
            return {name: len(item.value)}
        return {name: self.env.names(plain(kind.FromString(item.value)))}

    def start_fields(self, name: str = "flow", **more: Any) -> Json:
        """Return the fields of a request to start a workflow on the case's queue."""
        return {
            "namespace": "default",
            "workflowId": self.env.id(name),
            "workflowType": {"name": "Flow"},
            "taskQueue": {"name": self.env.queue},
            "identity": "raw",
            "requestId": str(uuid.uuid4()),
            **more,
        }

    async def start(self, name: str = "flow", **more: Any) -> str:
        """Start a workflow; returns its run id."""
        response = await self.call("StartWorkflowExecution", **self.start_fields(name, **more))
        run_id: str = response["runId"]
        return run_id

    def execution(self, name: str = "flow", run_id: str = "") -> Json:
        """Name a workflow of the case."""
        return {"workflowId": self.env.id(name), "runId": run_id}

    async def poll(self, seconds: float = 10, **queue: Any) -> Any:
        """Poll the case's queue for a workflow task."""
        fields = {"taskQueue": {"name": self.env.queue, **queue}, "identity": "raw"}
        return await self.send("PollWorkflowTaskQueue", self.message("PollWorkflowTaskQueue", fields), seconds)

    async def poll_activity(self, seconds: float = 10, queue: str = "") -> Any:
        """Poll the case's queue for an activity task."""
        fields = {"taskQueue": {"name": queue or self.env.queue}, "identity": "raw"}
        return await self.send("PollActivityTaskQueue", self.message("PollActivityTaskQueue", fields), seconds)

    async def complete(self, task: Any, *commands: Json, messages: list[Any] | None = None, **more: Any) -> Any:
        """Complete a workflow task with commands, given as {"startTimer": {...}} and the like."""
        request = self.completion(task, *commands, **more)
        request.messages.extend(messages or [])
        return await self.send("RespondWorkflowTaskCompleted", request)

    def completion(self, task: Any, *commands: Json, **more: Any) -> Any:
        """Build the request that completes a workflow task."""
        fields = {"commands": [command(item) for item in commands], "identity": "raw", **more}
        request = self.message("RespondWorkflowTaskCompleted", fields)
        request.task_token = task.task_token
        return request

    async def turn(self, *commands: Json, **more: Any) -> Any:
        """Poll a workflow task and complete it with commands; returns the task."""
        task = await self.poll()
        assert task.task_token, "no workflow task came"
        await self.complete(task, *commands, **more)
        return task

    def update_fields(self, update_id: str, name: str = "flow", stage: str = "COMPLETED", **more: Any) -> Json:
        """Return the fields of a request to update a workflow of the case."""
        return {
            "namespace": "default",
            "workflowExecution": self.execution(name),
            "waitPolicy": {"lifecycleStage": f"UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_{stage}"},
            "request": {
                "meta": {"updateId": update_id, "identity": "raw"},
                "input": {"name": "change", "args": text("news")},
            },
            **more,
        }

    def accept(self, request: Any) -> Any:
        """Return the message that accepts the update of a request message."""
        body = self._update.Acceptance(
            accepted_request_message_id=request.id, accepted_request_sequencing_event_id=request.event_id
        )
        return self._message(request, "accept", body)

    def respond(self, request: Any, value: str = "changed") -> Any:
        """Return the message that completes the update of a request message."""
        from google.protobuf import json_format

        body = self._update.Response()
        body.meta.update_id = request.protocol_instance_id
        json_format.ParseDict(text(value), body.outcome.success)
        return self._message(request, "complete", body)

    def reject(self, request: Any) -> Any:
        """Return the message that rejects the update of a request message."""
        body = self._update.Rejection(rejected_request_message_id=request.id)
        body.rejected_request.meta.update_id = request.protocol_instance_id
        body.failure.message = "refused"
        body.failure.application_failure_info.type = "Refused"
        return self._message(request, "reject", body)

    def _message(self, request: Any, verb: str, body: Any) -> Any:
        message = self._protocol.Message(
            id=f"{request.protocol_instance_id}/{verb}", protocol_instance_id=request.protocol_instance_id
        )
        message.body.Pack(body)
        return message

    async def history(self, name: str = "flow", run_id: str = "", view: str = "exact") -> list[Json]:
        """Fetch and normalise the history of a run of the case."""
        from conformance import normalise

        response = await self.call("GetWorkflowExecutionHistory", execution=self.execution(name, run_id))
        return normalise.history(response["history"], self.env._names, view)


def command(item: Json) -> Json:
    """Write a short command out: its type follows from the name of its attributes."""
    (name, attributes), *rest = item.items()
    kind = "".join(f"_{c}" if c.isupper() else c.upper() for c in name)
    return {
        "commandType": f"COMMAND_TYPE_{kind}",
        f"{name}CommandAttributes": attributes,
        **dict(rest),
    }


def plain(message: Any) -> Json:
    """Return a message as proto JSON."""
    from google.protobuf import json_format

    shown: Json = json_format.MessageToDict(message)
    return shown
