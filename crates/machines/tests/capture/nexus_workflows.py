"""A Nexus service, and workflows that call it in every way: results, failures, timeouts, cancellations."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import nexusrpc
import nexusrpc.handler
from temporalio import nexus, workflow

ENDPOINT = "capture-endpoint"
SECOND = timedelta(seconds=1)


@nexusrpc.service
class Service:
    quick: nexusrpc.Operation[str, str]
    long: nexusrpc.Operation[str, str]


@workflow.defn
class Operation:
    """What an asynchronous operation runs."""

    @workflow.run
    async def run(self, what: str) -> str:
        if what == "wait":
            await workflow.wait_condition(lambda: False)
        if what == "fail":
            raise nexusrpc.OperationError("failed", state=nexusrpc.OperationErrorState.FAILED)
        return what


@nexusrpc.handler.service_handler(service=Service)
class Handler:
    @nexusrpc.handler.sync_operation
    async def quick(self, _ctx: nexusrpc.handler.StartOperationContext, what: str) -> str:
        if what == "fail":
            raise nexusrpc.OperationError("failed", state=nexusrpc.OperationErrorState.FAILED)
        if what == "cancel":
            raise nexusrpc.OperationError("canceled", state=nexusrpc.OperationErrorState.CANCELED)
        if what == "bad":
            raise nexusrpc.HandlerError("bad", type=nexusrpc.HandlerErrorType.BAD_REQUEST)
        return what

    @nexus.workflow_run_operation
    async def long(self, ctx: nexus.WorkflowRunOperationContext, what: str) -> nexus.WorkflowHandle[str]:
        return await ctx.start_workflow(Operation.run, what, id=f"operation-{ctx.request_id}")


@workflow.defn
class NexusCalls:
    @workflow.run
    async def run(self) -> list[str]:
        client = workflow.create_nexus_client(service=Service, endpoint=ENDPOINT)
        seen: list[str] = []
        for operation, what in (
            (Service.quick, "quick"),
            (Service.quick, "fail"),
            (Service.quick, "cancel"),
            (Service.quick, "bad"),
            (Service.long, "long"),
        ):
            try:
                seen.append(await client.execute_operation(operation, what, summary=f"{what}!"))
            except Exception as error:
                seen.append(f"{error!r} {error.__cause__!r}")
        try:
            await client.execute_operation(Service.long, "wait", schedule_to_close_timeout=2 * SECOND)
        except Exception as error:
            seen.append(f"{error!r} {error.__cause__!r}")
        return seen


@workflow.defn
class NexusCancels:
    """Cancelled before it is sent, while it starts, and when it has started."""

    @workflow.run
    async def run(self) -> list[str]:
        client = workflow.create_nexus_client(service=Service, endpoint=ENDPOINT)
        seen: list[str] = []
        for kind in workflow.NexusOperationCancellationType:
            for when in ("at once", "started"):
                task = asyncio.create_task(
                    client.execute_operation(
                        Service.long, "wait", schedule_to_close_timeout=20 * SECOND, cancellation_type=kind
                    )
                )
                await asyncio.sleep(0 if when == "at once" else 1)
                task.cancel()
                try:
                    await task
                except BaseException as error:
                    seen.append(f"{kind.name} {when} {error!r} {error.__cause__!r}")
        return seen


NEXUS_WORKFLOWS = [Operation, NexusCalls, NexusCancels]
