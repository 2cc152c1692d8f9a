"""Connections to a server or an embedded engine, and raw calls of any RPC.

`everloop.client.Client` is what most programs use; it holds a `ServiceClient`. The raw services here take
and return the protobuf messages of `everloop.api`, which are imported with the first such call.
"""

from __future__ import annotations

import os
import socket
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

import everloop
from everloop._bridge.client import Connection
from everloop._dataclass import dataclass
from everloop._loggers import logger_of
from everloop._raw_services import CloudService, HealthService, OperatorService, TestService, WorkflowService
from everloop.exceptions import TemporalError

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.runtime

__all__ = [
    "CloudService",
    "ConnectConfig",
    "DnsLoadBalancingConfig",
    "GrpcCompression",
    "HealthService",
    "HttpConnectProxyConfig",
    "KeepAliveConfig",
    "OperatorService",
    "PayloadLimitsConfig",
    "RPCError",
    "RPCStatusCode",
    "RetryConfig",
    "ServiceClient",
    "ServiceRequest",
    "ServiceResponse",
    "TLSConfig",
    "TestService",
    "WorkflowService",
    "logger",
]

logger = logger_of(__name__)

ServiceRequest = TypeVar("ServiceRequest", bound="_Message")
ServiceResponse = TypeVar("ServiceResponse")

_HEALTH_CHECK = "/grpc.health.v1.Health/Check"


@dataclass
class TLSConfig:
    """How to encrypt a connection, and whom to trust. Certificates and keys are PEM."""

    server_root_ca_cert: bytes | None = None
    """Certificates to trust instead of the system's."""

    domain: str | None = None
    """Name to ask for and to check the server's certificate against, instead of the target's host."""

    client_cert: bytes | None = None
    """Certificate to show, for mutual TLS; goes with `client_private_key`."""

    client_private_key: bytes | None = None
    """Key of `client_cert`."""

    verification_server_name: str | None = None
    """Name to check the server's certificate against while asking for the usual one."""


@dataclass
class RetryConfig:
    """When calls that failed for a passing reason are made again."""

    initial_interval_millis: int = 100
    randomization_factor: float = 0.2
    multiplier: float = 1.5
    max_interval_millis: int = 5000
    max_elapsed_time_millis: int | None = 10000
    max_retries: int = 10


@dataclass(frozen=True)
class KeepAliveConfig:
    """Pings that find dead connections."""

    interval_millis: int = 30000
    timeout_millis: int = 15000

    default: ClassVar[KeepAliveConfig]


KeepAliveConfig.default = KeepAliveConfig()


@dataclass(frozen=True)
class HttpConnectProxyConfig:
    """A proxy to connect through."""

    target_host: str
    basic_auth: tuple[str, str] | None = None


@dataclass(frozen=True)
class DnsLoadBalancingConfig:
    """Spreading calls over all addresses of the target's name."""

    resolution_interval_millis: int = 30000

    default: ClassVar[DnsLoadBalancingConfig]


DnsLoadBalancingConfig.default = DnsLoadBalancingConfig()


class GrpcCompression:
    """Whether messages are compressed on the wire."""

    NONE: ClassVar[GrpcCompression]
    GZIP: ClassVar[GrpcCompression]

    def __init__(self, gzip: bool) -> None:
        self._gzip = gzip

    def __eq__(self, other: object) -> bool:
        return self._gzip == other._gzip if isinstance(other, GrpcCompression) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._gzip)

    def __repr__(self) -> str:
        return f"GrpcCompression.{'GZIP' if self._gzip else 'NONE'}"


GrpcCompression.NONE = GrpcCompression(gzip=False)
GrpcCompression.GZIP = GrpcCompression(gzip=True)


@dataclass(frozen=True)
class PayloadLimitsConfig:
    """Sizes in bytes above which outgoing data is warned about; 0 never warns."""

    payloads_warn_size: int = 512 * 1024
    memo_warn_size: int = 2 * 1024


def _default_identity() -> str:
    return f"{os.getpid()}@{socket.gethostname()}"


@dataclass
class ConnectConfig:
    """How to connect; the keyword arguments of `everloop.client.Client.connect` as a record."""

    target_host: str
    """``host:port``, ``embedded:PATH`` or ``embedded::memory:``."""

    api_key: str | None = None
    tls: bool | TLSConfig | None = None
    retry_config: RetryConfig | None = None
    keep_alive_config: KeepAliveConfig | None = KeepAliveConfig.default
    rpc_metadata: Mapping[str, str | bytes] = field(default_factory=dict[str, "str | bytes"])
    identity: str = ""
    lazy: bool = False
    runtime: everloop.runtime.Runtime | None = None
    http_connect_proxy_config: HttpConnectProxyConfig | None = None
    dns_load_balancing_config: DnsLoadBalancingConfig | None = None
    grpc_compression: GrpcCompression = GrpcCompression.GZIP
    payload_limits: PayloadLimitsConfig = field(default_factory=PayloadLimitsConfig)
    connect_timeout: timedelta | None = None

    def __post_init__(self) -> None:
        self.identity = self.identity or _default_identity()


