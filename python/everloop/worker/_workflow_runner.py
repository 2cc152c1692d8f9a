"""Workflow runners: how workflow code is run, and by whom.

Workflow code runs in the compiled runtime. A runner tells it how closely to watch that code. A runner of one's own may
also make the instances that runs live in, from scratch or around those of everloop's runners, and see every activation
and every completion of a run. That costs messages and a call of Python for each; runs whose runner leaves
`create_instance` alone have no instance at all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import everloop
from everloop.workflow._definition import Definition

if TYPE_CHECKING:
    import everloop.bridge.proto.workflow_activation
    import everloop.bridge.proto.workflow_completion
    import everloop.converter
    import everloop.worker
    import everloop.workflow

__all__ = [
    "UnsandboxedWorkflowRunner",
    "WorkflowInstance",
    "WorkflowRunner",
]


class WorkflowInstance(ABC):
    """A run, made by a runner. Its methods are called on one thread after the other, never two at a time."""

    @abstractmethod
    def activate(
        self, act: everloop.bridge.proto.workflow_activation.WorkflowActivation
    ) -> everloop.bridge.proto.workflow_completion.WorkflowActivationCompletion:
        """Run the workflow as far as it goes.

        Args:
            act: What happened. The first activation begins with a job that initializes the workflow; one whose job is
                to remove it from the cache is the last.

        Returns:
            The commands, or the failure of the workflow task. What is raised fails the task as well, and another
            instance is made when it is tried again.
        """

    @abstractmethod
    def get_info(self) -> everloop.workflow.Info:
        """What is known of the run."""

    @abstractmethod
    def get_serialization_context(self, command_info: Any) -> everloop.converter.SerializationContext | None:
        """Whom payloads belong to: those of a command, or of the workflow itself."""

    @abstractmethod
    def get_external_store_context(self, command_info: Any) -> everloop.converter.StorageDriverStoreContext:
        """Whom payloads that are stored elsewhere belong to."""

    def get_thread_id(self) -> int | None:
        """The thread that runs it right now, if that is known: it is interrupted when it is blocked for too long."""
        return None


class WorkflowRunner(ABC):
    """How workflow code is run."""

    @abstractmethod
    def prepare_workflow(self, defn: Definition) -> None:
        """Called for each workflow when a worker is made. What it raises fails the worker."""

    @abstractmethod
    def create_instance(self, det: everloop.worker.WorkflowInstanceDetails) -> WorkflowInstance:
        """Make the instance of a run that starts, or starts anew in this process. What it raises fails the task.

        Args:
            det: The run, and what the worker's options say of it.
        """

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:  # noqa: B027
        """Learn which exceptions fail workflows instead of their tasks."""


class UnsandboxedWorkflowRunner(WorkflowRunner):
    """Workflow code runs unguarded: what it must not do is not noticed until a replay differs."""

    def prepare_workflow(self, defn: Definition) -> None:
        """Nothing to prepare."""

    def create_instance(self, det: everloop.worker.WorkflowInstanceDetails) -> WorkflowInstance:
        """A run in the compiled runtime. Workers do without; it is for runners that wrap it."""
        from ._instances import LoopInstance

        return LoopInstance(det)
