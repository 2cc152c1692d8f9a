"""What workers tell of workflow runs: to callbacks, and to runners of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass
from everloop.workflow._definition import Definition

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.api.failure.v1
    import everloop.converter
    import everloop.worker
    import everloop.workflow

__all__ = ["PatchActivationInput", "WorkflowInstanceDetails"]


@dataclass(frozen=True)
class PatchActivationInput:
    """A patch that a run meets for the first time."""

    workflow_info: everloop.workflow.Info
    patch_id: str


@dataclass(frozen=True)
class WorkflowInstanceDetails:
    """What a runner that makes instances is given for a run that starts."""

    payload_converter_factory: Callable[[], everloop.converter.PayloadConverter]
    failure_converter_class: type[everloop.converter.FailureConverter]
    interceptor_classes: Sequence[type[everloop.worker.WorkflowInboundInterceptor]]
    defn: Definition
    info: everloop.workflow.Info
    randomness_seed: int
    extern_functions: Mapping[str, Callable[..., Any]]
    disable_eager_activity_execution: bool
    worker_level_failure_exception_types: Sequence[type[BaseException]]
    patch_activation_callback: Callable[[PatchActivationInput], bool] | None
    last_completion_result: everloop.api.common.v1.Payloads
    last_failure: everloop.api.failure.v1.Failure | None
    default_workflow_logic_flags: frozenset[int] = frozenset()
