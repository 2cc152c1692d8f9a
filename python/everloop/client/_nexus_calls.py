"""The part of clients for Nexus operations that belong to no workflow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, overload

import everloop
from everloop.types import NexusServiceType, ReturnType

from ._part import ClientPart

if TYPE_CHECKING:
    import everloop.client

__all__ = ["NexusCalls"]


class NexusCalls(ClientPart):
    """The part of `Client` for Nexus operations that belong to no workflow. They are not supported yet."""

    def create_nexus_client(
        self, service: type[NexusServiceType] | str, endpoint: str
    ) -> everloop.client.NexusClient[NexusServiceType]:
        """What starts operations of a service. Not supported yet.

        Args:
            service: The service's definition, or its name.
            endpoint: Where it is served.
        """
        from ._nexus import NOT_YET

        raise NotImplementedError(f"Client.create_nexus_client: {NOT_YET}")

    @overload
    def get_nexus_operation_handle(
        self, operation_id: str, *, run_id: str | None = None
    ) -> everloop.client.NexusOperationHandle[Any]: ...

    @overload
    def get_nexus_operation_handle(
        self, operation_id: str, *, run_id: str | None = None, result_type: type[ReturnType]
    ) -> everloop.client.NexusOperationHandle[ReturnType]: ...

    @overload
    def get_nexus_operation_handle(
        self, operation_id: str, *, operation: Any, run_id: str | None = None
    ) -> everloop.client.NexusOperationHandle[Any]: ...

    def get_nexus_operation_handle(
        self,
        operation_id: str,
        *,
        operation: Any = None,
        run_id: str | None = None,
        result_type: type | None = None,
    ) -> everloop.client.NexusOperationHandle[Any]:
        """A handle of an operation that may exist. Nothing is called.

        Args:
            operation_id: ID of the operation.
            operation: The operation's definition, whose result type is taken.
            run_id: The run that all calls go to; by default the latest.
            result_type: The type of the result.
        """
        from ._nexus import NexusOperationHandle

        if operation is not None:
            result_type = getattr(operation, "output_type", None)
        return NexusOperationHandle(self._whole, operation_id, run_id=run_id, result_type=result_type)

    def list_nexus_operations(
        self,
        query: str,
        *,
        limit: int | None = None,
        page_size: int = 1000,
        next_page_token: bytes | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.NexusOperationExecutionAsyncIterator:
        """List operations. Not supported yet.

        Args:
            query: Which operations.
            limit: How many at most.
            page_size: How many are fetched at once.
            next_page_token: Where to begin.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.
        """
        from ._nexus_inputs import ListNexusOperationsInput

        return self._impl.list_nexus_operations(
            ListNexusOperationsInput(query, page_size, next_page_token, rpc_metadata, rpc_timeout, limit)
        )

    async def count_nexus_operations(
        self,
        query: str | None = None,
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.NexusOperationExecutionCount:
        """Count operations. Not supported yet.

        Args:
            query: Which operations; by default all.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        from ._nexus_inputs import CountNexusOperationsInput

        return await self._impl.count_nexus_operations(CountNexusOperationsInput(query, rpc_metadata, rpc_timeout))
