"""The converters around JSON: encodings, raw values, transfer types, contexts, codecs, search attributes."""

from __future__ import annotations

import dataclasses
import pickle
import warnings
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any, Generic, TypeVar

import google.protobuf.wrappers_pb2
import pydantic.v1
import pytest
import temporalio.api.common.v1
import temporalio.common
import temporalio.converter

import everloop.api.common.v1
import everloop.common
from everloop.api.common.v1 import Payload, Payloads, SearchAttributes, WorkflowExecution
from everloop.common import RawValue, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from everloop.converter import (
    BinaryNullPayloadConverter,
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    EncodingPayloadConverter,
    JSONPlainPayloadConverter,
    PayloadCodec,
    PayloadConverter,
    SerializationContext,
    TransferTypeConverter,
    WithSerializationContext,
    WorkflowSerializationContext,
    create_payload_validation_error,
    decode_search_attributes,
    decode_typed_search_attributes,
    encode_search_attribute_values,
    encode_search_attributes,
    encode_typed_search_attribute_value,
    transfer_type_convertible,
)

DEFAULT = PayloadConverter.default
OFFICIAL = temporalio.converter.PayloadConverter.default


class SomeBytes(bytes):
    pass


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"x",
        SomeBytes(b"y"),
        bytearray(b"z"),
        "s",
        1,
        [None],
        google.protobuf.wrappers_pb2.StringValue(value="v"),
    ],
)
def test_payloads_are_the_official_ones(value: Any) -> None:
    ours, theirs = DEFAULT.to_payload(value), OFFICIAL.to_payload(value)
    assert ours.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True)
    assert DEFAULT.from_payload(ours) == OFFICIAL.from_payload(theirs)


def test_messages_of_the_api_come_back_as_themselves() -> None:
    message = WorkflowExecution(workflow_id="w")
    payload = DEFAULT.to_payload(message)
    assert payload.metadata["messageType"] == b"temporal.api.common.v1.WorkflowExecution"
    back = DEFAULT.from_payload(payload, WorkflowExecution)
    assert type(back) is WorkflowExecution
    assert back == message
    binary = everloop.converter.BinaryProtoPayloadConverter()
    encoded = binary.to_payload(message)
    assert encoded is not None
    assert binary.from_payload(encoded) == message


@pytest.mark.parametrize(
    "payload",
    [
        Payload(),
        Payload(metadata={"encoding": b"unknown"}),
        Payload(metadata={"encoding": b"binary/null"}, data=b"x"),
        Payload(metadata={"encoding": b"json/plain"}, data=b"{"),
        Payload(metadata={"encoding": b"json/protobuf", "messageType": b"no.such.Message"}, data=b"{}"),
        Payload(metadata={"encoding": b"json/protobuf", "messageType": b"google.protobuf.StringValue"}, data=b"{"),
        Payload(metadata={"encoding": b"binary/protobuf", "messageType": b"google.protobuf.StringValue"}, data=b"x"),
    ],
)
def test_payloads_that_are_wrong(payload: Payload) -> None:
    official = temporalio.api.common.v1.Payload.FromString(payload.SerializeToString())
    ours, theirs = (
        error_of(lambda: DEFAULT.from_payloads([payload])),
        error_of(lambda: OFFICIAL.from_payloads([official])),
    )
    assert ours == theirs


def error_of(call: Any) -> list[tuple[type, str]]:
    with pytest.raises(Exception) as caught:
        call()
    chain = []
    link: BaseException | None = caught.value
    while link is not None:
        chain.append((type(link), str(link)))
        link = link.__cause__
    return chain


def test_without_a_converter_for_it_a_value_is_refused() -> None:
    with pytest.raises(RuntimeError, match="Value at index 0 of type <class 'int'> has no known converter"):
        CompositePayloadConverter(BinaryNullPayloadConverter()).to_payloads([1])


def test_hints_may_be_fewer_than_payloads() -> None:
    payloads = DEFAULT.to_payloads([1, 2.5])
    assert DEFAULT.from_payloads(payloads, [float]) == OFFICIAL.from_payloads(OFFICIAL.to_payloads([1, 2.5]), [float])


def test_raw_values_pass_through() -> None:
    payload = Payload(metadata={"encoding": b"anything"}, data=b"x")
    assert DEFAULT.to_payloads([RawValue(payload)]) == [payload]
    [raw] = DEFAULT.from_payloads([payload], [RawValue])
    assert raw == RawValue(payload)
    assert pickle.loads(pickle.dumps(raw)) == raw


