"""The interface of a driver for external storage, and what its methods are told."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.common.v1

__all__ = [
    "StorageDriver",
    "StorageDriverActivityInfo",
    "StorageDriverClaim",
    "StorageDriverRetrieveContext",
    "StorageDriverSelectContext",
    "StorageDriverStoreContext",
    "StorageDriverWorkflowInfo",
    "StorageWarning",
]


@dataclass(frozen=True)
class StorageDriverClaim:
    """By which a driver finds a payload again."""

    claim_data: Mapping[str, str]
    """Whatever the driver needs."""


@dataclass(frozen=True, kw_only=True)
class StorageDriverWorkflowInfo:
    """The workflow that a payload is for."""

    namespace: str
    """Its namespace."""
    id: str | None = None
    """Its ID."""
    run_id: str | None = None
    """Its run, if known."""
    type: str | None = None
    """Its type, if known."""


@dataclass(frozen=True, kw_only=True)
class StorageDriverActivityInfo:
    """The activity that a payload is for."""

    namespace: str
    """Its namespace."""
    id: str | None = None
    """Its ID."""
    run_id: str | None = None
    """Its run, if it is a standalone activity."""
    type: str | None = None
    """Its type, if known."""


@dataclass(frozen=True)
class StorageDriverStoreContext:
    """What a driver is told when it stores."""

    target: StorageDriverActivityInfo | StorageDriverWorkflowInfo | None = None
    """Whom the payloads are for: who is started, scheduled or signaled by them, or else who runs now."""


@dataclass(frozen=True)
class StorageDriverSelectContext:
    """What the selector of a driver is told."""

    target: StorageDriverActivityInfo | StorageDriverWorkflowInfo | None = None
    """Whom the payload is for: who is started, scheduled or signaled by it, or else who runs now."""


@dataclass(frozen=True)
class StorageDriverRetrieveContext:
    """What a driver is told when it retrieves."""


class StorageDriver(ABC):
    """Stores payloads and retrieves them."""

    @abstractmethod
    def name(self) -> str:
        """The name of this driver, by which references find it. No two drivers of one storage share it."""

    def type(self) -> str:
        """The kind of driver, the same in every language. The name of the class, unless it is overridden."""
        return self.__class__.__name__

    @abstractmethod
    async def store(
        self, context: StorageDriverStoreContext, payloads: Sequence[everloop.api.common.v1.Payload]
    ) -> list[StorageDriverClaim]:
        """Stores payloads.

        Args:
            context: Whom they are for.
            payloads: The payloads.

        Returns:
            One claim per payload.
        """

    @abstractmethod
    async def retrieve(
        self, context: StorageDriverRetrieveContext, claims: Sequence[StorageDriverClaim]
    ) -> list[everloop.api.common.v1.Payload]:
        """Retrieves payloads.

        Args:
            context: Nothing yet.
            claims: The claims, as `store` returned them.

        Returns:
            One payload per claim.
        """


class StorageWarning(RuntimeWarning):
    """Something about external storage is not as it should be."""
