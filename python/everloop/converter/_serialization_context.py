"""What a payload belongs to, for converters and codecs that want to know."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = [
    "ActivitySerializationContext",
    "NexusSerializationContext",
    "SerializationContext",
    "WithSerializationContext",
    "WorkflowSerializationContext",
]


class SerializationContext(ABC):  # noqa: B024 - a common base, with nothing in common
    """What a payload belongs to.

    A payload's context is the same wherever it is encoded or decoded. A child workflow's input and result belong to
    the child, an activity's to the activity, on both sides.
    """


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


class WithSerializationContext(ABC):  # noqa: B024 - overriding is what subclasses are for, but no duty
    """A converter or codec that can adapt to what its payloads belong to.

    Payload converters, encoding payload converters, codecs and failure converters may extend this.
    """

    def with_context(self, context: SerializationContext) -> Self:
        """This object, or a variant of it, for payloads of that context.

        Args:
            context: What the payloads belong to.
        """
        raise NotImplementedError
