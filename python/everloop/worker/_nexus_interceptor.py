"""Interceptors of Nexus operations. The worker runs no Nexus operations yet; the names are here for subclasses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import nexusrpc.handler  # pyright: ignore[reportMissingImports]

__all__ = ["ExecuteNexusOperationCancelInput", "ExecuteNexusOperationStartInput", "NexusOperationInboundInterceptor"]


@dataclass
class ExecuteNexusOperationStartInput:
    """The start of a Nexus operation."""

    ctx: nexusrpc.handler.StartOperationContext
    input: Any


@dataclass
class ExecuteNexusOperationCancelInput:
    """The cancellation of a Nexus operation."""

    ctx: nexusrpc.handler.CancelOperationContext
    token: str


class NexusOperationInboundInterceptor:
    """What comes to a Nexus operation. Each method passes on to the next interceptor."""

    def __init__(self, next: NexusOperationInboundInterceptor) -> None:
        """Stand before another interceptor."""
        self.next = next

    async def execute_nexus_operation_start(
        self, input: ExecuteNexusOperationStartInput
    ) -> nexusrpc.handler.StartOperationResultSync[Any] | nexusrpc.handler.StartOperationResultAsync:
        """Start the operation."""
        return await self.next.execute_nexus_operation_start(input)

    async def execute_nexus_operation_cancel(self, input: ExecuteNexusOperationCancelInput) -> None:
        """Cancel the operation."""
        return await self.next.execute_nexus_operation_cancel(input)