def test_pydantic_models_of_version_1() -> None:
    class Model(pydantic.v1.BaseModel):
        x: int

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        payload = DEFAULT.to_payload(Model(x=1))
    assert ["use everloop.contrib.pydantic" in str(warning.message) for warning in caught] == [True]
    assert DEFAULT.from_payload(payload, Model) == Model(x=1)


T = TypeVar("T")


class BoxConverter(TransferTypeConverter[Any, Any]):
    transfer_type = dict[str, int]

    def to_transfer_type(self, value: Any) -> Any:
        return {"in": value.content}

    def from_transfer_type(self, value: Any, type_hint: type) -> Any:
        return Box(value["in"], type_hint)


@transfer_type_convertible(BoxConverter)
class Box(Generic[T]):
    def __init__(self, content: int, hint: Any = None) -> None:
        self.content = content
        self.hint = hint


def test_transfer_types() -> None:
    payloads = DEFAULT.to_payloads([Box(3), 4])
    assert [payload.data for payload in payloads] == [b'{"in":3}', b"4"]
    box, number = DEFAULT.from_payloads(payloads, [Box[int], int])
    assert (box.content, box.hint, number) == (3, Box[int], 4)
    with pytest.raises(TypeError, match="already has a transfer type converter"):
        transfer_type_convertible(BoxConverter)(Box)


class InContext(JSONPlainPayloadConverter, WithSerializationContext):
    def __init__(self, where: str = "nowhere") -> None:
        super().__init__()
        self.where = where

    def with_context(self, context: SerializationContext) -> InContext:
        assert isinstance(context, WorkflowSerializationContext)
        return InContext(context.workflow_id)

    def to_payload(self, value: Any) -> Payload | None:
        return super().to_payload([self.where, value])


class ContextConverter(CompositePayloadConverter):
    def __init__(self) -> None:
        super().__init__(InContext())


def test_contexts_reach_the_encodings() -> None:
    converter = DataConverter(payload_converter_class=ContextConverter)
    adapted = converter.with_context(WorkflowSerializationContext("n", "w"))
    assert adapted.payload_converter.to_payload(1).data == b'["w",1]'
    assert converter.payload_converter.to_payload(1).data == b'["nowhere",1]'
    assert adapted.failure_converter is converter.failure_converter
    assert DataConverter.default.with_context(WorkflowSerializationContext("n", "w")) is DataConverter.default


class Doubling(PayloadCodec):
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload(metadata={"encoding": b"double"}, data=p.SerializeToString()) for p in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload.FromString(payload.data) for payload in payloads]


async def test_codecs_come_between_conversion_and_wire() -> None:
    converter = DataConverter(payload_codec=Doubling())
    payloads = await converter.encode([1, "two"])
    assert [payload.metadata["encoding"] for payload in payloads] == [b"double", b"double"]
    assert await converter.decode(payloads, [int, str]) == [1, "two"]
    wrapped = await converter.encode_wrapper([3])
    assert await converter.decode_wrapper(wrapped) == [3]
    assert await converter.decode_wrapper(None) == []
    await Doubling().decode_wrapper(wrapped)
    assert DEFAULT.from_payloads_wrapper(wrapped) == [3]
    assert DEFAULT.from_payloads_wrapper(Payloads()) == []


async def test_codecs_may_answer_with_any_iterable() -> None:
    class Lazy(PayloadCodec):
        async def encode(self, payloads: Sequence[Payload]) -> Any:
            return tuple(payloads)

        async def decode(self, payloads: Sequence[Payload]) -> Any:
            return iter(payloads)

    converter = DataConverter(payload_codec=Lazy())
    payloads = await converter.encode([1, "two"])
    assert isinstance(payloads, list)
    assert await converter.decode(payloads, [int, str]) == [1, "two"]


def test_data_converters_have_the_shape_of_the_official_one() -> None:
    fields = {field.name: field.init for field in dataclasses.fields(DataConverter)}
    assert fields == {field.name: field.init for field in dataclasses.fields(temporalio.converter.DataConverter)}
    assert everloop.converter.default() is DataConverter.default
    assert isinstance(dataclasses.replace(DataConverter.default, payload_codec=Doubling()).payload_codec, Doubling)


