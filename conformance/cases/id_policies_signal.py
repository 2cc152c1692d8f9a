"""Signal-with-start in every state under every pair of policies: replies, errors, and the end of the run before."""

from typing import Any

from conformance.cases._id_policies import attempts

RAW = True


async def run(env: Any) -> Any:
    return await attempts(
        env, "SignalWithStartWorkflowExecution", lambda raw, name, start: {**start, "signalName": "news"}
    )