class RPCStatusCode(IntEnum):
    """The status codes of gRPC."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class RPCError(TemporalError):
    """A call was not served, for a reason that has no exception of its own."""

    def __init__(self, message: str, status: RPCStatusCode, raw_grpc_status: bytes) -> None:
        super().__init__(message)
        self._message = message
        self._status = status
        self._raw_grpc_status = raw_grpc_status

    @property
    def message(self) -> str:
        """What went wrong."""
        return self._message

    @property
    def status(self) -> RPCStatusCode:
        """The status code."""
        return self._status

    @property
    def raw_grpc_status(self) -> bytes:
        """The status with its details, as an encoded message; empty if the server gave no details."""
        return self._raw_grpc_status

    @property
    def grpc_status(self) -> everloop.api.common.v1.GrpcStatus:
        """The status with its details; an empty message if the server gave no details."""
        from everloop.api.common.v1 import GrpcStatus

        return GrpcStatus.FromString(self._raw_grpc_status)


class _Message(Protocol):
    def SerializeToString(self) -> bytes: ...


class ServiceClient(ABC):
    """A connection that raw calls can be made on."""

    @staticmethod
    async def connect(config: ConnectConfig) -> ServiceClient:
        """Connect.

        Raises:
            RuntimeError: If the target cannot be reached, or the embedded database not opened.
            TypeError: If an option is of a wrong type.
            ValueError: If an option is out of its range.
        """
        return await ConnectedServiceClient.connect(config)

    def __init__(self, config: ConnectConfig) -> None:
        self.config = config
        self.workflow_service = WorkflowService(self)
        self.operator_service = OperatorService(self)
        self.cloud_service = CloudService(self)
        self.test_service = TestService(self)
        self.health_service = HealthService(self)

    async def check_health(
        self,
        *,
        service: str = "temporal.api.workflowservice.v1.WorkflowService",
        retry: bool = False,
        metadata: Mapping[str, str | bytes] = {},
        timeout: timedelta | None = None,
    ) -> bool:
        """Whether the server says that the service is up.

        Args:
            service: The name of a gRPC service.
            retry: Whether to try again after failures that pass.
            metadata: Headers of this call.
            timeout: How long to wait.

        Raises:
            RPCError: If the server does not answer, or does not know the service.
        """
        raise NotImplementedError(f"{type(self).__name__} cannot check the health of {service}")

    @property
    @abstractmethod
    def worker_service_client(self) -> ConnectedServiceClient:
        """The connection that workers use."""
        raise NotImplementedError

    @abstractmethod
    def update_rpc_metadata(self, metadata: Mapping[str, str | bytes]) -> None:
        """Replace the headers of every later call."""
        raise NotImplementedError

    @abstractmethod
    def update_api_key(self, api_key: str | None) -> None:
        """Replace the API key of every later call."""
        raise NotImplementedError

    @abstractmethod
    async def _rpc_call(
        self,
        rpc: str,
        req: _Message,
        resp_type: type[ServiceResponse],
        *,
        service: str,
        retry: bool,
        metadata: Mapping[str, str | bytes],
        timeout: timedelta | None,
    ) -> ServiceResponse:
        raise NotImplementedError


class ConnectedServiceClient(ServiceClient):
    """The connection that `ServiceClient.connect` makes."""

    def __init__(self, config: ConnectConfig, connection: Connection) -> None:
        super().__init__(config)
        self._connection = connection

    @staticmethod
    async def connect(config: ConnectConfig) -> ConnectedServiceClient:
        """Connect; see `ServiceClient.connect`."""
        from everloop._bridge.client import connect
        from everloop._connect_checks import check_connect_config

        check_connect_config(config)
        used = config
        if config.runtime is None and not config.lazy:
            from everloop.runtime import Runtime

            used = replace(config, runtime=Runtime.default())
        return ConnectedServiceClient(config, await connect(used))

    async def check_health(
        self,
        *,
        service: str = "temporal.api.workflowservice.v1.WorkflowService",
        retry: bool = False,
        metadata: Mapping[str, str | bytes] = {},
        timeout: timedelta | None = None,
    ) -> bool:
        """Whether the server says that the service is up. An embedded engine is up as long as its client is."""
        if self._connection.embedded:
            return True
        name = service.encode()
        # A message of one text field: the health API has no Python module to build it with.
        request = b"\x0a" + _varint(len(name)) + name
        reply = await self._connection.call(_HEALTH_CHECK, request, retry, metadata, timeout)
        return reply == b"\x08\x01"

    @property
    def worker_service_client(self) -> ConnectedServiceClient:
        """This connection."""
        return self

    def update_rpc_metadata(self, metadata: Mapping[str, str | bytes]) -> None:
        """Replace the headers of every later call."""
        self._connection.set_metadata(metadata)

    def update_api_key(self, api_key: str | None) -> None:
        """Replace the API key of every later call."""
        self._connection.set_api_key(api_key)

    async def _rpc_call(
        self,
        rpc: str,
        req: _Message,
        resp_type: type[ServiceResponse],
        *,
        service: str,
        retry: bool,
        metadata: Mapping[str, str | bytes],
        timeout: timedelta | None,
    ) -> ServiceResponse:
        message: Any = resp_type
        if service == "health" and self._connection.embedded:
            return message(status=1)  # type: ignore[no-any-return]
        reply = await self._connection.call(_path(service, rpc), req.SerializeToString(), retry, metadata, timeout)
        return message.FromString(reply)  # type: ignore[no-any-return]


def _path(service: str, rpc: str) -> str:
    if service == "health":
        return _HEALTH_CHECK
    from everloop._bridge.client import rpc as find

    found = find(f"{service}service", rpc)
    if found is None:
        raise ValueError(f"The {service} service has no RPC {rpc!r}")
    return found[0]


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
