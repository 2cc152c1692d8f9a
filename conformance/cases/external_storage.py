"""Large payloads go to a driver's storage from client, workflows and activities, and a reference goes over the wire.

What the driver is asked and told is part of the outcome, and the references are in the histories.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.common import RetryPolicy
from everloop.converter import (
    DataConverter,
    ExternalStorage,
    StorageDriver,
    StorageDriverClaim,
    StorageDriverRetrieveContext,
    StorageDriverStoreContext,
)
from everloop.exceptions import ApplicationError

calls: list[str] = []
BIG = "x" * 600


def brief(payload: Payload) -> str:
    return payload.data.decode().replace(BIG, "BIG")


class Driver(StorageDriver):
    """Keeps payloads in memory, and notes what it is told."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def name(self) -> str:
        return "memory"

    async def store(self, context: StorageDriverStoreContext, payloads: Sequence[Payload]) -> list[StorageDriverClaim]:
        fields = dict(vars(context.target)) if context.target is not None else {}
        if fields.get("run_id"):
            fields["run_id"] = "some"
        told = [f"{name}={value}" for name, value in sorted(fields.items()) if name != "namespace"]
        held = [brief(payload) for payload in payloads]
        calls.append(f"store {type(context.target).__name__} {' '.join(told)}: {held}")
        claims: list[StorageDriverClaim] = []
        for payload in payloads:
            key = hashlib.sha256(payload.data).hexdigest()[:12]
            self.kept[key] = payload.SerializeToString()
            claims.append(StorageDriverClaim({"key": key}))
        return claims

    async def retrieve(
        self, context: StorageDriverRetrieveContext, claims: Sequence[StorageDriverClaim]
    ) -> list[Payload]:
        found = [Payload.FromString(self.kept[claim.claim_data["key"]]) for claim in claims]
        calls.append(f"retrieve: {[brief(payload) for payload in found]}")
        return found


@activity.defn
async def big(value: str) -> str:
    if activity.info().attempt == 1:
        activity.heartbeat(f"beat {BIG}")
        raise ApplicationError("again", f"detail {BIG}")
    return f"{value} result {len(activity.info().heartbeat_details[0])}"


@activity.defn
async def beside(value: str) -> str:
    return f"{value} result"


@workflow.defn
class Child:
    @workflow.run
    async def run(self, value: str) -> str:
        return f"child {len(value)}"


@workflow.defn
class Flow:
    def __init__(self) -> None:
        self.told = ""

    @workflow.run
    async def run(self, value: str) -> str:
        timeout = timedelta(seconds=20)
        retry = RetryPolicy(initial_interval=timedelta(milliseconds=10))
        result = await workflow.execute_activity(
            big, f"remote {value}", activity_id="act", start_to_close_timeout=timeout, retry_policy=retry
        )
        local = await workflow.execute_local_activity(
            beside, f"local {value}", activity_id="local", start_to_close_timeout=timeout
        )
        child = await workflow.execute_child_workflow(
            Child.run, value, id=f"{workflow.info().workflow_id}-child", memo={"big": f"memo {BIG}"}
        )
        await workflow.wait_condition(lambda: bool(self.told))
        workflow.upsert_memo({"big": f"upserted {BIG}"})
        return "".join([result, local, child, self.told])

    @workflow.signal
    def tell(self, value: str) -> None:
        self.told = value

    @workflow.query
    def ask(self, value: str) -> str:
        return f"answer {value}"

    @workflow.update
    def change(self, value: str) -> str:
        return f"changed {value}"


async def run(env: Any) -> Any:
    calls.clear()
    config = env.client.config()
    storage = ExternalStorage(drivers=[Driver()], payload_size_threshold=300)
    config["data_converter"] = DataConverter(external_storage=storage)
    env.client = type(env.client)(**config)
    async with env.worker([Flow, Child], [big, beside]):
        handle = await env.start(Flow.run, f"arg {BIG}", memo={"big": f"memo {BIG}", "small": 1})
        answer = await handle.query(Flow.ask, f"q {BIG}")
        await env.until_event(handle, "CHILD_WORKFLOW_EXECUTION_COMPLETED")
        changed = await handle.execute_update(Flow.change, f"u {BIG}")
        await handle.signal(Flow.tell, f"s {BIG}")
        result = await handle.result()
        memo = await (await handle.describe()).memo()
        history = await env.history(handle, "flow")
    return {
        "answer": len(str(answer)),
        "changed": len(str(changed)),
        "result": len(str(result)),
        "memo": {name: str(value).replace(BIG, "BIG") for name, value in memo.items()},
        "calls": env.names(sorted(set(calls))),
        # The marker of the local activity holds times.
        "history": [event for event in history if "MARKER" not in str(event)],
    }
