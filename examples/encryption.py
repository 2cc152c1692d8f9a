"""Payloads that only clients and workers can read: `python examples/encryption.py [ADDRESS]`.

A codec stands between the data converter and the engine. Arguments, results, signals, failures' details: all
that the engine stores is sealed with AES-GCM. Needs the package `cryptography`.
"""

import asyncio
import base64
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.client import Client
from everloop.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec
from everloop.worker import Worker

NONCE_BYTES = 12


class Sealed(PayloadCodec):
    """Encrypts whole payloads, their metadata included; the key's name travels along, so that keys can be changed."""

    def __init__(self, keys: dict[str, bytes], current: str) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._current = current

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self.seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self.open(payload) for payload in payloads]

    def seal(self, payload: Payload) -> Payload:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, payload.SerializeToString(), None)
        metadata = {"encoding": b"binary/encrypted", "key": self._current.encode()}
        return Payload(metadata=metadata, data=nonce + sealed)

    def open(self, payload: Payload) -> Payload:
        # What was written before there was a codec stays readable.
        if payload.metadata.get("encoding") != b"binary/encrypted":
            return payload
        cipher = self._ciphers[payload.metadata["key"].decode()]
        return Payload.FromString(cipher.decrypt(payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:], None))


@activity.defn
async def diagnose(patient: str) -> str:
    return f"{patient} is healthy"


@workflow.defn
class Consultation:
    @workflow.run
    async def run(self, patient: str) -> str:
        return await workflow.execute_activity(diagnose, patient, start_to_close_timeout=timedelta(seconds=10))


async def main() -> None:
    # Texts of errors and stack traces are no payloads; this failure converter makes them some.
    converter = replace(
        DataConverter.default,
        payload_codec=Sealed({"2026": AESGCM.generate_key(256)}, current="2026"),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
    target = sys.argv[1] if sys.argv[1:] else "embedded::memory:"
    client = await Client.connect(target, data_converter=converter)
    async with Worker(client, task_queue="clinic", workflows=[Consultation], activities=[diagnose]):
        handle = await client.start_workflow(Consultation.run, "Ada Lovelace", id="consultation", task_queue="clinic")
        print("the client reads:  ", await handle.result())

    history = await handle.fetch_history()
    stored = history.events[0].workflow_execution_started_event_attributes.input.payloads[0]
    print("the engine stores: ", base64.b64encode(stored.data).decode()[:40], "...")
    found = any(b"Ada" in event.SerializeToString() for event in history.events)
    print("is the name in it? ", "yes" if found else "no")


if __name__ == "__main__":
    asyncio.run(main())
