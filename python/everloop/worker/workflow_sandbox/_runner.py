"""The runner that stands for guarded workflow code."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import everloop
from everloop._dataclass import dataclass
from everloop.worker._workflow_runner import UnsandboxedWorkflowRunner, WorkflowInstance, WorkflowRunner
from everloop.workflow._definition import Definition

from ._restrictions import SandboxRestrictions

if TYPE_CHECKING:
    import everloop.worker

    from ._guard import Guard

__all__ = ["SandboxedWorkflowRunner"]


@dataclass(frozen=True)
class SandboxedWorkflowRunner(WorkflowRunner):
    """Guards workflow code against what breaks determinism; see the package."""

    restrictions: SandboxRestrictions = SandboxRestrictions.default
    runner_class: type[WorkflowRunner] = UnsandboxedWorkflowRunner

    def prepare_workflow(self, defn: Definition) -> None:
        """Make sure that what workflows must not call is guarded.

        Raises:
            RestrictedWorkflowAccessError: If the workflow's module uses what it must not even while it is imported.
        """
        from ._functions import guard_functions

        guard_functions()
        self._guard(False).isolate(defn.cls.__module__)

    def create_instance(self, det: everloop.worker.WorkflowInstanceDetails) -> WorkflowInstance:
        """A guarded run in the compiled runtime. Workers do without; it is for runners that wrap it."""
        from everloop.worker._instances import RunDetails

        details = RunDetails.of(det)
        guard = self._guard(details.debug_mode)
        guard.isolate(details.defn.cls.__module__)
        return self.runner_class().create_instance(dataclasses.replace(details, guard=guard))

    @cached_property
    def _guards(self) -> dict[bool, Guard]:
        return {}

    def _guard(self, debug_mode: bool) -> Guard:
        """The guard of the runs that this runner makes instances of."""
        from ._guard import Guard

        guard = self._guards.get(debug_mode)
        if guard is None:
            guard = self._guards[debug_mode] = Guard(self.restrictions, debug_mode=debug_mode)
        return guard

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        """Nothing depends on them yet."""
