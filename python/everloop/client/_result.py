"""The result of a workflow, read as interceptors can see it: by the event that closes its history.

Rust reads results where no interceptor looks at histories; this is for clients with one that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from everloop.converter import WorkflowSerializationContext

from ._codec import outcome
from ._history import WorkflowHistoryEventFilterType
from ._inputs import FetchWorkflowHistoryEventsInput
from ._interceptor import OutboundInterceptor

if TYPE_CHECKING:
    from ._client import Client

__all__ = ["result", "sees_histories"]


def sees_histories(chain: OutboundInterceptor, last: OutboundInterceptor) -> bool:
    """Whether an interceptor before the last link has an opinion on how histories are read."""
    link: Any = chain
    while link is not None and link is not last:
        method: Any = getattr(link, "fetch_workflow_history_events", None)
        if getattr(method, "__func__", method) is not OutboundInterceptor.fetch_workflow_history_events:
            return True
        link = getattr(link, "next", None)
    return False


async def result(
    client: Client,
    workflow_id: str,
    run_id: str | None,
    follow_runs: bool,
    ret_type: type | None,
    rpc_metadata: Mapping[str, str | bytes],
    rpc_timeout: timedelta | None,
) -> Any:
    """Wait for the event that closes the workflow, through the interceptors, and tell what it means."""
    converter = client.data_converter.with_context(WorkflowSerializationContext(client.namespace, workflow_id))
    while True:
        events = client._impl.fetch_workflow_history_events(  # pyright: ignore[reportPrivateUsage]
            FetchWorkflowHistoryEventsInput(
                workflow_id,
                run_id,
                None,
                None,
                True,
                WorkflowHistoryEventFilterType.CLOSE_EVENT,
                True,
                rpc_metadata,
                rpc_timeout,
            )
        )
        async for event in events:
            kind = event.WhichOneof("attributes") or ""
            next_run = getattr(getattr(event, kind, None), "new_execution_run_id", "")
            if not (follow_runs and next_run):
                return await outcome(converter, event, follow_runs, ret_type)
            run_id = next_run
            break
        else:
            raise RuntimeError("The history ended without an event that closes the workflow")
