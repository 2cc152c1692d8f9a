"""Other workflows: signalling them and asking them to cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, overload

from everloop._args import UNSET, arguments
from everloop._bridge import workflow as _core
from everloop.types import (
    MethodAsyncNoParam,
    MethodAsyncSingleParam,
    MethodSyncOrAsyncNoParam,
    MethodSyncOrAsyncSingleParam,
    ParamType,
    SelfType,
)

from ._event_groups import EventGroup
from ._handlers import SignalDefinition

__all__ = [
    "ExternalWorkflowHandle",
    "get_external_workflow_handle",
    "get_external_workflow_handle_for",
    "signal_child",
]


class ExternalWorkflowHandle(Generic[SelfType]):
    """A workflow that is not a child of this one."""

    def __init__(self, id: str, run_id: str | None) -> None:
        """Refer to a workflow, without asking whether it exists."""
        self._id = id
        self._run_id = run_id

    @property
    def id(self) -> str:
        """The workflow's id."""
        return self._id

    @property
    def run_id(self) -> str | None:
        """The id of the run that is meant; the latest one if ``None``."""
        return self._run_id

    @overload
    async def signal(
        self,
        signal: MethodSyncOrAsyncNoParam[SelfType, None],
        *,
        event_groups: Sequence[EventGroup] | None = None,
    ) -> None: ...

    @overload
    async def signal(
        self,
        signal: MethodSyncOrAsyncSingleParam[SelfType, ParamType, None],
        arg: ParamType,
        *,
        event_groups: Sequence[EventGroup] | None = None,
    ) -> None: ...

    @overload
    async def signal(
        self,
        signal: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        event_groups: Sequence[EventGroup] | None = None,
    ) -> None: ...

    async def signal(
        self,
        signal: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        event_groups: Sequence[EventGroup] | None = None,
    ) -> None:
        """Signals the workflow and waits until the signal is delivered.

        Args:
            signal: The signal's name, or its decorated method.
            arg: The one argument of the signal.
            args: Its arguments, if there are several.
            event_groups: Further groups that the request belongs to.
        """
        name = SignalDefinition.resolve(signal)[0]
        values = list(arguments(arg, args))
        namespace = _core.identity()[4]
        outbound = _core.outbound()
        if outbound is not None:
            from everloop.worker._workflow_interceptor import SignalExternalWorkflowInput

            await outbound.signal_external_workflow(
                SignalExternalWorkflowInput(
                    signal=name,
                    args=values,
                    namespace=namespace,
                    workflow_id=self._id,
                    workflow_run_id=self._run_id,
                    headers={},
                    event_groups=event_groups,
                )
            )
            return
        await _core.signal_external(
            self._id, name, values, namespace=namespace, run_id=self._run_id, event_groups=event_groups
        )

    async def cancel(self, *, reason: str = "", event_groups: Sequence[EventGroup] | None = None) -> None:
        """Asks the workflow to cancel and waits until the request is delivered.

        Args:
            reason: Why, for the other workflow to read.
            event_groups: Further groups that the request belongs to.
        """
        await _core.cancel_external(self._id, self._run_id, reason, event_groups)


def get_external_workflow_handle(workflow_id: str, *, run_id: str | None = None) -> ExternalWorkflowHandle[Any]:
    """Refers to another workflow.

    Args:
        workflow_id: Its id.
        run_id: The run that is meant; the latest one unless given.
    """
    _core.identity()
    return ExternalWorkflowHandle(workflow_id, run_id)


@overload
def get_external_workflow_handle_for(
    workflow: MethodAsyncNoParam[SelfType, Any], workflow_id: str, *, run_id: str | None = None
) -> ExternalWorkflowHandle[SelfType]: ...


@overload
def get_external_workflow_handle_for(
    workflow: MethodAsyncSingleParam[SelfType, Any, Any], workflow_id: str, *, run_id: str | None = None
) -> ExternalWorkflowHandle[SelfType]: ...


def get_external_workflow_handle_for(
    workflow: MethodAsyncNoParam[SelfType, Any] | MethodAsyncSingleParam[SelfType, Any, Any],
    workflow_id: str,
    *,
    run_id: str | None = None,
) -> ExternalWorkflowHandle[SelfType]:
    """Refers to another workflow whose class is known, for the sake of types.

    Args:
        workflow: The run method of its class.
        workflow_id: Its id.
        run_id: The run that is meant; the latest one unless given.
    """
    return get_external_workflow_handle(workflow_id, run_id=run_id)


async def signal_child(
    workflow_id: str,
    signal: str | Callable[..., Any],
    args: Sequence[Any],
    event_groups: Sequence[EventGroup] | None,
) -> None:
    """Signals a child and waits until the signal is delivered."""
    name = SignalDefinition.resolve(signal)[0]
    outbound = _core.outbound()
    if outbound is not None:
        from everloop.worker._workflow_interceptor import SignalChildWorkflowInput

        await outbound.signal_child_workflow(
            SignalChildWorkflowInput(
                signal=name, args=args, child_workflow_id=workflow_id, headers={}, event_groups=event_groups
            )
        )
        return
    await _core.signal_external(workflow_id, name, list(args), event_groups=event_groups)
