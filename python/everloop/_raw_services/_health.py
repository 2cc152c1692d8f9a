"""The standard health check of gRPC.

Its messages are not among the descriptors of the workflow API: a request is any message of the right shape, such as
`HealthService.request` makes, and the reply's class is made on first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import everloop

if TYPE_CHECKING:
    import everloop.service

__all__ = ["HealthService"]

_FILE = "grpc/health/v1/health.proto"
_PACKAGE = "grpc.health.v1"


class HealthService:
    """The raw health check; `everloop.service.ServiceClient.check_health` is the easy form."""

    def __init__(self, client: everloop.service.ServiceClient) -> None:
        self._client = client

    @staticmethod
    def request(service: str) -> Any:
        """A request message that asks for a service by its full name."""
        return _message("HealthCheckRequest")(service=service)

    async def check(
        self,
        req: Any,
        retry: bool = False,
        metadata: Mapping[str, str | bytes] = {},
        timeout: timedelta | None = None,
    ) -> Any:
        """Ask whether a service is up.

        Args:
            req: A ``grpc.health.v1.HealthCheckRequest``.
            retry: Whether to try again after failures that pass.
            metadata: Headers of this call.
            timeout: How long to wait.

        Returns:
            A ``grpc.health.v1.HealthCheckResponse``.

        Raises:
            RPCError: If the server does not know the service, or cannot be asked.
        """
        return await self._client._rpc_call(  # pyright: ignore[reportPrivateUsage]
            "check",
            req,
            _message("HealthCheckResponse"),
            service="health",
            retry=retry,
            metadata=metadata,
            timeout=timeout,
        )


@cache
def _message(name: str) -> Any:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name=_FILE, package=_PACKAGE, syntax="proto3")
    request = file.message_type.add(name="HealthCheckRequest")
    request.field.add(name="service", number=1, type=field.TYPE_STRING, label=field.LABEL_OPTIONAL)
    reply = file.message_type.add(name="HealthCheckResponse")
    states = reply.enum_type.add(name="ServingStatus")
    for number, state in enumerate(("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN")):
        states.value.add(name=state, number=number)
    status = reply.field.add(name="status", number=1, type=field.TYPE_ENUM, label=field.LABEL_OPTIONAL)
    status.type_name = f".{_PACKAGE}.HealthCheckResponse.ServingStatus"
    # A pool of its own: the program may use another package's health messages.
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))
