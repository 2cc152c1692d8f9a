"""Payloads as nobody else reads them, and a failure converter that says less."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec


class Scrambled(PayloadCodec):
    """Stands for encryption."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Scramble."""
        return [
            Payload(metadata={"encoding": b"binary/scrambled"}, data=base64.b85encode(one.SerializeToString()))
            for one in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Undo it."""
        return [
            Payload.FromString(base64.b85decode(one.data))
            if one.metadata.get("encoding") == b"binary/scrambled"
            else one
            for one in payloads
        ]


CONVERTER = DataConverter(
    payload_converter_class=PydanticPayloadConverter,
    failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    payload_codec=Scrambled(),
)
