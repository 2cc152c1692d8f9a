"""What the compiled workflow runtime leaves to Python: reports, built-in queries, and the interceptor chains.

None of it is called in a run where nothing special happens.
"""

from __future__ import annotations

import io
import json
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import FrameType
from typing import Any

from ._handlers import UnfinishedSignalHandlersWarning, UnfinishedUpdateHandlersWarning

__all__ = [
    "build_interception",
    "child_already_started",
    "enhanced_stack_trace",
    "execute_workflow",
    "handle_query",
    "handle_signal",
    "handle_update",
    "invalid_versioning_override",
    "is_own_frame",
    "namespace_not_found",
    "patch_activation_input",
    "report_loop_error",
    "stack_of_thread",
    "stack_trace",
    "validate_update",
    "warn_unfinished_handlers",
    "whereabouts",
    "workflow_metadata",
]


def report_loop_error(context: Mapping[str, Any]) -> None:
    """Logs what asyncio reports to the exception handler of its loop."""
    from ._logger import logger

    message = context.get("message") or "Unhandled exception in event loop"
    exception = context.get("exception")
    others = [f"{key}: {value!r}" for key, value in sorted(context.items()) if key not in ("message", "exception")]
    logger.error("\n".join([message, *others]), exc_info=exception)


_UNFINISHED = (
    "[TMPRL1102] Workflow finished while {kind} handlers are still running. This may have cut short what they"
    " were doing{consequence}. Wait for them with"
    " `await workflow.wait_condition(workflow.all_handlers_finished)`, or say that it does not matter with"
    " `@workflow.{kind}(unfinished_policy=workflow.HandlerUnfinishedPolicy.ABANDON)`. Still running: {which}"
)


def warn_unfinished_handlers(unfinished: Sequence[tuple[str, str | None]]) -> None:
    """Warns about handlers that a workflow left unfinished.

    Args:
        unfinished: The name of each, and the id if it is an update's.
    """
    updates = [{"name": name, "id": update_id} for name, update_id in unfinished if update_id is not None]
    signals = Counter(name for name, update_id in unfinished if update_id is None)
    if updates:
        text = _UNFINISHED.format(
            kind="update",
            consequence=", and whoever sent the update gets an error instead of its result",
            which=json.dumps(updates),
        )
        warnings.warn(text, UnfinishedUpdateHandlersWarning, stacklevel=1)
    if signals:
        which = json.dumps([{"name": name, "count": count} for name, count in signals.most_common()])
        text = _UNFINISHED.format(kind="signal", consequence="", which=which)
        warnings.warn(text, UnfinishedSignalHandlersWarning, stacklevel=1)


def patch_activation_input(patch_id: str) -> Any:
    """What the worker's `patch_activation_callback` is asked."""
    from everloop.worker import PatchActivationInput

    from ._info import own_info

    return PatchActivationInput(workflow_info=own_info(), patch_id=patch_id)


def child_already_started(workflow_id: str, workflow_type: str) -> BaseException:
    """The exception for a child whose id is in use."""
    from everloop.exceptions import WorkflowAlreadyStartedError

    return WorkflowAlreadyStartedError(workflow_id, workflow_type)


def namespace_not_found(namespace: str) -> BaseException:
    """The exception for a child in a namespace that does not exist."""
    from everloop.exceptions import ApplicationError

    return ApplicationError(f"Namespace not found: {namespace}", type="NamespaceNotFound", non_retryable=True)


def invalid_versioning_override() -> BaseException:
    """The exception for a child that is to run on a version which the server does not know."""
    from everloop.exceptions import InvalidVersioningOverrideError

    return InvalidVersioningOverrideError()


def stack_of_thread(thread_id: int) -> str:
    """Where the code of a thread is."""
    frame = sys._current_frames().get(thread_id)  # pyright: ignore[reportPrivateUsage]
    return "".join(traceback.format_stack(frame)) if frame is not None else "the thread has ended"


def stack_trace(tasks: Sequence[Any]) -> str:
    """Where the unfinished tasks of a run are, as text."""
    stacks: list[str] = []
    for task in tasks:
        if not task.done():
            text = io.StringIO()
            task.print_stack(file=text)
            stacks.append(text.getvalue())
    return "\n\n".join(stacks)


def whereabouts(tasks: Sequence[Any]) -> str:
    """Where the unfinished tasks of a run wait, by the users' lines of code, for people whose code no longer fits."""
    places = [place for task in tasks if not task.done() for place in _own_places(task.get_coro())]
    if not places:
        return "The workflow's code had come to its end by then."
    return "The workflow's code waits here:\n" + "".join(traceback.format_list(places)).rstrip()


