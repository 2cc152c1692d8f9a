"""A service client that stands before another one and notes what goes through it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from google.protobuf.json_format import MessageToDict

from everloop.service import ServiceClient

# Differ from run to run, or are long.
HIDDEN = {"runId", "firstExecutionRunId", "requestId", "identity", "taskToken", "updateId"}


class Watching(ServiceClient):
    """Notes each call and hands it on."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner.config)
        self.inner = inner
        self.seen: list[Any] = []

    @property
    def worker_service_client(self) -> Any:
        return self.inner.worker_service_client

    def update_rpc_metadata(self, metadata: Mapping[str, str | bytes]) -> None:
        self.seen.append(["update_rpc_metadata", dict(metadata)])

    def update_api_key(self, api_key: str | None) -> None:
        self.seen.append(["update_api_key", api_key])

    async def check_health(self, **options: Any) -> bool:
        self.seen.append(["check_health", options])
        return bool(await self.inner.check_health(**options))

    async def _rpc_call(
        self,
        rpc: str,
        req: Any,
        resp_type: Any,
        *,
        service: str,
        retry: bool,
        metadata: Mapping[str, str | bytes],
        timeout: timedelta | None,
    ) -> Any:
        seconds = None if timeout is None else timeout.total_seconds()
        request = without_hidden(MessageToDict(req))
        self.seen.append([service, rpc, resp_type.__name__, retry, repr(dict(metadata)), seconds, request])
        return await self.inner._rpc_call(
            rpc, req, resp_type, service=service, retry=retry, metadata=metadata, timeout=timeout
        )


def without_hidden(value: Any) -> Any:
    """A JSON value whose changing parts say only that they are there."""
    if isinstance(value, dict):
        return {key: "..." if key in HIDDEN else without_hidden(part) for key, part in value.items()}
    return [without_hidden(part) for part in value] if isinstance(value, list) else value
