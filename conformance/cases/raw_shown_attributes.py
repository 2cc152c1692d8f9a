"""Search attributes that follow from workers and from versioning overrides, beside those of the user's own."""

import base64
import json
from typing import Any

from conformance.raw import Raw

RAW = True


def builds(*ids: str) -> dict[str, Any]:
    """Return search attributes that name builds."""
    encoded = {"encoding": base64.b64encode(b"json/plain").decode(), "type": base64.b64encode(b"KeywordList").decode()}
    data = base64.b64encode(json.dumps(ids).encode()).decode()
    return {"indexedFields": {"BuildIds": {"metadata": encoded, "data": data}}}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: list[Any] = []

    async def shown(why: str, name: str) -> None:
        described = await raw.call("DescribeWorkflowExecution", execution=raw.execution(name))
        info = described["workflowExecutionInfo"]
        fields = info.get("searchAttributes", {}).get("indexedFields", {})
        values = {key: json.loads(base64.b64decode(value["data"])) for key, value in fields.items()}
        seen.append([why, name, values, info.get("versioningInfo")])

    for version in ("", "build-1"):
        stamp = {"workerVersionStamp": {"buildId": version}} if version else {}
        for name, attributes in (("none", None), ("own", builds("mine", "other"))):
            name += version
            await raw.start(name, **({"searchAttributes": attributes} if attributes else {}))
            await shown("started", name)
            await raw.turn(**stamp)
            await shown("after a task", name)
            await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(name), signalName="go")
            upsert = {"upsertWorkflowSearchAttributes": {"searchAttributes": builds("upserted")}}
            await raw.turn(upsert, **stamp)
            await shown("upserted", name)

    upgrade: dict[str, Any] = {"versioningOverride": {"autoUpgrade": True}}
    await raw.start("upgraded", **upgrade)
    await shown("started", "upgraded")
    await raw.start("changed")
    change: dict[str, Any] = {"workflowExecutionOptions": upgrade, "updateMask": "versioningOverride"}
    await raw.call("UpdateWorkflowExecutionOptions", workflowExecution=raw.execution("changed"), **change)
    await shown("changed", "changed")
    return seen
