"""The codec's interface, and the walk over the payloads of a failure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import everloop

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.api.failure.v1

__all__ = ["PayloadCodec", "apply_to_failure_payloads"]


class PayloadCodec(ABC):
    """Turns payloads into other payloads and back, as for encryption or compression."""

    @abstractmethod
    async def encode(self, payloads: Sequence[everloop.api.common.v1.Payload]) -> list[everloop.api.common.v1.Payload]:
        """Encodes payloads.

        Args:
            payloads: The payloads, which must not be changed.

        Returns:
            The encoded payloads: at least one, and no more than were given.
        """

    @abstractmethod
    async def decode(self, payloads: Sequence[everloop.api.common.v1.Payload]) -> list[everloop.api.common.v1.Payload]:
        """Decodes payloads.

        Args:
            payloads: The payloads, which must not be changed.

        Returns:
            The decoded payloads: at least one, and no more than were given.
        """

    async def encode_wrapper(self, payloads: everloop.api.common.v1.Payloads) -> None:
        """Replaces payloads by their encoded form, in place."""
        encoded = list(await self.encode(payloads.payloads))
        del payloads.payloads[:]
        payloads.payloads.extend(encoded)

    async def decode_wrapper(self, payloads: everloop.api.common.v1.Payloads) -> None:
        """Replaces payloads by their decoded form, in place."""
        decoded = list(await self.decode(payloads.payloads))
        del payloads.payloads[:]
        payloads.payloads.extend(decoded)

    async def encode_failure(self, failure: everloop.api.failure.v1.Failure) -> None:
        """Encodes the payloads of a failure and its causes, in place."""
        await apply_to_failure_payloads(failure, self.encode_wrapper)

    async def decode_failure(self, failure: everloop.api.failure.v1.Failure) -> None:
        """Decodes the payloads of a failure and its causes, in place."""
        await apply_to_failure_payloads(failure, self.decode_wrapper)


# The payloads of each kind of failure that has any.
_DETAILS = (
    ("application_failure_info", "details"),
    ("timeout_failure_info", "last_heartbeat_details"),
    ("canceled_failure_info", "details"),
    ("reset_workflow_failure_info", "last_heartbeat_details"),
)


async def apply_to_failure_payloads(
    failure: everloop.api.failure.v1.Failure, apply: Callable[[everloop.api.common.v1.Payloads], Awaitable[None]]
) -> None:
    """Applies a function to all payloads of a failure and of its causes.

    Args:
        failure: The failure, which is changed in place.
        apply: Changes payloads in place.
    """
    from everloop.api.common.v1 import Payloads

    link: everloop.api.failure.v1.Failure | None = failure
    while link is not None:
        if link.HasField("encoded_attributes"):
            payloads = Payloads(payloads=[link.encoded_attributes])
            await apply(payloads)
            link.encoded_attributes.CopyFrom(payloads.payloads[0])
        for info, details in _DETAILS:
            if link.HasField(info) and getattr(link, info).HasField(details):
                await apply(getattr(getattr(link, info), details))
        link = link.cause if link.HasField("cause") else None