def test_validation_errors() -> None:
    error = create_payload_validation_error({"field": "bad"})
    assert (error.type, error.non_retryable, error.details) == ("PayloadValidationError", True, ({"field": "bad"},))
    assert create_payload_validation_error(None).details == ()


WHEN = datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
VALUES: list[tuple[str, Any]] = [
    ("text", "some words"),
    ("keyword", "k"),
    ("int", 3),
    ("float", 2.0),
    ("bool", True),
    ("datetime", WHEN),
    ("keyword_list", ["a", "b"]),
]


def typed(package: Any) -> Any:
    return package.TypedSearchAttributes(
        [
            package.SearchAttributePair(getattr(package.SearchAttributeKey, f"for_{kind}")(f"my-{kind}"), value)
            for kind, value in VALUES
        ]
    )


def test_typed_search_attributes() -> None:
    ours, theirs = SearchAttributes(), temporalio.api.common.v1.SearchAttributes()
    encode_search_attributes(typed(everloop.common), ours)
    temporalio.converter.encode_search_attributes(typed(temporalio.common), theirs)
    assert ours.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True)
    assert decode_typed_search_attributes(ours) == typed(everloop.common)
    assert decode_search_attributes(ours) == temporalio.converter.decode_search_attributes(theirs)


def test_search_attributes_as_servers_write_them() -> None:
    def decoded(payload: Payload) -> Any:
        attributes = SearchAttributes(indexed_fields={"a": payload})
        return [tuple(pair) for pair in decode_typed_search_attributes(attributes)]

    def of(kind: bytes, data: bytes) -> Payload:
        return Payload(metadata={"encoding": b"json/plain", "type": kind}, data=data)

    assert decoded(of(b"Double", b"3")) == [(SearchAttributeKey.for_float("a"), 3.0)]
    assert decoded(of(b"Int", b"[3]")) == [(SearchAttributeKey.for_int("a"), 3)]
    assert decoded(of(b"Int", b"[3,4]")) == []
    assert decoded(of(b"Int", b'"x"')) == []
    assert decoded(of(b"Other", b"3")) == []
    assert decoded(of(b"INDEXED_VALUE_TYPE_KEYWORD_LIST", b'["x"]')) == [
        (SearchAttributeKey.for_keyword_list("a"), ["x"])
    ]


def test_search_attributes_that_are_refused() -> None:
    key = SearchAttributeKey.for_int("a")
    with pytest.raises(TypeError, match="not suitable for indexed value type"):
        encode_typed_search_attribute_value(key, "x")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Timezone must be present"):
        encode_typed_search_attribute_value(SearchAttributeKey.for_datetime("a"), datetime(2020, 1, 1))
    with pytest.raises(TypeError, match="must be strings"):
        encode_typed_search_attribute_value(SearchAttributeKey.for_keyword_list("a"), [1])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="must be lists"):
        encode_search_attribute_values("x")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="same type"):
        encode_search_attribute_values(["a", 1])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="of type object not one of"):
        encode_search_attribute_values([object()])  # type: ignore[list-item]
    assert (
        encode_search_attribute_values([WHEN, WHEN]).data
        == b'["2020-01-02T03:04:05+00:00","2020-01-02T03:04:05+00:00"]'
    )
    assert encode_typed_search_attribute_value(key, None).metadata == {"encoding": b"binary/null"}
    assert SearchAttributePair(key, 1) in list(TypedSearchAttributes([SearchAttributePair(key, 1)]))


def test_a_custom_converter_among_the_default_ones() -> None:
    class Reversed(EncodingPayloadConverter):
        @property
        def encoding(self) -> str:
            return "text/reversed"

        def to_payload(self, value: Any) -> Payload | None:
            if not isinstance(value, str):
                return None
            return Payload(metadata={"encoding": b"text/reversed"}, data=value[::-1].encode())

        def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
            return payload.data.decode()[::-1]

    class Mine(CompositePayloadConverter):
        def __init__(self) -> None:
            super().__init__(Reversed(), *DefaultPayloadConverter.default_encoding_payload_converters)

    converter = DataConverter(payload_converter_class=Mine).payload_converter
    assert [p.data for p in converter.to_payloads(["abc", 1])] == [b"cba", b"1"]
    assert converter.from_payloads(converter.to_payloads(["abc", 1])) == ["abc", 1]
