"""External storage: large payloads go to a driver, and a small reference goes over the wire.

A reference is a `json/protobuf` payload of an `ExternalStorageReference`, with the size of what it stands for. Two
other forms are read: an older JSON form, and a reference that was itself encoded by the codec and so marked.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import everloop
from everloop._dataclass import dataclass
from everloop.converter._encodings import payload_of
from everloop.converter._storage_driver import (
    StorageDriver,
    StorageDriverActivityInfo,
    StorageDriverClaim,
    StorageDriverRetrieveContext,
    StorageDriverSelectContext,
    StorageDriverStoreContext,
    StorageDriverWorkflowInfo,
    StorageWarning,
)
from everloop.converter._storage_tally import watched

if TYPE_CHECKING:
    import everloop.api.common.v1
    from everloop.converter._payload_codec import PayloadCodec

__all__ = [
    "ExternalStorage",
    "StorageDriver",
    "StorageDriverActivityInfo",
    "StorageDriverClaim",
    "StorageDriverRetrieveContext",
    "StorageDriverSelectContext",
    "StorageDriverStoreContext",
    "StorageDriverWorkflowInfo",
    "StorageWarning",
    "retrieve",
    "together",
]

_T = TypeVar("_T")

_OLD_ENCODING = b"json/external-storage-reference"
_MESSAGE_TYPE = b"temporal.api.sdk.v1.ExternalStorageReference"
_MARK = "__temporal_external_storage_reference"


@dataclass(frozen=True)
class ExternalStorage:
    """Where payloads go that are too large for the wire.

    Raises:
        ValueError: If the drivers, the selector and the threshold do not fit together.
    """

    drivers: Sequence[StorageDriver]
    """The drivers, at least one, each with a name of its own."""
    driver_selector: (
        Callable[[StorageDriverSelectContext, everloop.api.common.v1.Payload], StorageDriver | None] | None
    ) = None
    """Says which driver stores a payload, or None to leave it as it is. Required with several drivers."""
    payload_size_threshold: int = 256 * 1024
    """Payloads smaller than this many bytes stay as they are."""
    _by_name: dict[str, StorageDriver] = field(init=False, repr=False, compare=False)
    _target: StorageDriverActivityInfo | StorageDriverWorkflowInfo | None = field(
        init=False, repr=False, compare=False, default=None
    )

    def __post_init__(self) -> None:
        if not self.drivers:
            raise ValueError("ExternalStorage.drivers must contain at least one driver.")
        if self.payload_size_threshold < 0:
            raise ValueError("ExternalStorage.payload_size_threshold must be greater than or equal to zero.")
        if len(self.drivers) > 1 and self.driver_selector is None:
            raise ValueError("ExternalStorage.driver_selector must be specified if multiple drivers are registered.")
        by_name: dict[str, StorageDriver] = {}
        for driver in self.drivers:
            if by_name.setdefault(driver.name(), driver) is not driver:
                raise ValueError(
                    f"ExternalStorage.drivers contains multiple drivers with name '{driver.name()}'. "
                    "Each driver must have a unique name."
                )
        object.__setattr__(self, "_by_name", by_name)

    def _for(self, target: StorageDriverActivityInfo | StorageDriverWorkflowInfo | None) -> ExternalStorage:
        """This storage for payloads of one workflow or activity."""
        bound = replace(self)
        object.__setattr__(bound, "_target", target)
        return bound

    def _select(self, payload: everloop.api.common.v1.Payload) -> StorageDriver | None:
        if payload.ByteSize() < self.payload_size_threshold:
            return None
        if self.driver_selector is None:
            return self.drivers[0]
        driver = self.driver_selector(StorageDriverSelectContext(target=self._target), payload)
        if driver is not None and self._by_name.get(driver.name()) is not driver:
            raise ValueError(
                f"Driver '{driver.name()}' returned by driver_selector is not registered in ExternalStorage.drivers"
            )
        return driver

    async def _store(self, payloads: Sequence[everloop.api.common.v1.Payload]) -> list[everloop.api.common.v1.Payload]:
        """The payloads, with references in place of those that are stored."""
        groups = _grouped(
            (index, driver) for index, payload in enumerate(payloads) if (driver := self._select(payload))
        )
        context = StorageDriverStoreContext(target=self._target)
        began = time.monotonic()
        stored = await together(
            driver.store(context, [payloads[index] for index in indices]) for driver, indices in groups
        )
        result = list(payloads)
        for (driver, indices), claims in zip(groups, stored, strict=True):
            _check(driver, "claims", len(claims), len(indices))
            for index, claim in zip(indices, claims, strict=True):
                result[index] = _reference(driver, claim, payloads[index].ByteSize())
            _count(began, driver, (payloads[index] for index in indices))
        return result

    async def _retrieve(
        self, payloads: Sequence[everloop.api.common.v1.Payload]
    ) -> list[everloop.api.common.v1.Payload]:
        """The payloads, with those that are stored in place of references."""
        claims: dict[int, StorageDriverClaim] = {}
        drivers: list[tuple[int, StorageDriver]] = []
        for index, payload in enumerate(payloads):
            found = _read_reference(payload)
            if found is not None:
                name, claims[index] = found
                drivers.append((index, self._named(name)))
        groups = _grouped(drivers)
        context = StorageDriverRetrieveContext()
        began = time.monotonic()
        retrieved = await together(
            driver.retrieve(context, [claims[index] for index in indices]) for driver, indices in groups
        )
        result = list(payloads)
        for (driver, indices), found_payloads in zip(groups, retrieved, strict=True):
            _check(driver, "payloads", len(found_payloads), len(indices))
            for index, payload in zip(indices, found_payloads, strict=True):
                result[index] = payload
            _count(began, driver, found_payloads)
        return result

    def _named(self, name: str) -> StorageDriver:
        try:
            return self._by_name[name]
        except KeyError:
            raise ValueError(f"No driver found with name '{name}'") from None


async def retrieve(
    payloads: Sequence[everloop.api.common.v1.Payload], storage: ExternalStorage | None, codec: PayloadCodec | None
) -> list[everloop.api.common.v1.Payload]:
    """Payloads with those that are stored in place of references.

    Args:
        payloads: The payloads from the wire.
        storage: Where they are stored.
        codec: What marked references were encoded by.

    Raises:
        RuntimeError: If there is a reference, and no storage.
    """
    plain = [await _without_mark(payload, storage, codec) for payload in payloads]
    if not any(_is_reference(payload) for payload in plain):
        return plain
    if storage is None:
        raise _no_storage()
    return await storage._retrieve(plain)  # pyright: ignore[reportPrivateUsage]


def _no_storage() -> RuntimeError:
    return RuntimeError("[TMPRL1105] Detected externally stored payload(s) but external storage is not configured.")


async def _without_mark(
    payload: everloop.api.common.v1.Payload, storage: ExternalStorage | None, codec: PayloadCodec | None
) -> everloop.api.common.v1.Payload:
    """A marked reference as it was before the codec encoded it; any other payload as it is."""
    if payload.metadata.get(_MARK) != b"true":
        return payload
    if storage is None:
        raise _no_storage()
    reference = payload
    if codec is not None:
        encoded = type(payload)()
        encoded.CopyFrom(payload)
        del encoded.metadata[_MARK]
        del encoded.external_payloads[:]
        [reference] = await codec.decode([encoded])
    if not _is_reference(reference):
        raise RuntimeError(
            "[TMPRL1106] Encountered an encoded external storage reference that could not be decoded. "
            "Check that the payload codec used to write it is configured."
        )
    return reference


def _is_reference(payload: everloop.api.common.v1.Payload) -> bool:
    encoding: bytes | None = payload.metadata.get("encoding")
    message_type: bytes | None = payload.metadata.get("messageType")
    return encoding == _OLD_ENCODING or (encoding == b"json/protobuf" and message_type == _MESSAGE_TYPE)


def _reference(driver: StorageDriver, claim: StorageDriverClaim, size: int) -> everloop.api.common.v1.Payload:
    fields: dict[str, Any] = {"claimData": dict(claim.claim_data), "driverName": driver.name()}
    present = {name: value for name, value in fields.items() if value}
    text = json.dumps(present, separators=(",", ":"), sort_keys=True)
    reference = payload_of("json/protobuf", text.encode(), messageType=_MESSAGE_TYPE)
    reference.external_payloads.add(size_bytes=size)
    return reference


def _read_reference(payload: everloop.api.common.v1.Payload) -> tuple[str, StorageDriverClaim] | None:
    """The driver's name and the claim in a reference; None for other payloads."""
    if not _is_reference(payload):
        return None
    try:
        fields: dict[str, Any] = json.loads(payload.data)
    except ValueError as error:
        raise RuntimeError("Failed parsing") from error
    if payload.metadata.get("encoding") == _OLD_ENCODING:
        return fields["driver_name"], StorageDriverClaim(dict(fields["driver_claim"]["claim_data"]))
    claim: dict[str, str] = fields.get("claimData") or fields.get("claim_data") or {}
    return fields.get("driverName") or fields.get("driver_name") or "", StorageDriverClaim(dict(claim))


def _grouped(drivers: Iterable[tuple[int, StorageDriver]]) -> list[tuple[StorageDriver, list[int]]]:
    """The indices of each driver."""
    groups: dict[int, tuple[StorageDriver, list[int]]] = {}
    for index, driver in drivers:
        groups.setdefault(id(driver), (driver, []))[1].append(index)
    return list(groups.values())


async def together(calls: Iterable[Coroutine[Any, Any, _T]]) -> list[_T]:
    """The results of all calls. The first that fails ends the others."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def _count(began: float, driver: StorageDriver, payloads: Iterable[everloop.api.common.v1.Payload]) -> None:
    tally = watched.get()
    if tally is not None:
        tally.add(began, driver.name(), (payload.ByteSize() for payload in payloads))


def _check(driver: StorageDriver, what: str, returned: int, expected: int) -> None:
    if returned != expected:
        raise ValueError(f"Driver '{driver.name()}' returned {returned} {what}, expected {expected}")
