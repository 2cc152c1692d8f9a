"""A deleted workflow is terminated if need be, and gone."""

from typing import Any

from conformance import attributes
from everloop.service import RPCError


async def run(env: Any) -> Any:
    api = env.module("api.workflowservice.v1")
    common = env.module("api.common.v1")

    async def delete(workflow_id: str) -> str:
        execution = common.WorkflowExecution(workflow_id=workflow_id)
        request = api.DeleteWorkflowExecutionRequest(namespace=env.client.namespace, workflow_execution=execution)
        try:
            await env.client.workflow_service.delete_workflow_execution(request)
            return "deleted"
        except RPCError as error:
            return f"{error.status.name}: {env.names(error.message)}"

    handle = await env.start("Any")
    seen = [await delete(handle.id), await delete(env.id("missing"))]

    async def gone() -> bool:
        try:
            await handle.describe()
        except RPCError as error:
            seen.append(f"{error.status.name}: {env.names(error.message)}")
            return True
        return False

    await env.until(gone)
    await attributes.until_listed(env, f"WorkflowId = '{handle.id}'", 0)
    return seen
