"""The older lists of open and closed workflows, by time, id, type and status."""

from typing import Any

from conformance import attributes
from everloop.service import RPCError


async def run(env: Any) -> Any:
    api = env.module("api.workflowservice.v1")
    by = env.module("api.filter.v1")
    service = env.client.workflow_service
    kind = env.id("kind")
    handles = [await env.start(kind, name=f"w{number}") for number in range(3)]
    await handles[0].terminate()
    await attributes.until_listed(env, f"WorkflowType = '{kind}' AND CloseTime IS NOT NULL", 1)
    await attributes.until_listed(env, f"WorkflowType = '{kind}'", 3)
    name = by.WorkflowTypeFilter(name=kind)
    asked = [
        ("open", {"type_filter": name}),
        ("open", {"execution_filter": by.WorkflowExecutionFilter(workflow_id=handles[1].id)}),
        ("open", {"type_filter": name, "maximum_page_size": 1}),
        ("closed", {"type_filter": name}),
        ("closed", {"execution_filter": by.WorkflowExecutionFilter(workflow_id=handles[0].id)}),
        ("closed", {"status_filter": by.StatusFilter(status=1)}),
    ]
    seen: list[Any] = []
    for which, fields in asked:
        request = getattr(api, f"List{which.title()}WorkflowExecutionsRequest")(namespace="default", **fields)
        try:
            listed = await getattr(service, f"list_{which}_workflow_executions")(request)
            seen.append(
                [[env.names(found.execution.workflow_id) for found in listed.executions], bool(listed.next_page_token)]
            )
        except RPCError as error:
            seen.append([error.status.name, error.message])
    try:
        await service.list_archived_workflow_executions(
            api.ListArchivedWorkflowExecutionsRequest(namespace="default", page_size=5)
        )
    except RPCError as error:
        seen.append([error.status.name, error.message])
    return seen
