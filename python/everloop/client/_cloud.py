"""A client of the cloud operations API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import everloop
from everloop.service import (
    CloudService,
    ConnectConfig,
    DnsLoadBalancingConfig,
    GrpcCompression,
    HttpConnectProxyConfig,
    KeepAliveConfig,
    RetryConfig,
    ServiceClient,
    TLSConfig,
)

if TYPE_CHECKING:
    import everloop.runtime

__all__ = ["CloudOperationsClient"]

_VERSION_HEADER = "temporal-cloud-api-version"


class CloudOperationsClient:
    """A client of the cloud operations API."""

    @staticmethod
    async def connect(
        *,
        api_key: str | None = None,
        version: str | None = None,
        target_host: str = "saas-api.tmprl.cloud:443",
        tls: bool | TLSConfig = True,
        retry_config: RetryConfig | None = None,
        keep_alive_config: KeepAliveConfig | None = KeepAliveConfig.default,
        rpc_metadata: Mapping[str, str | bytes] = {},
        identity: str | None = None,
        lazy: bool = False,
        runtime: everloop.runtime.Runtime | None = None,
        http_connect_proxy_config: HttpConnectProxyConfig | None = None,
        dns_load_balancing_config: DnsLoadBalancingConfig | None = None,
        grpc_compression: GrpcCompression = GrpcCompression.GZIP,
    ) -> CloudOperationsClient:
        """Connect. The options are those of `Client.connect`.

        Args:
            api_key: Key to show.
            version: Version of the API, sent as a header of every call.
            target_host: ``host:port`` of the API.
            tls: Whether, or how, to encrypt.
            retry_config: When calls are made again.
            keep_alive_config: Pings; ``None`` for none.
            rpc_metadata: Headers of every call.
            identity: Who calls; by default the process and its host.
            lazy: Whether the first call connects.
            runtime: Where telemetry goes.
            http_connect_proxy_config: A proxy to go through.
            dns_load_balancing_config: How calls are spread over addresses.
            grpc_compression: Whether messages are compressed.
        """
        metadata = {**rpc_metadata, _VERSION_HEADER: version} if version else rpc_metadata
        config = ConnectConfig(
            target_host=target_host,
            api_key=api_key,
            tls=tls,
            retry_config=retry_config,
            keep_alive_config=keep_alive_config,
            rpc_metadata=metadata,
            identity=identity or "",
            lazy=lazy,
            runtime=runtime,
            http_connect_proxy_config=http_connect_proxy_config,
            dns_load_balancing_config=dns_load_balancing_config,
            grpc_compression=grpc_compression,
        )
        return CloudOperationsClient(await ServiceClient.connect(config))

    def __init__(self, service_client: ServiceClient) -> None:
        self._service_client = service_client

    @property
    def service_client(self) -> ServiceClient:
        """The connection."""
        return self._service_client

    @property
    def cloud_service(self) -> CloudService:
        """Raw calls of the cloud operations API."""
        return self._service_client.cloud_service

    @property
    def identity(self) -> str:
        """Who calls."""
        return self._service_client.config.identity

    @property
    def rpc_metadata(self) -> Mapping[str, str | bytes]:
        """Headers of every call. Assign a new mapping to change them."""
        return self._service_client.config.rpc_metadata

    @rpc_metadata.setter
    def rpc_metadata(self, value: Mapping[str, str | bytes]) -> None:
        self._service_client.update_rpc_metadata(value)
        self._service_client.config.rpc_metadata = value

    @property
    def api_key(self) -> str | None:
        """Key to show on every call. Assign another to change it."""
        return self._service_client.config.api_key

    @api_key.setter
    def api_key(self, value: str | None) -> None:
        self._service_client.update_api_key(value)
        self._service_client.config.api_key = value
