"""What a payload can belong to. Made only where a converter wants to know."""

from __future__ import annotations

from everloop._dataclass import dataclass
from everloop.converter._serialization_context import SerializationContext

__all__ = ["ActivitySerializationContext", "NexusSerializationContext", "WorkflowSerializationContext"]


@dataclass(frozen=True)
class WorkflowSerializationContext(SerializationContext):
    """The payload belongs to a workflow."""

    namespace: str
    """The workflow's namespace."""
    workflow_id: str
    """The workflow's ID. In a schedule this may be the prefix of the ID that the workflow will have."""


@dataclass(frozen=True)
class ActivitySerializationContext(SerializationContext):
    """The payload belongs to an activity."""

    namespace: str
    """The activity's namespace."""
    activity_id: str | None
    """The activity's ID. A workflow's activity may have none."""
    activity_type: str | None
    """The activity's type. Deprecated: not always known."""
    activity_task_queue: str | None
    """The activity's task queue. Deprecated: not always known."""
    workflow_id: str | None
    """The workflow that started it, if one did."""
    workflow_type: str | None
    """The type of that workflow."""
    is_local: bool
    """Whether it is a local activity."""


@dataclass(frozen=True)
class NexusSerializationContext(SerializationContext):
    """The payload belongs to a Nexus operation.

    Not every path knows the operation, so a decoder must also read what was encoded without this context.
    """

    endpoint: str
    """The endpoint's name."""
    service: str
    """The service's name."""
    operation: str
    """The operation's name."""
