"""Instances of workflow runs: how runners of one's own are asked for them, and those that everloop's runners make.

Loaded by workers whose runner makes instances, and by nobody else: all other runs live in the compiled runtime, with no
instance, no details and no messages.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from everloop._bridge.workflow import WorkflowMessenger
from everloop.converter import StorageDriverStoreContext, WorkflowSerializationContext
from everloop.converter._transfer_types import TransferTypePayloadConverter
from everloop.workflow._info import made_info
from everloop.workflow._runtime_options import RuntimeOptions

from ._passage import serialization_context, storage_target
from ._workflow_details import WorkflowInstanceDetails
from ._workflow_runner import WorkflowInstance

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.api.failure.v1
    from everloop.bridge.proto.workflow_activation import WorkflowActivation
    from everloop.bridge.proto.workflow_completion import WorkflowActivationCompletion
    from everloop.converter import DataConverter, PayloadConverter, SerializationContext
    from everloop.workflow import Info
    from everloop.workflow._definition import Definition

    from ._workflow_runner import WorkflowRunner

__all__ = ["InstanceMaker", "LoopInstance", "RunDetails"]

# Whose payloads a command's are, by the command's type. All others are the workflow's own.
_OWNERS = {
    "COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK": "activity",
    "COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION": "child",
    "COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION": "signaled",
    "COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION": "nexus",
}


@dataclasses.dataclass(frozen=True)
class RunDetails(WorkflowInstanceDetails):
    """What everloop's own runners are told besides; it survives `dataclasses.replace`."""

    metric_meter: Any = None
    debug_mode: bool = False
    guard: Any = None
    """What is asked before calls that may break determinism, if a runner that guards was asked."""

    @classmethod
    def of(cls, det: WorkflowInstanceDetails) -> RunDetails:
        """The details, also of those that users made from scratch."""
        if isinstance(det, RunDetails):
            return det
        return cls(**{field.name: getattr(det, field.name) for field in dataclasses.fields(WorkflowInstanceDetails)})


class InstanceMaker:
    """Asks a runner for the instances of one workflow of one worker."""

    def __init__(
        self, runner: WorkflowRunner, definition: Definition, options: RuntimeOptions, debug_mode: bool
    ) -> None:
        """Serve one workflow.

        Args:
            runner: Who makes instances.
            definition: The workflow.
            options: Those of the worker, for what details say.
            debug_mode: Whether debuggers may stop workflow code.
        """
        self._runner = runner
        self._definition = definition
        self._options = options
        self._debug_mode = debug_mode

    def __call__(
        self,
        start: dict[str, Any],
        raw_memo: Mapping[str, everloop.api.common.v1.Payload],
        randomness_seed: int,
        last_completion_result: everloop.api.common.v1.Payloads,
        last_failure: everloop.api.failure.v1.Failure | None,
    ) -> WorkflowInstance:
        """The instance of a run that starts. What the runner raises fails the workflow task."""
        options = self._options
        details = RunDetails(
            payload_converter_factory=partial(_new_payload_converter, options.data_converter),
            failure_converter_class=options.data_converter.failure_converter_class,
            interceptor_classes=options.interceptor_classes,
            defn=self._definition,
            info=made_info(start, raw_memo),
            randomness_seed=randomness_seed,
            extern_functions=options.extern_functions,
            disable_eager_activity_execution=options.disable_eager_activity_execution,
            worker_level_failure_exception_types=options.failure_exception_types,
            patch_activation_callback=options.patch_activation_callback,
            last_completion_result=last_completion_result,
            last_failure=last_failure,
            metric_meter=options.metric_meter,
            debug_mode=self._debug_mode,
        )
        return self._runner.create_instance(details)


def _new_payload_converter(data_converter: DataConverter) -> PayloadConverter:
    return TransferTypePayloadConverter.around(data_converter.payload_converter_class())


class LoopInstance(WorkflowInstance):
    """A run in an event loop of the compiled runtime."""

    def __init__(self, det: WorkflowInstanceDetails) -> None:
        """Prepare the run that the details describe. Its code begins with the first activation."""
        self._details = details = RunDetails.of(det)
        options = RuntimeOptions(
            definitions=[details.defn],
            data_converter=_converters(details),
            interceptor_classes=details.interceptor_classes,
            extern_functions=details.extern_functions,
            failure_exception_types=tuple(details.worker_level_failure_exception_types),
            disable_eager_activity_execution=details.disable_eager_activity_execution,
            patch_activation_callback=details.patch_activation_callback,
            metric_meter=details.metric_meter,
            guard=details.guard,
        )
        self._core = WorkflowMessenger(options, details.info, details.randomness_seed)

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """Run the workflow as far as it goes.

        Args:
            act: What happened. A job to remove it from the cache ends the run's life in this process.

        Raises:
            ValueError: If the message is not complete.
            RuntimeError: If the run has not begun, and does not begin with this activation.
        """
        from everloop.bridge.proto.workflow_completion import WorkflowActivationCompletion

        return WorkflowActivationCompletion.FromString(self._core.activate(act.SerializeToString()))

    def get_info(self) -> Info:
        """What is known of the run."""
        return self._details.info

    def get_thread_id(self) -> int | None:
        """The thread that runs workflow code right now."""
        return self._core.thread_id()

    def get_serialization_context(self, command_info: Any) -> SerializationContext | None:
        """Whom payloads belong to.

        Args:
            command_info: The type and the sequence number of a command; ``None`` for the workflow itself.
        """
        whom = self._whom(command_info)
        if whom is None:
            info = self._details.info
            return WorkflowSerializationContext(info.namespace, info.workflow_id)
        return serialization_context(whom)

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:
        """Whom payloads that are stored elsewhere belong to.

        Args:
            command_info: As for `get_serialization_context`.
        """
        info = self._details.info
        own = ("workflow", info.namespace, info.workflow_id, info.workflow_type, info.run_id)
        return StorageDriverStoreContext(storage_target(self._whom(command_info) or own, info.run_id))

    def _whom(self, command_info: Any) -> tuple[Any, ...] | None:
        if command_info is None:
            return self._core.whom("workflow", 0)
        from everloop.api.enums.v1 import CommandType

        kind = _OWNERS.get(CommandType.Name(command_info.command_type), "workflow")
        return self._core.whom(kind, command_info.command_seq)


def _converters(details: RunDetails) -> Any:
    """What the runtime reads of a data converter: the two converters."""
    return SimpleNamespace(
        payload_converter=details.payload_converter_factory(),
        failure_converter=details.failure_converter_class(),
    )
