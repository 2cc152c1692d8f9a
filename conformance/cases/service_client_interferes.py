"""What a service client of one's own may do with calls: change, answer or refuse them, and be cancelled in them."""

import asyncio
import contextvars
from typing import Any

from everloop import workflow
from everloop.api.workflowservice.v1 import (
    DescribeWorkflowExecutionRequest,
    GetWorkflowExecutionHistoryRequest,
    QueryWorkflowRequest,
    SignalWorkflowExecutionRequest,
    StartWorkflowExecutionRequest,
    StartWorkflowExecutionResponse,
    UpdateWorkflowExecutionRequest,
)
from everloop.client import Client
from everloop.service import RPCError, RPCStatusCode, ServiceClient
from everloop.worker import Worker

caller = contextvars.ContextVar("caller", default="nobody")


class OwnError(RPCError):
    """An error with something of its own."""

    def __init__(self, text: str, status: RPCStatusCode) -> None:
        super().__init__(text, status, b"")
        self.mine = True


class Interferes(ServiceClient):
    """Does something else with each kind of call."""

    def __init__(self, inner: Any, *, has_connection: bool = True) -> None:
        super().__init__(inner.config)
        self.inner = inner
        self.has_connection = has_connection
        self.notes: list[Any] = []
        self.reached = asyncio.Event()
        self.task: Any = None

    @property
    def worker_service_client(self) -> Any:
        if not self.has_connection:
            raise NotImplementedError("no connection")
        return self.inner.worker_service_client

    def update_rpc_metadata(self, metadata: Any) -> None:
        raise NotImplementedError

    def update_api_key(self, api_key: Any) -> None:
        raise NotImplementedError

    async def _rpc_call(self, rpc: str, req: Any, resp_type: Any, **options: Any) -> Any:
        self.notes.append([rpc, caller.get(), asyncio.current_task() is self.task])
        caller.set(f"after {rpc}")
        await asyncio.sleep(0)
        if isinstance(req, StartWorkflowExecutionRequest):
            if req.workflow_id == "made up":
                return StartWorkflowExecutionResponse(run_id="no run")
            if req.memo.fields:
                raise LookupError("nobody may remember")
            req.workflow_id += "-changed"
        elif isinstance(req, UpdateWorkflowExecutionRequest):
            self.reached.set()
            await asyncio.Event().wait()
        elif isinstance(req, SignalWorkflowExecutionRequest):
            raise OwnError("not this signal", RPCStatusCode.PERMISSION_DENIED)
        elif isinstance(req, QueryWorkflowRequest):
            raise OwnError("not this query", RPCStatusCode.INVALID_ARGUMENT)
        elif isinstance(req, GetWorkflowExecutionHistoryRequest | DescribeWorkflowExecutionRequest):
            self.reached.set()
        reply = await self.inner._rpc_call(rpc, req, resp_type, **options)
        if isinstance(reply, StartWorkflowExecutionResponse):
            reply.first_execution_run_id = "told otherwise"
        return reply


@workflow.defn
class Waits:
    @workflow.run
    async def run(self) -> None:
        await asyncio.Future()


async def failing(env: Any, call: Any) -> Any:
    """How a call fails, and whether with an exception that is the service client's own."""
    try:
        return ["gave", str(await call)]
    except Exception as error:
        return [env.chain(error), hasattr(error, "mine")]


async def cancelled(watched: Interferes, call: Any) -> Any:
    """Cancel a call that the service client is in, and tell how it ends."""
    watched.reached.clear()
    watched.task = task = asyncio.ensure_future(call)
    await watched.reached.wait()
    await asyncio.sleep(0)
    task.cancel()
    ended = (await asyncio.gather(task, return_exceptions=True))[0]
    return type(ended).__name__


async def run(env: Any) -> Any:
    watched = Interferes(env.client.service_client)
    watched.task = asyncio.current_task()
    client = Client(watched, namespace=env.client.namespace)
    start: dict[str, Any] = {"task_queue": env.queue}
    handle = await client.start_workflow(Waits.run, id=env.id("w"), **start)
    shared = caller.get()
    real = env.client.get_workflow_handle(env.id("w") + "-changed")
    through = client.get_workflow_handle(real.id)
    made_up = await client.start_workflow(Waits.run, id="made up", **start)
    seen = {
        "started": [handle.first_execution_run_id, (await real.describe()).status.name, made_up.result_run_id],
        "context": shared,
        "again": await failing(env, client.start_workflow(Waits.run, id=env.id("w"), **start)),
        "memo": await failing(env, client.start_workflow(Waits.run, id=env.id("m"), memo={"a": 1}, **start)),
        "signal": await failing(env, through.signal("x")),
        "query": await failing(env, through.query("x")),
        "notes": list(watched.notes),
        "update cancelled": await cancelled(watched, through.execute_update("x")),
        "result cancelled": await cancelled(watched, through.result()),
    }
    await real.terminate()
    without = Client(Interferes(env.client.service_client, has_connection=False), namespace=client.namespace)
    seen["without a connection"] = [
        (await without.get_workflow_handle(real.id).describe()).workflow_type,
        await failing(env, no_worker(without, env)),
    ]
    return seen


async def no_worker(client: Any, env: Any) -> None:
    async with Worker(client, task_queue=env.queue, workflows=[Waits]):
        pass
