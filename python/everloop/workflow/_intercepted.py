"""The inner ends of a run's interceptor chains: where intercepted calls reach the workflow and its runtime."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, NoReturn, cast

from everloop._bridge import workflow as _core
from everloop.worker._workflow_interceptor import (
    ContinueAsNewInput,
    ExecuteWorkflowInput,
    HandleQueryInput,
    HandleSignalInput,
    HandleUpdateInput,
    SignalChildWorkflowInput,
    SignalExternalWorkflowInput,
    StartActivityInput,
    StartChildWorkflowInput,
    StartLocalActivityInput,
    StartNexusOperationInput,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

from ._child_start import start_by_options
from ._continue_as_new import raise_by_options
from ._info import Info, own_info

__all__ = ["RootInbound", "RootOutbound", "activity_input", "local_activity_input"]


class RootInbound(WorkflowInboundInterceptor):
    """Calls the user's functions."""

    outbound: WorkflowOutboundInterceptor

    def __init__(self) -> None:
        """Stand at the end of the chain."""

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """Learn which outbound interceptor is the outermost."""
        self.outbound = outbound

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        """Run the workflow."""
        return await input.run_fn(_core.instance(), *input.args)

    async def handle_signal(self, input: HandleSignalInput) -> None:
        """Run the signal's handler."""
        await _call("signal", input.signal, input.args)

    async def handle_query(self, input: HandleQueryInput) -> Any:
        """Run the query's handler."""
        return await _call("query", input.query, input.args)

    def handle_update_validator(self, input: HandleUpdateInput) -> None:
        """Run the update's validator."""
        validator = _core.get_validator(input.update)
        if validator is not None:
            validator(*input.args)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        """Run the update's handler."""
        return await _call("update", input.update, input.args)


async def _call(kind: str, name: str, args: Sequence[Any]) -> Any:
    handler = _core.get_handler(kind, name) or _core.get_handler(kind, None)
    if handler is None:
        raise RuntimeError(f"there is no handler for the {kind} {name}")
    result = handler(*args)
    return await result if inspect.iscoroutinefunction(handler) else result


class RootOutbound(WorkflowOutboundInterceptor):
    """Makes the calls that workflow code asked for."""

    def __init__(self) -> None:
        """Stand at the end of the chain."""

    def continue_as_new(self, input: ContinueAsNewInput) -> NoReturn:
        """End the run."""
        raise_by_options(dict(vars(input)))

    def info(self) -> Info:
        """The run."""
        return own_info()

    async def signal_child_workflow(self, input: SignalChildWorkflowInput) -> None:
        """Signal a child."""
        await _core.signal_external(
            input.child_workflow_id,
            input.signal,
            list(input.args),
            header_payloads=input.headers,
            event_groups=input.event_groups,
        )

    async def signal_external_workflow(self, input: SignalExternalWorkflowInput) -> None:
        """Signal another workflow."""
        await _core.signal_external(
            input.workflow_id,
            input.signal,
            list(input.args),
            namespace=input.namespace,
            run_id=input.workflow_run_id,
            header_payloads=input.headers,
            event_groups=input.event_groups,
        )

    def start_activity(self, input: StartActivityInput) -> Any:
        """Schedule an activity."""
        from everloop._args import UNSET

        return _core.start_activity(
            input.activity,
            UNSET,
            input.args,
            input.task_queue,
            input.ret_type,
            input.schedule_to_close_timeout,
            input.schedule_to_start_timeout,
            input.start_to_close_timeout,
            input.heartbeat_timeout,
            input.retry_policy,
            input.cancellation_type,
            input.activity_id,
            None if input.versioning_intent is None else input.versioning_intent.value,
            input.summary,
            input.priority,
            input.headers,
            input.disable_eager_execution,
            input.event_groups,
            True,
        )

    async def start_child_workflow(self, input: StartChildWorkflowInput) -> Any:
        """Start a child."""
        return await start_by_options(dict(vars(input)))

    def start_local_activity(self, input: StartLocalActivityInput) -> Any:
        """Schedule a local activity."""
        from everloop._args import UNSET

        return _core.start_local_activity(
            input.activity,
            UNSET,
            input.args,
            input.ret_type,
            input.schedule_to_close_timeout,
            input.schedule_to_start_timeout,
            input.start_to_close_timeout,
            input.retry_policy,
            input.local_retry_threshold,
            input.cancellation_type,
            input.activity_id,
            input.summary,
            input.headers,
            input.event_groups,
            True,
        )

    async def start_nexus_operation(self, input: StartNexusOperationInput) -> Any:
        """Refuse: there are no Nexus operations yet."""
        raise NotImplementedError("nexus operations are not supported yet")


def _resolve(activity: Any, result_type: type | None) -> tuple[str, Any, Any]:
    """Name, parameter types and result type of an activity."""
    if isinstance(activity, str):
        return activity, None, result_type
    if not callable(activity):
        raise TypeError("Activity must be a string or callable")
    from everloop.activity._definition import Definition

    name, definition = Definition.resolve(cast("Any", activity))
    if definition is None:
        return name, None, result_type
    return name, definition.arg_types, result_type or definition.ret_type


def activity_input(*, activity: Any, result_type: type | None, **options: Any) -> StartActivityInput:
    """What the outbound chain is called with for an activity."""
    name, arg_types, ret_type = _resolve(activity, result_type)
    return StartActivityInput(
        activity=name,
        arg_types=arg_types,
        ret_type=ret_type,
        headers={},
        disable_eager_execution=False,
        **options,
    )


def local_activity_input(*, activity: Any, result_type: type | None, **options: Any) -> StartLocalActivityInput:
    """What the outbound chain is called with for a local activity."""
    name, arg_types, ret_type = _resolve(activity, result_type)
    return StartLocalActivityInput(activity=name, arg_types=arg_types, ret_type=ret_type, headers={}, **options)