def is_own_frame(frame: FrameType) -> bool:
    """Whether a frame runs the users' code: neither everloop's nor the standard library's."""
    root = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return root != "everloop" and root not in sys.stdlib_module_names


def _own_places(awaited: Any) -> list[traceback.FrameSummary]:
    """The place in a coroutine, and in those that it waits for, without those of packages that only wait."""
    found: list[traceback.FrameSummary] = []
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "ag_frame", None)
        if frame is not None and is_own_frame(frame):
            code = frame.f_code
            found.append(traceback.FrameSummary(code.co_filename, frame.f_lineno, code.co_name))
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "ag_await", None)
    return found


def enhanced_stack_trace(tasks: Sequence[Any]) -> Any:
    """Where the unfinished tasks of a run are, as a message with the sources they are in."""
    import linecache

    from everloop import __version__
    from everloop.api.sdk.v1 import EnhancedStackTrace

    message = EnhancedStackTrace()
    message.sdk.name = "everloop-python"
    message.sdk.version = __version__
    for task in tasks:
        if task.done():
            continue
        stack = message.stacks.add()
        for frame in task.get_stack():
            path = frame.f_code.co_filename
            location = stack.locations.add(
                file_path=path, line=frame.f_lineno, column=-1, function_name=frame.f_code.co_name
            )
            if location.file_path not in message.sources:
                message.sources[path].content = "".join(linecache.getlines(path))
    return message


def workflow_metadata(
    workflow_type: str,
    queries: Sequence[tuple[str | None, str | None]],
    signals: Sequence[tuple[str | None, str | None]],
    updates: Sequence[tuple[str | None, str | None]],
    current_details: str,
) -> Any:
    """The message that describes a workflow to user interfaces."""
    from everloop.api.sdk.v1 import WorkflowMetadata

    message = WorkflowMetadata(current_details=current_details)
    message.definition.type = workflow_type
    kinds = (
        (message.definition.query_definitions, queries),
        (message.definition.signal_definitions, signals),
        (message.definition.update_definitions, updates),
    )
    for definitions, handlers in kinds:
        for name, description in handlers:
            definitions.add(name=name or "", description=description or "")
    return message


def build_interception(classes: Sequence[type[Any]]) -> tuple[Any, Any]:
    """Makes the interceptors of a run.

    Args:
        classes: Inbound interceptor classes, the outermost first.

    Returns:
        The outermost inbound and the outermost outbound interceptor.
    """
    from ._intercepted import RootInbound, RootOutbound

    root = RootInbound()
    inbound: Any = root
    for cls in reversed(classes):
        inbound = cls(inbound)
    inbound.init(RootOutbound())
    return inbound, root.outbound


def execute_workflow(
    inbound: Any,
    cls: type,
    run_fn: Callable[..., Awaitable[Any]],
    args: Sequence[Any],
    headers: Mapping[str, Any],
) -> Awaitable[Any]:
    """Calls the inbound chain for the workflow's body."""
    from everloop.worker._workflow_interceptor import ExecuteWorkflowInput

    called: Awaitable[Any] = inbound.execute_workflow(
        ExecuteWorkflowInput(type=cls, run_fn=run_fn, args=args, headers=headers)
    )
    return called


def handle_signal(inbound: Any, name: str, args: Sequence[Any], headers: Mapping[str, Any]) -> Awaitable[None]:
    """Calls the inbound chain for a signal."""
    from everloop.worker._workflow_interceptor import HandleSignalInput

    called: Awaitable[None] = inbound.handle_signal(HandleSignalInput(signal=name, args=args, headers=headers))
    return called


def handle_query(
    inbound: Any, query_id: str, name: str, args: Sequence[Any], headers: Mapping[str, Any]
) -> Awaitable[Any]:
    """Calls the inbound chain for a query."""
    from everloop.worker._workflow_interceptor import HandleQueryInput

    called: Awaitable[Any] = inbound.handle_query(HandleQueryInput(id=query_id, query=name, args=args, headers=headers))
    return called


def validate_update(inbound: Any, update_id: str, name: str, args: Sequence[Any], headers: Mapping[str, Any]) -> None:
    """Calls the inbound chain for an update's validator."""
    from everloop.worker._workflow_interceptor import HandleUpdateInput

    inbound.handle_update_validator(HandleUpdateInput(id=update_id, update=name, args=args, headers=headers))


def handle_update(
    inbound: Any, update_id: str, name: str, args: Sequence[Any], headers: Mapping[str, Any]
) -> Awaitable[Any]:
    """Calls the inbound chain for an update."""
    from everloop.worker._workflow_interceptor import HandleUpdateInput

    called: Awaitable[Any] = inbound.handle_update_handler(
        HandleUpdateInput(id=update_id, update=name, args=args, headers=headers)
    )
    return called
