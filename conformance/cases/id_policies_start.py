"""Starting an id in every state under every pair of policies: the reply or the error, and the end of the run before."""

from typing import Any

from conformance.cases._id_policies import attempts

RAW = True


async def run(env: Any) -> Any:
    return await attempts(env, "StartWorkflowExecution", lambda raw, name, start: start)
