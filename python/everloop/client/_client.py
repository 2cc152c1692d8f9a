"""The client: a connection in a namespace, with a converter and interceptors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, cast

import everloop
from everloop._connect_checks import check_client_options, check_list
from everloop._typing import Self
from everloop.common import HeaderCodecBehavior, QueryRejectCondition
from everloop.converter import DataConverter
from everloop.service import (
    ConnectConfig,
    DnsLoadBalancingConfig,
    GrpcCompression,
    HttpConnectProxyConfig,
    KeepAliveConfig,
    OperatorService,
    PayloadLimitsConfig,
    RetryConfig,
    ServiceClient,
    TestService,
    TLSConfig,
    WorkflowService,
)
from everloop.types import (
    MultiParamSpec,
    ReturnType,
    SelfType,
)

from ._activity_calls import ActivityCalls
from ._build_id_calls import BuildIdCalls
from ._handle import WorkflowHandle
from ._interceptor import Interceptor, OutboundInterceptor
from ._nexus_calls import NexusCalls
from ._outbound import RootOutbound, root_of
from ._part import one_class
from ._schedule_calls import ScheduleCalls
from ._starts import WorkflowStarts
from ._update_with_start import UpdateWithStart

if TYPE_CHECKING:
    import everloop.client
    import everloop.runtime

__all__ = ["Client"]

_PAYLOAD_LIMITS = PayloadLimitsConfig()


@one_class
class Client(WorkflowStarts, UpdateWithStart, ActivityCalls, NexusCalls, BuildIdCalls, ScheduleCalls):
    """A client of a Temporal server or of an embedded engine.

    Clients are cheap to share and safe to use from several tasks of one loop. `connect` makes one; the
    constructor makes another over the same connection, for one with a different namespace.
    """

    @classmethod
    async def connect(
        cls,
        target_host: str,
        *,
        namespace: str = "default",
        api_key: str | None = None,
        data_converter: DataConverter = DataConverter.default,
        plugins: Sequence[everloop.client.Plugin] = [],
        interceptors: Sequence[Interceptor] = [],
        default_workflow_query_reject_condition: QueryRejectCondition | None = None,
        tls: bool | TLSConfig | None = None,
        retry_config: RetryConfig | None = None,
        keep_alive_config: KeepAliveConfig | None = KeepAliveConfig.default,
        connect_timeout: timedelta | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        identity: str | None = None,
        lazy: bool = False,
        runtime: everloop.runtime.Runtime | None = None,
        http_connect_proxy_config: HttpConnectProxyConfig | None = None,
        dns_load_balancing_config: DnsLoadBalancingConfig | None = None,
        grpc_compression: GrpcCompression = GrpcCompression.GZIP,
        payload_limits: PayloadLimitsConfig = _PAYLOAD_LIMITS,
        header_codec_behavior: HeaderCodecBehavior = HeaderCodecBehavior.NO_CODEC,
    ) -> Self:
        """Connect.

        Args:
            target_host: ``host:port`` of a server; ``embedded:PATH`` for an engine in this process that keeps
                its state in that file; ``embedded::memory:`` for one that keeps it nowhere. Both may be
                followed by limits of the engine, as in ``embedded:app.db?history_events_max=1000``.
            namespace: The namespace of all calls.
            api_key: Key to show; turns TLS on unless `tls` says otherwise.
            data_converter: How values become payloads.
            plugins: What may change these options and the connection.
            interceptors: What intercepts calls; the first is the outermost.
            default_workflow_query_reject_condition: For queries that do not say.
            tls: Whether, or how, to encrypt.
            retry_config: When calls are made again.
            keep_alive_config: Pings; ``None`` for none.
            connect_timeout: How long one attempt to connect may take.
            rpc_metadata: Headers of every call.
            identity: Who calls; by default the process and its host.
            lazy: Whether the first call connects.
            runtime: Where telemetry goes.
            http_connect_proxy_config: A proxy to go through.
            dns_load_balancing_config: How calls are spread over addresses.
            grpc_compression: Whether messages are compressed.
            payload_limits: Sizes that are warned about.
            header_codec_behavior: Whether headers pass through the codec.

        Raises:
            RuntimeError: If the target cannot be reached, or the embedded database not opened.
            TypeError: If an option is of a wrong type.
            ValueError: If an option is out of its range.
        """
        config = ConnectConfig(
            target_host=target_host,
            api_key=api_key,
            tls=tls,
            retry_config=retry_config,
            keep_alive_config=keep_alive_config,
            rpc_metadata=rpc_metadata,
            identity=identity or "",
            lazy=lazy,
            runtime=runtime,
            http_connect_proxy_config=http_connect_proxy_config,
            dns_load_balancing_config=dns_load_balancing_config,
            grpc_compression=grpc_compression,
            payload_limits=payload_limits,
            connect_timeout=connect_timeout,
        )
        connect_service: Callable[[ConnectConfig], Awaitable[ServiceClient]] = ServiceClient.connect
        check_list(plugins, "plugins")
        for plugin in reversed(plugins):
            connect_service = _through(plugin, connect_service)
        return cls(
            await connect_service(config),
            namespace=namespace,
            data_converter=data_converter,
            plugins=plugins,
            interceptors=interceptors,
            default_workflow_query_reject_condition=default_workflow_query_reject_condition,
            header_codec_behavior=header_codec_behavior,
        )

    def __init__(
        self,
        service_client: ServiceClient,
        *,
        namespace: str = "default",
        data_converter: DataConverter = DataConverter.default,
        plugins: Sequence[everloop.client.Plugin] = [],
        interceptors: Sequence[Interceptor] = [],
        default_workflow_query_reject_condition: QueryRejectCondition | None = None,
        header_codec_behavior: HeaderCodecBehavior = HeaderCodecBehavior.NO_CODEC,
    ) -> None:
        """Make a client of a connection that exists. Arguments are those of `connect`."""
        config: everloop.client.ClientConfig = {
            "service_client": service_client,
            "namespace": namespace,
            "data_converter": data_converter,
            "plugins": plugins,
            "interceptors": interceptors,
            "default_workflow_query_reject_condition": default_workflow_query_reject_condition,
            "header_codec_behavior": header_codec_behavior,
        }
        check_client_options(config)
        self._initial_config = config.copy()
        for plugin in plugins:
            config = plugin.configure_client(config)
        self._config = config
        self._namespace = config["namespace"]
        self._default_query_reject_condition = config["default_workflow_query_reject_condition"]
        self._root: RootOutbound = root_of(self)
        self._impl: OutboundInterceptor = self._root
        for interceptor in reversed(list(config["interceptors"])):
            self._impl = interceptor.intercept_client(self._impl)
        self._intercepts_results = False
        if self._impl is not self._root:
            from ._result import sees_histories

            self._intercepts_results = sees_histories(self._impl, self._root)

    def config(self, *, active_config: bool = False) -> everloop.client.ClientConfig:
        """The constructor's arguments, as a dictionary to make another client from.

        Args:
            active_config: Whether as plugins have changed them, and not as they were given.
        """
        return (self._config if active_config else self._initial_config).copy()

    @property
    def service_client(self) -> ServiceClient:
        """The connection."""
        return self._config["service_client"]

    @property
    def workflow_service(self) -> WorkflowService:
        """Raw calls of the WorkflowService."""
        return self.service_client.workflow_service

    @property
    def operator_service(self) -> OperatorService:
        """Raw calls of the OperatorService."""
        return self.service_client.operator_service

    @property
    def test_service(self) -> TestService:
        """Raw calls of the TestService."""
        return self.service_client.test_service

    @property
    def namespace(self) -> str:
        """The namespace of all calls."""
        return self._namespace

    @property
    def identity(self) -> str:
        """Who calls."""
        return self.service_client.config.identity

    @property
    def data_converter(self) -> DataConverter:
        """How values become payloads."""
        return self._config["data_converter"]

    @property
    def rpc_metadata(self) -> Mapping[str, str | bytes]:
        """Headers of every call. Assign a new mapping to change them."""
        return self.service_client.config.rpc_metadata

    @rpc_metadata.setter
    def rpc_metadata(self, value: Mapping[str, str | bytes]) -> None:
        self.service_client.update_rpc_metadata(value)
        self.service_client.config.rpc_metadata = value

    @property
    def api_key(self) -> str | None:
        """Key to show on every call. Assign another to change it."""
        return self.service_client.config.api_key

    @api_key.setter
    def api_key(self, value: str | None) -> None:
        self.service_client.update_api_key(value)
        self.service_client.config.api_key = value

    def get_workflow_handle(
        self,
        workflow_id: str,
        *,
        run_id: str | None = None,
        first_execution_run_id: str | None = None,
        result_type: type | None = None,
    ) -> WorkflowHandle[Any, Any]:
        """A handle of a workflow that may exist. Nothing is called.

        Args:
            workflow_id: ID of the workflow.
            run_id: The run that all calls go to; by default the latest.
            first_execution_run_id: The first run of the chain that cancelling and terminating are confined to.
            result_type: The type of the result.
        """
        return WorkflowHandle(
            self,
            workflow_id,
            run_id=run_id,
            result_run_id=run_id,
            first_execution_run_id=first_execution_run_id,
            result_type=result_type,
        )

    def get_workflow_handle_for(
        self,
        workflow: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
        workflow_id: str,
        *,
        run_id: str | None = None,
        first_execution_run_id: str | None = None,
    ) -> WorkflowHandle[SelfType, ReturnType]:
        """A handle of a workflow that may exist, typed by its run method. Nothing is called.

        Args:
            workflow: The run method of a workflow class.
            workflow_id: ID of the workflow.
            run_id: The run that all calls go to; by default the latest.
            first_execution_run_id: The first run of the chain that cancelling and terminating are confined to.
        """
        from everloop.workflow._definition import Definition

        definition = Definition.must_from_run_fn(cast("Callable[..., Awaitable[Any]]", workflow))
        return self.get_workflow_handle(
            workflow_id,
            run_id=run_id,
            first_execution_run_id=first_execution_run_id,
            result_type=definition.ret_type,
        )

    def list_workflows(
        self,
        query: str | None = None,
        *,
        limit: int | None = None,
        page_size: int = 1000,
        next_page_token: bytes | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowExecutionAsyncIterator:
        """List workflows. Nothing is called before the first step.

        Args:
            query: Which workflows; by default all.
            limit: How many at most.
            page_size: How many are fetched at once.
            next_page_token: Where to begin.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.
        """
        from ._rare_inputs import ListWorkflowsInput

        return self._impl.list_workflows(
            ListWorkflowsInput(query, page_size, next_page_token, rpc_metadata, rpc_timeout, limit)
        )

    async def count_workflows(
        self,
        query: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowExecutionCount:
        """Count workflows, roughly.

        Args:
            query: Which workflows; by default all.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        from ._rare_inputs import CountWorkflowsInput

        return await self._impl.count_workflows(CountWorkflowsInput(query, rpc_metadata, rpc_timeout))

    def get_async_activity_handle(
        self,
        *,
        workflow_id: str | None = None,
        run_id: str | None = None,
        activity_id: str | None = None,
        task_token: bytes | None = None,
    ) -> everloop.client.AsyncActivityHandle:
        """A handle of an activity that ends outside its worker. Nothing is called.

        Args:
            workflow_id: ID of its workflow, together with `activity_id`.
            run_id: Run of its workflow; by default the latest.
            activity_id: ID of the activity.
            task_token: Its task token, instead of the ids.

        Raises:
            ValueError: If neither the token nor the ids are given, or both.
        """
        from ._async_activity import AsyncActivityHandle, AsyncActivityIDReference

        if task_token is not None:
            if workflow_id is not None or run_id is not None or activity_id is not None:
                raise ValueError("Task token cannot be present with other IDs")
            return AsyncActivityHandle(self, task_token)
        if activity_id is None:
            raise ValueError("Require task token, or workflow_id & run_id & activity_id, or activity_id & run_id")
        return AsyncActivityHandle(self, AsyncActivityIDReference(workflow_id, run_id, activity_id))


def _through(
    plugin: everloop.client.Plugin, connect: Callable[[ConnectConfig], Awaitable[ServiceClient]]
) -> Callable[[ConnectConfig], Awaitable[ServiceClient]]:
    # By position, for plugins name their parameters as they like.
    return lambda config: plugin.connect_service_client(config, connect)
