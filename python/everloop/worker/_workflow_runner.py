"""Workflow runners: the public names of the choice between guarded and unguarded workflow code.

Workflow code runs in the compiled runtime. A runner only tells it how closely to watch that code; runners
of one's own, which would run it themselves, are refused by workers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import everloop.workflow
    from everloop.converter import FailureConverter, PayloadConverter
    from everloop.workflow._definition import Definition

    from ._workflow_interceptor import WorkflowInboundInterceptor

__all__ = [
    "PatchActivationInput",
    "UnsandboxedWorkflowRunner",
    "WorkflowInstance",
    "WorkflowInstanceDetails",
    "WorkflowRunner",
]


@dataclass(frozen=True)
class PatchActivationInput:
    """A patch that a run meets for the first time."""

    workflow_info: everloop.workflow.Info
    patch_id: str


@dataclass(frozen=True)
class WorkflowInstanceDetails:
    """What a runner of one's own would be given for a run."""

    payload_converter_factory: Callable[[], PayloadConverter]
    failure_converter_class: type[FailureConverter]
    interceptor_classes: Sequence[type[WorkflowInboundInterceptor]]
    defn: Definition
    info: everloop.workflow.Info
    randomness_seed: int
    extern_functions: Mapping[str, Callable[..., Any]]
    disable_eager_activity_execution: bool
    worker_level_failure_exception_types: Sequence[type[BaseException]]
    patch_activation_callback: Callable[[PatchActivationInput], bool] | None


class WorkflowInstance(ABC):
    """What a runner of one's own would make for a run."""

    @abstractmethod
    def activate(self, act: Any) -> Any:
        """Run the workflow as far as it goes."""


class WorkflowRunner(ABC):
    """How workflow code is run."""

    @abstractmethod
    def prepare_workflow(self, defn: Definition) -> None:
        """Called for each workflow when a worker is made. What it raises fails the worker."""

    @abstractmethod
    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """Called for each run by workers that support runners of one's own."""

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:  # noqa: B027
        """Learn which exceptions fail workflows instead of their tasks."""


class UnsandboxedWorkflowRunner(WorkflowRunner):
    """Workflow code runs unguarded: what it must not do is not noticed until a replay differs."""

    def prepare_workflow(self, defn: Definition) -> None:
        """Nothing to prepare."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """Not to be called: runs live in the compiled runtime."""
        raise NotImplementedError("workflow runs are made by everloop's compiled runtime, not by runners")
