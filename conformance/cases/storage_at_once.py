"""Calls of a storage driver for one workflow task: as many at once as the worker is told, if there is need."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.converter import (
    DataConverter,
    ExternalStorage,
    StorageDriver,
    StorageDriverClaim,
    StorageDriverRetrieveContext,
    StorageDriverStoreContext,
    StorageDriverWorkflowInfo,
)

BIG = "x" * 600
CALLS = 7


class Driver(StorageDriver):
    """Keeps payloads in memory, and counts the calls for workflows that are under way."""

    def __init__(self, at_once: int) -> None:
        self.kept: list[bytes] = []
        self.at_once = at_once
        self.running = self.most = 0

    def name(self) -> str:
        return "memory"

    async def store(self, context: StorageDriverStoreContext, payloads: Sequence[Payload]) -> list[StorageDriverClaim]:
        if isinstance(context.target, StorageDriverWorkflowInfo) and len(self.kept) >= 1:
            await self.among_others()
        claims: list[StorageDriverClaim] = []
        for payload in payloads:
            claims.append(StorageDriverClaim({"key": str(len(self.kept))}))
            self.kept.append(payload.SerializeToString())
        return claims

    async def among_others(self) -> None:
        """Take long enough for all that may run beside this call to have begun."""
        self.running += 1
        self.most = max(self.most, self.running)
        for _ in range(100):
            await asyncio.sleep(0)
        self.running -= 1

    async def retrieve(
        self, context: StorageDriverRetrieveContext, claims: Sequence[StorageDriverClaim]
    ) -> list[Payload]:
        return [Payload.FromString(self.kept[int(claim.claim_data["key"])]) for claim in claims]


@activity.defn
async def length(value: str) -> int:
    return len(value)


@workflow.defn
class Fan:
    @workflow.run
    async def run(self, value: str) -> int:
        timeout = timedelta(seconds=20)
        calls = [workflow.execute_activity(length, value, start_to_close_timeout=timeout) for _ in range(CALLS)]
        return sum(await asyncio.gather(*calls))


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    own = env.client
    for name, at_once in {"default": 3, "one": 1, "all": CALLS + 3}.items():
        options = {} if name == "default" else {"max_workflow_task_external_storage_concurrency": at_once}
        driver = Driver(at_once)
        config = own.config()
        config["data_converter"] = DataConverter(
            external_storage=ExternalStorage(drivers=[driver], payload_size_threshold=300)
        )
        env.client = type(own)(**config)
        async with env.worker([Fan], [length], **options):
            handle = await env.start(Fan.run, BIG, name=name)
            seen[name] = [await handle.result(), driver.most]
    return seen
