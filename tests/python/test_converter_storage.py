"""External storage: what is stored, by whom, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import temporalio.api.common.v1
import temporalio.converter

from everloop.api.common.v1 import Payload
from everloop.converter import (
    DataConverter,
    ExternalStorage,
    PayloadCodec,
    StorageDriver,
    StorageDriverClaim,
    StorageDriverRetrieveContext,
    StorageDriverStoreContext,
)


class Memory(StorageDriver):
    def __init__(self, name: str = "memory") -> None:
        self._name = name
        self.stored: list[bytes] = []

    def name(self) -> str:
        return self._name

    async def store(self, context: StorageDriverStoreContext, payloads: Sequence[Payload]) -> list[StorageDriverClaim]:
        self.stored.extend(payload.SerializeToString() for payload in payloads)
        first = len(self.stored) - len(payloads)
        return [StorageDriverClaim({"at": str(first + index)}) for index in range(len(payloads))]

    async def retrieve(
        self, context: StorageDriverRetrieveContext, claims: Sequence[StorageDriverClaim]
    ) -> list[Payload]:
        return [Payload.FromString(self.stored[int(claim.claim_data["at"])]) for claim in claims]


async def test_large_payloads_are_stored() -> None:
    driver = Memory()
    converter = DataConverter(external_storage=ExternalStorage([driver], payload_size_threshold=100))
    large, small = "x" * 100, "y"
    payloads = await converter.encode([large, small, large])
    assert [payload.metadata["encoding"] for payload in payloads] == [b"json/protobuf", b"json/plain", b"json/protobuf"]
    assert payloads[0].external_payloads[0].size_bytes == len(driver.stored[0])
    assert await converter.decode(payloads) == [large, small, large]
    with pytest.raises(RuntimeError, match="TMPRL1105"):
        await DataConverter.default.decode(payloads)


async def test_the_official_sdk_reads_the_references() -> None:
    class Official(temporalio.converter.StorageDriver):
        def name(self) -> str:
            return "memory"

        async def store(self, context: Any, payloads: Any) -> Any:
            return [temporalio.converter.StorageDriverClaim({"at": "0"}) for _ in payloads]

        async def retrieve(self, context: Any, claims: Any) -> Any:
            return [temporalio.api.common.v1.Payload.FromString(driver.stored[int(c.claim_data["at"])]) for c in claims]

    driver = Memory()
    ours = DataConverter(external_storage=ExternalStorage([driver], payload_size_threshold=10))
    theirs = temporalio.converter.DataConverter(
        external_storage=temporalio.converter.ExternalStorage([Official()], payload_size_threshold=10)
    )
    [payload] = await ours.encode(["large enough"])
    reference = temporalio.api.common.v1.Payload.FromString(payload.SerializeToString())
    assert await theirs.decode([reference]) == ["large enough"]
    [official] = await theirs.encode(["large enough"])
    assert official.SerializeToString(deterministic=True) == payload.SerializeToString(deterministic=True)
    old = Payload(
        metadata={"encoding": b"json/external-storage-reference"},
        data=b'{"driver_name":"memory","driver_claim":{"claim_data":{"at":"0"}}}',
    )
    assert await ours.decode([old]) == ["large enough"]


async def test_selectors_and_wrong_answers() -> None:
    one, two, stranger = Memory("one"), Memory("two"), Memory("stranger")
    choice: list[StorageDriver | None] = [two]
    storage = ExternalStorage([one, two], driver_selector=lambda context, payload: choice[0], payload_size_threshold=0)
    converter = DataConverter(external_storage=storage)
    await converter.encode(["a"])
    assert (len(one.stored), len(two.stored)) == (0, 1)
    choice[0] = None
    assert (await converter.encode(["a"]))[0].data == b'"a"'
    choice[0] = stranger
    with pytest.raises(ValueError, match="'stranger' returned by driver_selector is not registered"):
        await converter.encode(["a"])

    class Forgetful(Memory):
        async def store(self, context: Any, payloads: Any) -> list[StorageDriverClaim]:
            return []

    with pytest.raises(ValueError, match="'memory' returned 0 claims, expected 1"):
        await DataConverter(external_storage=ExternalStorage([Forgetful()], payload_size_threshold=0)).encode(["a"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"drivers": []}, "at least one driver"),
        ({"drivers": [Memory()], "payload_size_threshold": -1}, "greater than or equal to zero"),
        ({"drivers": [Memory("a"), Memory("b")]}, "driver_selector must be specified"),
        (
            {"drivers": [Memory("a"), Memory("a")], "driver_selector": lambda c, p: None},
            "multiple drivers with name 'a'",
        ),
    ],
)
def test_storages_that_make_no_sense(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ExternalStorage(**options)


async def test_marked_references_are_decoded_first() -> None:
    class Wrapping(PayloadCodec):
        async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
            return [Payload(metadata={"encoding": b"wrapped"}, data=p.SerializeToString()) for p in payloads]

        async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
            return [Payload.FromString(payload.data) for payload in payloads]

    storage = ExternalStorage([Memory()], payload_size_threshold=0)
    converter = DataConverter(payload_codec=Wrapping(), external_storage=storage)
    [reference] = await converter.encode(["value"])
    [marked] = await Wrapping().encode([reference])
    marked.metadata["__temporal_external_storage_reference"] = b"true"
    assert await converter.decode([marked]) == ["value"]
    with pytest.raises(RuntimeError, match="TMPRL1106"):
        await DataConverter(external_storage=storage).decode([marked])


async def test_a_reference_that_cannot_be_read() -> None:
    converter = DataConverter(external_storage=ExternalStorage([Memory()], payload_size_threshold=1))
    [reference] = await converter.encode(["large"])
    reference.data = b"{"
    with pytest.raises(RuntimeError, match="Failed parsing"):
        await converter.decode([reference])
