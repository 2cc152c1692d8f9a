"""Every call on a workflow that does not exist says so, with the code and the text of the server."""

import uuid
from typing import Any

from everloop.client import WorkflowQueryFailedError
from everloop.service import RPCError


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    run_id = str(uuid.UUID(int=5))
    for label, run_of in (("current", None), ("run", run_id), ("bad", "no-uuid")):
        handle = env.client.get_workflow_handle(env.id("missing"), run_id=run_of)
        calls = {
            "describe": handle.describe,
            "result": handle.result,
            "cancel": handle.cancel,
            "terminate": handle.terminate,
            "history": handle.fetch_history,
            "signal": lambda handle=handle: handle.signal("name"),
            "query": lambda handle=handle: handle.query("name"),
        }
        for name, call in calls.items():
            try:
                await call()
                seen[f"{label} {name}"] = "accepted"
            except WorkflowQueryFailedError as error:
                seen[f"{label} {name}"] = ["query failed", env.names(str(error))]
            except RPCError as error:
                seen[f"{label} {name}"] = [error.status.name, env.names(error.message)]
    return seen
