"""Workflow runners: the public names of the choice between guarded and unguarded workflow code.

Workflow code runs in the compiled runtime. A runner only tells it how closely to watch that code; runners
of one's own, which would run it themselves, are refused by workers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everloop.converter import SerializationContext, StorageDriverStoreContext
    from everloop.workflow import Info
    from everloop.workflow._definition import Definition

    from ._workflow_details import WorkflowInstanceDetails

__all__ = [
    "UnsandboxedWorkflowRunner",
    "WorkflowInstance",
    "WorkflowRunner",
]


class WorkflowInstance(ABC):
    """What a runner of one's own would make for a run."""

    @abstractmethod
    def activate(self, act: Any) -> Any:
        """Run the workflow as far as it goes."""

    @abstractmethod
    def get_info(self) -> Info:
        """What is known of the run."""

    @abstractmethod
    def get_serialization_context(self, command_info: Any) -> SerializationContext | None:
        """Whom payloads belong to: those of a command, or of the workflow itself."""

    @abstractmethod
    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:
        """Whom payloads that are stored elsewhere belong to."""

    def get_thread_id(self) -> int | None:
        """The thread that runs it right now, if that is known."""
        return None


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
