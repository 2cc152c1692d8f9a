"""The environment that workflow tests run in: a client of an engine made for the test, and its clock."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import everloop
from everloop.client import Client
from everloop.converter import DataConverter

from ._assertions import AssertionErrorInterceptor
from ._time_skipper import TIME_SKIPS, TimeSkippingConfig, seconds

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.api.nexus.v1
    import everloop.client
    import everloop.common
    import everloop.runtime
    import everloop.service

__all__ = ["WorkflowEnvironment"]


class WorkflowEnvironment:
    """A client to test workflows with, and the clock they live by.

    `start_time_skipping` makes one whose time skips, `start_local` one in real time; both run the engine in this
    process. `from_client` wraps the client of any server. Use it as an async context manager, or call `shutdown`.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    @classmethod
    def from_client(cls, client: Client) -> WorkflowEnvironment:
        """An environment over the server of a client, in real time.

        Args:
            client: A connected client. The environment's own client is another one over the same connection, in
                which failing assertions fail their workflow.
        """
        config = client.config()
        config["interceptors"] = [*config["interceptors"], AssertionErrorInterceptor()]
        return cls(Client(**config))

    @classmethod
    async def start_local(
        cls,
        *,
        namespace: str = "default",
        data_converter: DataConverter = DataConverter.default,
        interceptors: Sequence[everloop.client.Interceptor] = [],
        plugins: Sequence[everloop.client.Plugin] = [],
        default_workflow_query_reject_condition: everloop.common.QueryRejectCondition | None = None,
        retry_config: everloop.service.RetryConfig | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        identity: str | None = None,
        tls: bool | everloop.service.TLSConfig = False,
        ip: str = "127.0.0.1",
        port: int | None = None,
        download_dest_dir: str | None = None,
        ui: bool = False,
        runtime: everloop.runtime.Runtime | None = None,
        search_attributes: Sequence[everloop.common.SearchAttributeKey[Any]] = (),
        dev_server_existing_path: str | None = None,
        dev_server_database_filename: str | None = None,
        dev_server_log_format: str = "pretty",
        dev_server_log_level: str | None = "warn",
        dev_server_download_version: str = "default",
        dev_server_extra_args: Sequence[str] = [],
        dev_server_download_ttl: timedelta | None = None,
        dev_server_startup_timeout: timedelta | None = None,
        ui_port: int | None = None,
    ) -> WorkflowEnvironment:
        """Start an engine in real time, in this process and in memory.

        Other processes find it at ``env.client.service_client.config.target_host``. The options that begin with
        ``dev_server_`` are those of an external development server: they have a meaning once
        `dev_server_existing_path` names one, which is then started instead. Without one the engine logs through
        this process's own logging, and nothing is ever downloaded.

        Args:
            namespace: Namespace of the client; it is made.
            data_converter: How values become payloads.
            interceptors: What intercepts the client's calls.
            plugins: What may change the client's options and its connection.
            default_workflow_query_reject_condition: For queries that do not say.
            retry_config: When calls are made again.
            rpc_metadata: Headers of every call.
            identity: Who calls; by default the process and its host.
            tls: Must be off, unless an external server is started that has it.
            ip: Address to listen on.
            port: Port to listen on; any free one by default.
            download_dest_dir: Unused, as nothing is downloaded.
            ui: Whether the web page is served, on `ui_port`. Only an external server has one so far.
            runtime: Where telemetry goes.
            search_attributes: Search attributes to register.
            dev_server_existing_path: A Temporal CLI to start as the server, instead of the engine in this process.
            dev_server_database_filename: File that keeps the state; it is lost otherwise.
            dev_server_log_format: Of an external server.
            dev_server_log_level: Of an external server.
            dev_server_download_version: Unused, as nothing is downloaded.
            dev_server_extra_args: More arguments of the development server. The engine in this process follows
                `--namespace`, `--search-attribute` and those of `--dynamic-config-value` that set its limits
                (docs/SERVER.md), and has what most others switch on.
            dev_server_download_ttl: Unused, as nothing is downloaded.
            dev_server_startup_timeout: How long an external server may take to start, 5 seconds by default.
            ui_port: Port of the web page.

        Raises:
            RuntimeError: If the engine cannot be opened, the port is taken, or the external server does not start.
            ValueError: If options contradict each other.
        """
        from ._local import LocalOptions, start_local

        return await start_local(
            LocalOptions(
                namespace=namespace,
                data_converter=data_converter,
                interceptors=interceptors,
                plugins=plugins,
                default_workflow_query_reject_condition=default_workflow_query_reject_condition,
                retry_config=retry_config,
                rpc_metadata=rpc_metadata,
                identity=identity,
                runtime=runtime,
                tls=tls,
                ip=ip,
                port=port,
                search_attributes=search_attributes,
            ),
            ui=ui,
            ui_port=ui_port,
            existing_path=dev_server_existing_path,
            database=dev_server_database_filename,
            log_format=dev_server_log_format,
            log_level=dev_server_log_level,
            extra_args=dev_server_extra_args,
            startup_timeout=dev_server_startup_timeout,
        )

    @classmethod
    async def start_time_skipping(
        cls,
        *,
        data_converter: DataConverter = DataConverter.default,
        interceptors: Sequence[everloop.client.Interceptor] = [],
        plugins: Sequence[everloop.client.Plugin] = [],
        default_workflow_query_reject_condition: everloop.common.QueryRejectCondition | None = None,
        retry_config: everloop.service.RetryConfig | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        identity: str | None = None,
        port: int | None = None,
        download_dest_dir: str | None = None,
        runtime: everloop.runtime.Runtime | None = None,
        test_server_existing_path: str | None = None,
        test_server_download_version: str = "default",
        test_server_extra_args: Sequence[str] = [],
        test_server_download_ttl: timedelta | None = None,
        test_server_startup_timeout: timedelta | None = None,
    ) -> WorkflowEnvironment:
        """Start an engine whose time skips, in this process and in memory.

        While the result of a workflow started through the environment's client is awaited, time skips to the
        next timer or timeout whenever no workflow task, activity or query is under way. `sleep` skips by hand. Each
        environment has a clock of its own, which begins at the present time.

        Args:
            data_converter: How values become payloads.
            interceptors: What intercepts the client's calls.
            plugins: What may change the client's options and its connection.
            default_workflow_query_reject_condition: For queries that do not say.
            retry_config: When calls are made again.
            rpc_metadata: Headers of every call.
            identity: Who calls; by default the process and its host.
            port: Port to listen on for other processes; any free one by default.
            download_dest_dir: Unused, as nothing is downloaded.
            runtime: Where telemetry goes.
            test_server_existing_path: A Temporal test server to start, instead of the engine in this process.
            test_server_download_version: Unused, as nothing is downloaded.
            test_server_extra_args: Arguments of an external server; refused without one.
            test_server_download_ttl: Unused, as nothing is downloaded.
            test_server_startup_timeout: How long an external server may take to start, 5 seconds by default.

        Raises:
            RuntimeError: If the port is taken, or the external server does not start.
            ValueError: If options contradict each other.
        """
        from ._local import LocalOptions, start_time_skipping

        return await start_time_skipping(
            LocalOptions(
                namespace="default",
                data_converter=data_converter,
                interceptors=interceptors,
                plugins=plugins,
                default_workflow_query_reject_condition=default_workflow_query_reject_condition,
                retry_config=retry_config,
                rpc_metadata=rpc_metadata,
                identity=identity,
                runtime=runtime,
                tls=False,
                ip="127.0.0.1",
                port=port,
                search_attributes=(),
            ),
            existing_path=test_server_existing_path,
            extra_args=test_server_extra_args,
            startup_timeout=test_server_startup_timeout,
        )

    @classmethod
    async def start_time_skipping_v2(
        cls, *, ts_config: TimeSkippingConfig = TIME_SKIPS, **kwargs: Any
    ) -> WorkflowEnvironment:
        """Start an engine in which each workflow has a clock of its own that skips.

        A workflow's time skips to its next timer or timeout whenever nothing is under way for it, whether or not
        somebody awaits its result; other workflows and the world's clock are not concerned. `fast_forward` skips a
        workflow's time by hand; `TimeSkipper` does the same outside of tests.

        Args:
            ts_config: How time skips in workflows started through the environment's client.
            **kwargs: Arguments of `start_local`.

        Raises:
            RuntimeError: As with `start_local`.
            ValueError: As with `start_local`.
        """
        from ._clocks import EnvironmentWithClocks

        return EnvironmentWithClocks(await cls.start_local(**kwargs), ts_config)

    async def __aenter__(self) -> WorkflowEnvironment:
        """Use the environment."""
        return self

    async def __aexit__(self, *args: Any) -> None:
        """Shut it down."""
        await self.shutdown()

    @property
    def client(self) -> Client:
        """The client to test with."""
        return self._client

    async def shutdown(self) -> None:
        """End the engine or server that the environment has started, and with it all its state.

        An environment over somebody else's server ends nothing. The second time does nothing.
        """

    async def sleep(self, duration: timedelta | float) -> None:
        """Let time pass: by skipping if the environment can, else in real time.

        Args:
            duration: How long, in seconds if it is a number.
        """
        await asyncio.sleep(seconds(duration))

    async def get_current_time(self, handle: everloop.client.WorkflowHandle[Any, Any] | None = None) -> datetime:
        """The time, in UTC, as the workflows of this environment see it.

        Args:
            handle: A workflow, whose own time is wanted where workflows have one.
        """
        return datetime.now(timezone.utc)

    @property
    def supports_time_skipping(self) -> bool:
        """Whether time can be skipped."""
        return self.supports_time_skipping_v1 or self.supports_time_skipping_v2

    @property
    def supports_time_skipping_v1(self) -> bool:
        """Whether the environment has one clock that can be skipped."""
        return False

    @property
    def supports_time_skipping_v2(self) -> bool:
        """Whether each workflow has a clock that can be skipped."""
        return False

    @contextmanager
    def auto_time_skipping_disabled(self) -> Generator[None, None, None]:
        """Within the block, awaiting the result of a workflow does not skip time. `sleep` still does."""
        yield

    def with_time_skipping_disabled(self) -> AbstractContextManager[None]:
        """Within the block, workflows are started without a clock that skips. Without effect if none has one here."""
        return nullcontext()

    async def fast_forward(
        self, handle: everloop.client.WorkflowHandle[Any, Any], duration: timedelta | float | None = None, /
    ) -> bool:
        """Skip the time of one workflow.

        Args:
            handle: The workflow.
            duration: By how much, in seconds if it is a number; to its end by default.

        Returns:
            Whether that much was skipped.

        Raises:
            RuntimeError: If workflows have no clock of their own here.
        """
        raise self._no_own_clocks("fast_forward")

    async def get_time_skipping_info(
        self, handle: everloop.client.WorkflowHandle[Any, Any]
    ) -> everloop.api.common.v1.TimeSkippingInfo | None:
        """What the server tells of the clock of one workflow.

        Args:
            handle: The workflow.

        Raises:
            RuntimeError: If workflows have no clock of their own here.
        """
        raise self._no_own_clocks("get_time_skipping_info")

    def _no_own_clocks(self, method: str) -> RuntimeError:
        return RuntimeError(
            f"{method} needs an environment in which each workflow has a clock of its own; "
            "use WorkflowEnvironment.start_time_skipping_v2()"
        )

    async def connect_client(self, **kwargs: Any) -> Client:
        """Connect another client to the same server.

        Args:
            **kwargs: Arguments of `Client.connect`. Namespace, credentials, headers and runtime are those of the
                environment's client unless they are given; interceptors and plugins are not taken over.

        Raises:
            RuntimeError: If the server cannot be reached.
        """
        config = self._client.service_client.config
        options: dict[str, Any] = {
            "namespace": self._client.namespace,
            "api_key": config.api_key,
            "tls": config.tls,
            "rpc_metadata": config.rpc_metadata,
            "runtime": config.runtime,
            **kwargs,
        }
        target = options.pop("target_host", config.target_host)
        return await Client.connect(target, **options)

    async def create_nexus_endpoint(self, endpoint_name: str, task_queue: str) -> everloop.api.nexus.v1.Endpoint:
        """Register a Nexus endpoint whose handlers run in this environment.

        Args:
            endpoint_name: Its name.
            task_queue: The task queue of its handlers, in the namespace of the environment's client.

        Raises:
            RPCError: If the server refuses.
        """
        from everloop.api.nexus.v1 import EndpointSpec, EndpointTarget
        from everloop.api.operatorservice.v1 import CreateNexusEndpointRequest

        worker = EndpointTarget.Worker(namespace=self._client.namespace, task_queue=task_queue)
        spec = EndpointSpec(name=endpoint_name, target=EndpointTarget(worker=worker))
        reply = await self._client.operator_service.create_nexus_endpoint(CreateNexusEndpointRequest(spec=spec))
        return reply.endpoint

    async def delete_nexus_endpoint(self, endpoint: everloop.api.nexus.v1.Endpoint) -> None:
        """Delete a Nexus endpoint.

        Args:
            endpoint: What `create_nexus_endpoint` returned.

        Raises:
            RPCError: If the server refuses.
        """
        from everloop.api.operatorservice.v1 import DeleteNexusEndpointRequest

        await self._client.operator_service.delete_nexus_endpoint(
            DeleteNexusEndpointRequest(id=endpoint.id, version=endpoint.version)
        )
