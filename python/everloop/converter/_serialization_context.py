"""The interfaces by which converters and codecs learn what a payload belongs to."""

from __future__ import annotations

from abc import ABC

from everloop._typing import Self

__all__ = ["SerializationContext", "WithSerializationContext"]


class SerializationContext(ABC):  # noqa: B024 - a common base, with nothing in common
    """What a payload belongs to.

    A payload's context is the same wherever it is encoded or decoded. A child workflow's input and result belong to
    the child, an activity's to the activity, on both sides.
    """


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
