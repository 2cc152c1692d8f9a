"""How environments are started: in this process, or as an external server that the user names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from everloop._bridge.client import open_environment
from everloop._dataclass import dataclass
from everloop.client import Client
from everloop.service import ConnectConfig, ConnectedServiceClient, ServiceClient

from ._assertions import AssertionErrorInterceptor
from ._environment import WorkflowEnvironment
from ._external import ExternalServer, dev_server_arguments, free_port
from ._option_checks import check_options, numeric_address
from ._skipping import SkippingInterceptor, TimeService
from ._time_skipper import seconds

if TYPE_CHECKING:
    import everloop.runtime
    from everloop._bridge.client import Connection
    from everloop.client import Interceptor, Plugin, WorkflowHandle
    from everloop.common import QueryRejectCondition, SearchAttributeKey
    from everloop.converter import DataConverter
    from everloop.service import RetryConfig, TLSConfig

    from ._dev_server_arguments import DevServerArguments

__all__ = ["LocalOptions", "start_local", "start_time_skipping"]

_TEST_SERVER = "test server"
_DEV_SERVER = "dev server"


@dataclass(frozen=True)
class LocalOptions:
    """The options that both kinds of environments have; `WorkflowEnvironment` says what they mean."""

    namespace: str
    data_converter: DataConverter
    interceptors: Sequence[Interceptor]
    plugins: Sequence[Plugin]
    default_workflow_query_reject_condition: QueryRejectCondition | None
    retry_config: RetryConfig | None
    rpc_metadata: Mapping[str, str | bytes]
    identity: str | None
    runtime: everloop.runtime.Runtime | None
    tls: bool | TLSConfig
    ip: str
    port: int | None
    search_attributes: Sequence[SearchAttributeKey[Any]]

    def config(self, target_host: str) -> ConnectConfig:
        """The options of the connection."""
        return ConnectConfig(
            target_host=target_host,
            tls=self.tls,
            retry_config=self.retry_config,
            rpc_metadata=self.rpc_metadata,
            identity=self.identity or "",
            runtime=self.runtime,
        )

    async def connect(
        self, target_host: str, connect: Callable[[ConnectConfig], Awaitable[ServiceClient]]
    ) -> ServiceClient:
        """Connect through the plugins."""
        config = self.config(target_host)
        for plugin in reversed(self.plugins):
            connect = partial(plugin.connect_service_client, next=connect)
        return await connect(config)

    def client(self, service_client: ServiceClient, time: TimeService | None = None) -> Client:
        """A client whose failing assertions fail workflows, and whose handles let time skip if there is such time."""
        skipping = [] if time is None else [SkippingInterceptor(time)]
        return Client(
            service_client,
            namespace=self.namespace,
            data_converter=self.data_converter,
            plugins=self.plugins,
            interceptors=[*self.interceptors, AssertionErrorInterceptor(), *skipping],
            default_workflow_query_reject_condition=self.default_workflow_query_reject_condition,
        )


async def start_local(
    options: LocalOptions,
    *,
    ui: bool,
    ui_port: int | None,
    existing_path: str | None,
    database: str | None,
    log_format: str,
    log_level: str | None,
    extra_args: Sequence[str],
    startup_timeout: timedelta | None,
) -> WorkflowEnvironment:
    """Start an environment in real time."""
    check_options(options, options.config(""), startup_timeout, server="dev")
    if existing_path:
        port = options.port or free_port(options.ip)
        arguments = dev_server_arguments(
            namespace=options.namespace,
            ip=options.ip,
            port=port,
            ui=ui or ui_port is not None,
            ui_port=ui_port,
            database=database,
            log_format=log_format,
            log_level=log_level,
            search_attributes=options.search_attributes,
        )
        server = ExternalServer(_DEV_SERVER, existing_path, [*arguments, *extra_args], options.ip, port)
        return await _external(server, options, startup_timeout, skips=False)
    if ui or ui_port is not None:
        raise ValueError(
            "the engine in this process serves no web page yet; name a server that does with dev_server_existing_path"
        )
    if options.tls:
        raise ValueError("the engine in this process listens without TLS, so tls must be False")
    more = _more(extra_args)
    connection, service_client = await _embedded(options, more, time_skipping=False, database=database)
    return _Embedded(options.client(service_client), connection)


async def start_time_skipping(
    options: LocalOptions, *, existing_path: str | None, extra_args: Sequence[str], startup_timeout: timedelta | None
) -> WorkflowEnvironment:
    """Start an environment whose time skips."""
    check_options(options, options.config(""), startup_timeout, server="test")
    if existing_path:
        port = options.port or free_port(options.ip)
        server = ExternalServer(_TEST_SERVER, existing_path, [str(port), *extra_args], options.ip, port)
        return await _external(server, options, startup_timeout, skips=True)
    if extra_args:
        raise ValueError(
            "test_server_extra_args are arguments of an external server, but the engine runs in this process; "
            "name the server with test_server_existing_path"
        )
    connection, service_client = await _embedded(options, _more(()), time_skipping=True, database=None)
    time = TimeService(service_client, counts_below_zero=True)
    return _EmbeddedSkipping(options.client(service_client, time), time, connection)


def _more(extra_args: Sequence[str]) -> DevServerArguments:
    from ._dev_server_arguments import DevServerArguments

    return DevServerArguments.parse(extra_args)


async def _embedded(
    options: LocalOptions, more: DevServerArguments, *, time_skipping: bool, database: str | None
) -> tuple[Connection, ServiceClient]:
    connection = await open_environment(
        time_skipping=time_skipping,
        database=database,
        ip=await numeric_address(options.ip),
        port=options.port or 0,
        namespaces=[options.namespace, *more.namespaces],
        search_attributes=[
            *((key.name, int(key.indexed_value_type)) for key in options.search_attributes),
            *more.search_attributes,
        ],
        settings=more.settings,
        runtime=options.runtime,
    )

    async def connect(config: ConnectConfig) -> ServiceClient:
        return ConnectedServiceClient(config, connection)

    try:
        # Where others find it; the environment's own calls go straight into the engine.
        assert connection.address is not None, "an environment listens"
        return connection, await options.connect(connection.address, connect)
    except BaseException:
        await connection.close()
        raise


async def _external(
    server: ExternalServer, options: LocalOptions, startup_timeout: timedelta | None, *, skips: bool
) -> WorkflowEnvironment:
    timeout = startup_timeout or timedelta(seconds=5)
    try:
        await server.start(timeout.total_seconds())
        service_client = await options.connect(server.address, ConnectedServiceClient.connect)
    except BaseException:
        await server.stop()
        raise
    if not skips:
        return _External(options.client(service_client), server)
    time = TimeService(service_client, counts_below_zero=False)
    return _ExternalSkipping(options.client(service_client, time), time, server)


class _Embedded(WorkflowEnvironment):
    """An engine in this process."""

    def __init__(self, client: Client, connection: Connection) -> None:
        super().__init__(client)
        self._connection = connection

    async def shutdown(self) -> None:
        await self._connection.close()


class _External(WorkflowEnvironment):
    """A server that this process has started."""

    def __init__(self, client: Client, server: ExternalServer) -> None:
        super().__init__(client)
        self._server = server

    async def shutdown(self) -> None:
        await self._server.stop()


class _Skipping(WorkflowEnvironment):
    """One clock that can be skipped."""

    def __init__(self, client: Client, time: TimeService) -> None:
        super().__init__(client)
        self._time = time

    @property
    def supports_time_skipping_v1(self) -> bool:
        return True

    async def sleep(self, duration: timedelta | float) -> None:
        await self._time.sleep(seconds(duration))

    async def get_current_time(self, handle: WorkflowHandle[Any, Any] | None = None) -> datetime:
        return await self._time.current_time()

    @contextmanager
    def auto_time_skipping_disabled(self) -> Generator[None, None, None]:
        with self._time.auto_disabled():
            yield


class _EmbeddedSkipping(_Skipping):
    def __init__(self, client: Client, time: TimeService, connection: Connection) -> None:
        super().__init__(client, time)
        self._connection = connection

    async def shutdown(self) -> None:
        await self._connection.close()


class _ExternalSkipping(_Skipping):
    def __init__(self, client: Client, time: TimeService, server: ExternalServer) -> None:
        super().__init__(client, time)
        self._server = server

    async def shutdown(self) -> None:
        await self._server.stop()
