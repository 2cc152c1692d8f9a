"""The runner that stands for guarded workflow code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from everloop._dataclass import dataclass
from everloop.worker._workflow_runner import UnsandboxedWorkflowRunner, WorkflowInstance, WorkflowRunner

from ._restrictions import SandboxRestrictions

if TYPE_CHECKING:
    from everloop.worker._workflow_details import WorkflowInstanceDetails
    from everloop.workflow._definition import Definition

__all__ = ["SandboxedWorkflowRunner"]


@dataclass(frozen=True)
class SandboxedWorkflowRunner(WorkflowRunner):
    """Guards workflow code against what breaks determinism; see the package."""

    restrictions: SandboxRestrictions = SandboxRestrictions.default
    runner_class: type[WorkflowRunner] = UnsandboxedWorkflowRunner

    def prepare_workflow(self, defn: Definition) -> None:
        """Make sure that what workflows must not call is guarded."""
        from ._functions import guard_functions

        guard_functions()

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """Not to be called: runs live in the compiled runtime."""
        return self.runner_class().create_instance(det)

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        """Nothing depends on them yet."""
