"""Update-with-start in every state under every pair of policies: replies, errors, and the end of the run before."""

from typing import Any

from conformance.cases._id_policies import attempts
from conformance.raw import Json, Raw

RAW = True


def both(raw: Raw, name: str, start: Json) -> Json:
    return {"operations": [{"startWorkflow": start}, {"updateWorkflow": raw.update_fields("one", name)}]}


async def run(env: Any) -> Any:
    return await attempts(env, "ExecuteMultiOperation", both)
