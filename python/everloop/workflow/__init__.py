"""What workflows are written with: decorators, activities, timers, children, and questions about the run.

A workflow is a class whose ``async`` run method survives crashes: it is run again from its history, and must
therefore do the same each time. Everything here is deterministic; so is `asyncio` inside a workflow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from everloop.types import (
    AnyType,
    CallableAsyncNoParam,
    CallableAsyncSingleParam,
    CallableAsyncType,
    CallableSyncNoParam,
    CallableSyncOrAsyncReturnNoneType,
    CallableSyncOrAsyncType,
    CallableSyncSingleParam,
    CallableType,
    ClassType,
    MethodAsyncNoParam,
    MethodAsyncSingleParam,
    MethodSyncNoParam,
    MethodSyncOrAsyncNoParam,
    MethodSyncOrAsyncSingleParam,
    MethodSyncSingleParam,
    MultiParamSpec,
    ParamType,
    ProtocolReturnType,
    ReturnType,
    SelfType,
)

from ._activities import execute_activity, start_activity
from ._activity_classes import execute_activity_class, start_activity_class
from ._activity_methods import execute_activity_method, start_activity_method
from ._activity_start import ActivityCancellationType, ActivityConfig, LocalActivityConfig
from ._child_start import ChildWorkflowCancellationType, ChildWorkflowConfig, ParentClosePolicy
from ._children import execute_child_workflow, start_child_workflow
from ._context import (
    cancellation_reason,
    current_update_info,
    deprecate_patch,
    extern_functions,
    get_current_details,
    get_last_completion_result,
    get_last_failure,
    has_last_completion_result,
    in_workflow,
    info,
    instance,
    is_failure_exception,
    memo,
    memo_value,
    metric_meter,
    now,
    patched,
    payload_converter,
    set_current_details,
    time,
    time_ns,
    upsert_memo,
    upsert_search_attributes,
)
from ._continue_as_new import continue_as_new
from ._definition import DynamicWorkflowConfig, defn, dynamic_config, init, run
from ._errors import (
    ContinueAsNewError,
    ContinueAsNewVersioningBehavior,
    NondeterminismError,
    ReadOnlyContextError,
    VersioningIntent,
)
from ._event_groups import EventGroup, create_event_group
from ._external import ExternalWorkflowHandle, get_external_workflow_handle, get_external_workflow_handle_for
from ._handlers import (
    HandlerUnfinishedPolicy,
    UnfinishedSignalHandlersWarning,
    UnfinishedUpdateHandlersWarning,
    UpdateMethodMultiParam,
    query,
    signal,
    update,
)
from ._handles import ActivityHandle, ChildWorkflowHandle
from ._local_activities import execute_local_activity, start_local_activity
from ._local_activity_classes import execute_local_activity_class, start_local_activity_class
from ._local_activity_methods import execute_local_activity_method, start_local_activity_method
from ._logger import LoggerAdapter, logger
from ._randomness import new_random, random, random_seed, register_random_seed_callback, uuid4, uuid7
from ._registry import (
    all_handlers_finished,
    get_dynamic_query_handler,
    get_dynamic_signal_handler,
    get_dynamic_update_handler,
    get_query_handler,
    get_signal_handler,
    get_update_handler,
    set_dynamic_query_handler,
    set_dynamic_signal_handler,
    set_dynamic_update_handler,
    set_query_handler,
    set_signal_handler,
    set_update_handler,
)
from ._timers import sleep, wait_condition
from ._unsafe import unsafe
from ._waiting import as_completed, wait

if TYPE_CHECKING:
    from ._info import Info, ParentInfo, RootInfo, UpdateInfo
    from ._nexus import (
        NexusClient,
        NexusOperationCancellationType,
        NexusOperationHandle,
        create_nexus_client,
        signal_with_start_workflow,
    )
    from ._sandbox_policy import SandboxImportNotificationPolicy

# Dataclasses and enumerations take time to make, and most programs need none of these.
_LATER = {
    "Info": "_info",
    "ParentInfo": "_info",
    "RootInfo": "_info",
    "UpdateInfo": "_info",
    "NexusClient": "_nexus",
    "NexusOperationCancellationType": "_nexus",
    "NexusOperationHandle": "_nexus",
    "create_nexus_client": "_nexus",
    "signal_with_start_workflow": "_nexus",
    "SandboxImportNotificationPolicy": "_sandbox_policy",
    # Private, but packages that build on the Temporal SDK reach for them.
    "_Definition": "_definition",
    "_NotInWorkflowEventLoopError": "_errors",
    "_QueryDefinition": "_handlers",
    "_SignalDefinition": "_handlers",
    "_UpdateDefinition": "_handlers",
}


def __getattr__(name: str) -> Any:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{module}"), name.removeprefix("_"))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "ActivityCancellationType",
    "ActivityConfig",
    "ActivityHandle",
    "AnyType",
    "CallableAsyncNoParam",
    "CallableAsyncSingleParam",
    "CallableAsyncType",
    "CallableSyncNoParam",
    "CallableSyncOrAsyncReturnNoneType",
    "CallableSyncOrAsyncType",
    "CallableSyncSingleParam",
    "CallableType",
    "ChildWorkflowCancellationType",
    "ChildWorkflowConfig",
    "ChildWorkflowHandle",
    "ClassType",
    "ContinueAsNewError",
    "ContinueAsNewVersioningBehavior",
    "DynamicWorkflowConfig",
    "EventGroup",
    "ExternalWorkflowHandle",
    "HandlerUnfinishedPolicy",
    "Info",
    "LocalActivityConfig",
    "LoggerAdapter",
    "MethodAsyncNoParam",
    "MethodAsyncSingleParam",
    "MethodSyncNoParam",
    "MethodSyncOrAsyncNoParam",
    "MethodSyncOrAsyncSingleParam",
    "MethodSyncSingleParam",
    "MultiParamSpec",
    "NexusClient",
    "NexusOperationCancellationType",
    "NexusOperationHandle",
    "NondeterminismError",
    "ParamType",
    "ParentClosePolicy",
    "ParentInfo",
    "ProtocolReturnType",
    "ReadOnlyContextError",
    "ReturnType",
    "RootInfo",
    "SandboxImportNotificationPolicy",
    "SelfType",
    "UnfinishedSignalHandlersWarning",
    "UnfinishedUpdateHandlersWarning",
    "UpdateInfo",
    "UpdateMethodMultiParam",
    "VersioningIntent",
    "all_handlers_finished",
    "as_completed",
    "cancellation_reason",
    "continue_as_new",
    "create_event_group",
    "create_nexus_client",
    "current_update_info",
    "defn",
    "deprecate_patch",
    "dynamic_config",
    "execute_activity",
    "execute_activity_class",
    "execute_activity_method",
    "execute_child_workflow",
    "execute_local_activity",
    "execute_local_activity_class",
    "execute_local_activity_method",
    "extern_functions",
    "get_current_details",
    "get_dynamic_query_handler",
    "get_dynamic_signal_handler",
    "get_dynamic_update_handler",
    "get_external_workflow_handle",
    "get_external_workflow_handle_for",
    "get_last_completion_result",
    "get_last_failure",
    "get_query_handler",
    "get_signal_handler",
    "get_update_handler",
    "has_last_completion_result",
    "in_workflow",
    "info",
    "init",
    "instance",
    "is_failure_exception",
    "logger",
    "memo",
    "memo_value",
    "metric_meter",
    "new_random",
    "now",
    "patched",
    "payload_converter",
    "query",
    "random",
    "random_seed",
    "register_random_seed_callback",
    "run",
    "set_current_details",
    "set_dynamic_query_handler",
    "set_dynamic_signal_handler",
    "set_dynamic_update_handler",
    "set_query_handler",
    "set_signal_handler",
    "set_update_handler",
    "signal",
    "signal_with_start_workflow",
    "sleep",
    "start_activity",
    "start_activity_class",
    "start_activity_method",
    "start_child_workflow",
    "start_local_activity",
    "start_local_activity_class",
    "start_local_activity_method",
    "time",
    "time_ns",
    "unsafe",
    "update",
    "upsert_memo",
    "upsert_search_attributes",
    "uuid4",
    "uuid7",
    "wait",
    "wait_condition",
]
