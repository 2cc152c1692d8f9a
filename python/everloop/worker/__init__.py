"""Workers: what runs workflows and activities.

Names that few programs need, such as tuners, the replayer and the interceptors of workflows, are loaded when they
are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from everloop import _lazy
from everloop.common import WorkerDeploymentVersion

from ._activity_interceptor import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)
from ._pollers import PollerBehavior, PollerBehaviorAutoscaling, PollerBehaviorSimpleMaximum
from ._worker import Worker
from ._workflow_runner import UnsandboxedWorkflowRunner, WorkflowInstance, WorkflowRunner

if TYPE_CHECKING:
    from ._config import WorkerConfig
    from ._deployment import WorkerDeploymentConfig
    from ._nexus_interceptor import (
        ExecuteNexusOperationCancelInput,
        ExecuteNexusOperationStartInput,
        NexusOperationInboundInterceptor,
    )
    from ._plugin import Plugin
    from ._replayer import Replayer, ReplayerConfig, WorkflowReplayResult, WorkflowReplayResults
    from ._shared_state import SharedHeartbeatSender, SharedStateManager
    from ._tuning import (
        ActivitySlotInfo,
        CustomSlotSupplier,
        FixedSizeSlotSupplier,
        LocalActivitySlotInfo,
        NexusSlotInfo,
        ResourceBasedSlotConfig,
        ResourceBasedSlotSupplier,
        ResourceBasedTunerConfig,
        SlotInfo,
        SlotMarkUsedContext,
        SlotPermit,
        SlotReleaseContext,
        SlotReserveContext,
        WorkerTuner,
        WorkflowSlotInfo,
    )
    from ._workflow_details import PatchActivationInput, WorkflowInstanceDetails
    from ._workflow_interceptor import (
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
        WorkflowInterceptorClassInput,
        WorkflowOutboundInterceptor,
    )

__all__ = [
    "ActivityInboundInterceptor",
    "ActivityOutboundInterceptor",
    "ActivitySlotInfo",
    "ContinueAsNewInput",
    "CustomSlotSupplier",
    "ExecuteActivityInput",
    "ExecuteNexusOperationCancelInput",
    "ExecuteNexusOperationStartInput",
    "ExecuteWorkflowInput",
    "FixedSizeSlotSupplier",
    "HandleQueryInput",
    "HandleSignalInput",
    "HandleUpdateInput",
    "Interceptor",
    "LocalActivitySlotInfo",
    "NexusOperationInboundInterceptor",
    "NexusSlotInfo",
    "PatchActivationInput",
    "Plugin",
    "PollerBehavior",
    "PollerBehaviorAutoscaling",
    "PollerBehaviorSimpleMaximum",
    "Replayer",
    "ReplayerConfig",
    "ResourceBasedSlotConfig",
    "ResourceBasedSlotSupplier",
    "ResourceBasedTunerConfig",
    "SharedHeartbeatSender",
    "SharedStateManager",
    "SignalChildWorkflowInput",
    "SignalExternalWorkflowInput",
    "SlotInfo",
    "SlotMarkUsedContext",
    "SlotPermit",
    "SlotReleaseContext",
    "SlotReserveContext",
    "StartActivityInput",
    "StartChildWorkflowInput",
    "StartLocalActivityInput",
    "StartNexusOperationInput",
    "UnsandboxedWorkflowRunner",
    "Worker",
    "WorkerConfig",
    "WorkerDeploymentConfig",
    "WorkerDeploymentVersion",
    "WorkerTuner",
    "WorkflowInboundInterceptor",
    "WorkflowInstance",
    "WorkflowInstanceDetails",
    "WorkflowInterceptorClassInput",
    "WorkflowOutboundInterceptor",
    "WorkflowReplayResult",
    "WorkflowReplayResults",
    "WorkflowRunner",
    "WorkflowSlotInfo",
]

_LAZY = {
    "._config": ("WorkerConfig",),
    "._deployment": ("WorkerDeploymentConfig",),
    "._nexus_interceptor": (
        "ExecuteNexusOperationCancelInput",
        "ExecuteNexusOperationStartInput",
        "NexusOperationInboundInterceptor",
    ),
    "._plugin": ("Plugin",),
    "._replayer": ("Replayer", "ReplayerConfig", "WorkflowReplayResult", "WorkflowReplayResults"),
    "._shared_state": ("SharedHeartbeatSender", "SharedStateManager"),
    "._tuning": (
        "ActivitySlotInfo",
        "CustomSlotSupplier",
        "FixedSizeSlotSupplier",
        "LocalActivitySlotInfo",
        "NexusSlotInfo",
        "ResourceBasedSlotConfig",
        "ResourceBasedSlotSupplier",
        "ResourceBasedTunerConfig",
        "SlotInfo",
        "SlotMarkUsedContext",
        "SlotPermit",
        "SlotReleaseContext",
        "SlotReserveContext",
        "WorkerTuner",
        "WorkflowSlotInfo",
    ),
    "._workflow_interceptor": (
        "ContinueAsNewInput",
        "ExecuteWorkflowInput",
        "HandleQueryInput",
        "HandleSignalInput",
        "HandleUpdateInput",
        "SignalChildWorkflowInput",
        "SignalExternalWorkflowInput",
        "StartActivityInput",
        "StartChildWorkflowInput",
        "StartLocalActivityInput",
        "StartNexusOperationInput",
        "WorkflowInboundInterceptor",
        "WorkflowInterceptorClassInput",
        "WorkflowOutboundInterceptor",
    ),
    "._workflow_details": ("PatchActivationInput", "WorkflowInstanceDetails"),
}

if not TYPE_CHECKING:
    __getattr__, __dir__ = _lazy.attributes(__name__, _LAZY)
