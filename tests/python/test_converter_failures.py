"""Failures are those of the official SDK, and so are the exceptions made from them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from types import ModuleType
from typing import Any

import nexusrpc
import pytest
import temporalio.api.failure.v1
import temporalio.converter
import temporalio.exceptions
from hypothesis import given, settings
from hypothesis import strategies as st

import everloop.api.failure.v1
import everloop.converter
import everloop.exceptions

PACKAGES = [(everloop.exceptions, everloop.converter), (temporalio.exceptions, temporalio.converter)]


def application(errors: ModuleType) -> None:
    raise errors.ApplicationError("plain")


def application_with_everything(errors: ModuleType) -> None:
    raise errors.ApplicationError(
        "all",
        1,
        {"a": [None]},
        b"bytes",
        type="Type",
        non_retryable=True,
        next_retry_delay=timedelta(days=1, microseconds=-1),
        category=errors.ApplicationErrorCategory.BENIGN,
    )


def other_exception(errors: ModuleType) -> None:
    raise KeyError("é", 1)


def chained(errors: ModuleType) -> None:
    try:
        try:
            raise ValueError("inner")
        except ValueError as error:
            raise errors.CancelledError("middle", "detail") from error
    except errors.CancelledError as error:
        raise RuntimeError("outer") from error


def context_of_a_failure(errors: ModuleType) -> None:
    try:
        raise ValueError("handled")
    except ValueError:
        raise errors.ApplicationError("while handling")  # noqa: B904 - the context is the point


def context_of_another(errors: ModuleType) -> None:
    try:
        raise ValueError("handled")
    except ValueError:
        raise KeyError("while handling")  # noqa: B904 - the context is the point


def suppressed(errors: ModuleType) -> None:
    try:
        raise ValueError("handled")
    except ValueError:
        raise errors.ApplicationError("from nothing") from None


def bare(errors: ModuleType) -> None:
    raise errors.FailureError("bare")


def timeout(errors: ModuleType) -> None:
    raise errors.TimeoutError("late", type=errors.TimeoutType.HEARTBEAT, last_heartbeat_details=[1, "two"])


def timeout_of_no_type(errors: ModuleType) -> None:
    raise errors.TimeoutError("late", type=None, last_heartbeat_details=[])


def terminated(errors: ModuleType) -> None:
    raise errors.TerminatedError("terminated", "detail")


def server(errors: ModuleType) -> None:
    raise errors.ServerError("server", non_retryable=True)


def activity(errors: ModuleType) -> None:
    raise errors.ActivityError(
        "activity",
        scheduled_event_id=5,
        started_event_id=6,
        identity="me",
        activity_type="Type",
        activity_id="id",
        retry_state=errors.RetryState.MAXIMUM_ATTEMPTS_REACHED,
    ) from errors.ApplicationError("cause", type="X")


def child_workflow(errors: ModuleType) -> None:
    raise errors.ChildWorkflowError(
        "child",
        namespace="n",
        workflow_id="w",
        run_id="r",
        workflow_type="T",
        initiated_event_id=1,
        started_event_id=2,
        retry_state=None,
    )


def nexus_operation(errors: ModuleType) -> None:
    raise errors.NexusOperationError(
        "nexus", scheduled_event_id=1, endpoint="e", service="s", operation="o", operation_token="t"
    )


def nexus_handler(errors: ModuleType) -> None:
    raise nexusrpc.HandlerError(
        "handler", type=nexusrpc.HandlerErrorType.NOT_FOUND, retryable_override=True
    ) from errors.ApplicationError("why")


def already_started(errors: ModuleType) -> None:
    raise errors.WorkflowAlreadyStartedError("id", "type", run_id="run")


def invalid_override(errors: ModuleType) -> None:
    raise errors.InvalidVersioningOverrideError


RAISERS: list[Callable[[ModuleType], None]] = [
    application,
    application_with_everything,
    other_exception,
    chained,
    context_of_a_failure,
    context_of_another,
    suppressed,
    bare,
    timeout,
    timeout_of_no_type,
    terminated,
    server,
    activity,
    child_workflow,
    nexus_operation,
    nexus_handler,
    already_started,
    invalid_override,
]


def caught(raiser: Callable[[ModuleType], None], errors: ModuleType) -> BaseException:
    try:
        raiser(errors)
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def failure_of(error: BaseException, converter: ModuleType, encoded: bool = False) -> Any:
    api = everloop.api.failure.v1 if converter is everloop.converter else temporalio.api.failure.v1
    failure = api.Failure()
    rules = (converter.DefaultFailureConverterWithEncodedAttributes if encoded else converter.DefaultFailureConverter)()
    rules.to_failure(error, converter.PayloadConverter.default, failure)
    return failure


def seen(error: BaseException | None) -> Any:
    """What a program can see of an exception, without the package it is from."""
    if error is None:
        return None
    attributes = {
        name: getattr(error, name)
        for name in sorted(dir(error))
        if not name.startswith("_")
        and name not in ("failure", "cause", "add_note", "with_traceback", "original_failure")
        and not callable(getattr(error, name))
    }
    failure = getattr(error, "failure", None)
    original = getattr(error, "original_failure", None)
    return (
        type(error).__name__,
        str(error),
        error.args,
        attributes,
        str(failure),
        dataclasses.asdict(original) if original else None,
        seen(error.__cause__),
    )


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("raiser", RAISERS, ids=lambda raiser: raiser.__name__)
def test_round_trip(raiser: Callable[[ModuleType], None], encoded: bool) -> None:
    ours, theirs = (failure_of(caught(raiser, errors), converter, encoded) for errors, converter in PACKAGES)
    assert str(ours) == str(theirs)
    back = everloop.converter.FailureConverter.default.from_failure(ours, everloop.converter.PayloadConverter.default)
    official = temporalio.converter.FailureConverter.default.from_failure(
        theirs, temporalio.converter.PayloadConverter.default
    )
    assert seen(back) == seen(official)
    # What came from the wire goes back as it came.
    assert str(failure_of(back, everloop.converter)) == str(failure_of(official, temporalio.converter))


@given(st.integers(-(10**9), 10**9), st.integers(-999_999, 999_999))
@settings(max_examples=200, deadline=None)
def test_retry_delays(seconds: int, microseconds: int) -> None:
    delay = timedelta(seconds=seconds, microseconds=microseconds)
    ours = failure_of(everloop.exceptions.ApplicationError("m", next_retry_delay=delay), everloop.converter)
    theirs = failure_of(temporalio.exceptions.ApplicationError("m", next_retry_delay=delay), temporalio.converter)
    assert str(ours) == str(theirs)
    back = everloop.converter.FailureConverter.default.from_failure(ours, everloop.converter.PayloadConverter.default)
    assert isinstance(back, everloop.exceptions.ApplicationError)
    assert back.next_retry_delay == (delay or None)


@pytest.mark.parametrize(
    "fill",
    [
        lambda failure: None,
        lambda failure: failure.reset_workflow_failure_info.SetInParent(),
        lambda failure: failure.application_failure_info.SetInParent(),
        lambda failure: failure.timeout_failure_info.SetInParent(),
        lambda failure: failure.canceled_failure_info.SetInParent(),
        lambda failure: failure.terminated_failure_info.SetInParent(),
        lambda failure: failure.server_failure_info.SetInParent(),
        lambda failure: failure.activity_failure_info.SetInParent(),
        lambda failure: failure.child_workflow_execution_failure_info.SetInParent(),
        lambda failure: failure.nexus_operation_execution_failure_info.SetInParent(),
        lambda failure: failure.nexus_handler_failure_info.SetInParent(),
        lambda failure: failure.encoded_attributes.MergeFrom(
            type(failure.encoded_attributes)(
                metadata={"encoding": b"json/plain"}, data=b'{"message":"m","stack_trace":3}'
            )
        ),
        lambda failure: failure.encoded_attributes.MergeFrom(
            type(failure.encoded_attributes)(metadata={"encoding": b"unknown"}, data=b"x")
        ),
    ],
)
def test_failures_that_say_nothing(fill: Callable[[Any], None]) -> None:
    ours, theirs = everloop.api.failure.v1.Failure(), temporalio.api.failure.v1.Failure()
    fill(ours)
    fill(theirs)
    back = everloop.converter.FailureConverter.default.from_failure(ours, everloop.converter.PayloadConverter.default)
    official = temporalio.converter.FailureConverter.default.from_failure(
        theirs, temporalio.converter.PayloadConverter.default
    )
    assert seen(back) == seen(official)


def test_an_unknown_enum_value_is_refused() -> None:
    failure = everloop.api.failure.v1.Failure()
    failure.timeout_failure_info.timeout_type = 99
    with pytest.raises(ValueError, match="99 is not a valid TimeoutType"):
        everloop.converter.FailureConverter.default.from_failure(failure, everloop.converter.PayloadConverter.default)


def test_a_subclass_sees_the_causes() -> None:
    class Shouting(everloop.converter.DefaultFailureConverter):
        def to_failure(self, exception: BaseException, payload_converter: Any, failure: Any) -> None:
            super().to_failure(exception, payload_converter, failure)
            failure.message = failure.message.upper()

        def from_failure(self, failure: Any, payload_converter: Any) -> BaseException:
            error = super().from_failure(failure, payload_converter)
            error.args = (*error.args, "seen")
            return error

    failure = everloop.api.failure.v1.Failure()
    payloads = everloop.converter.PayloadConverter.default
    Shouting().to_failure(caught(chained, everloop.exceptions), payloads, failure)
    assert [failure.message, failure.cause.message, failure.cause.cause.message] == ["OUTER", "MIDDLE", "INNER"]
    error = Shouting().from_failure(failure, payloads)
    assert error.args == ("RuntimeError: OUTER", "seen")
    assert error.__cause__ is not None
    assert error.__cause__.args == ("MIDDLE", "seen")


def test_details_go_through_the_payload_converter() -> None:
    class Marked(everloop.converter.DefaultPayloadConverter):
        def to_payloads(self, values: Any) -> Any:
            payloads = super().to_payloads(values)
            for payload in payloads:
                payload.metadata["marked"] = b"yes"
            return payloads

        def from_payloads(self, payloads: Any, type_hints: Any = None) -> Any:
            return [("marked", value) for value in super().from_payloads(payloads, type_hints)]

    failure = everloop.api.failure.v1.Failure()
    rules = everloop.converter.DefaultFailureConverter()
    rules.to_failure(everloop.exceptions.ApplicationError("m", 1), Marked(), failure)
    assert failure.application_failure_info.details.payloads[0].metadata["marked"] == b"yes"
    error = rules.from_failure(failure, Marked())
    assert isinstance(error, everloop.exceptions.ApplicationError)
    assert error.details == (("marked", 1),)


async def test_a_data_converter_encodes_failures() -> None:
    class Reversing(everloop.converter.PayloadCodec):
        async def encode(self, payloads: Any) -> Any:
            return [type(payload)(metadata=payload.metadata, data=payload.data[::-1]) for payload in payloads]

        decode = encode

    converter = everloop.converter.DataConverter(
        payload_codec=Reversing(),
        failure_converter_class=everloop.converter.DefaultFailureConverterWithEncodedAttributes,
    )
    failure = everloop.api.failure.v1.Failure()
    await converter.encode_failure(caught(application_with_everything, everloop.exceptions), failure)
    assert failure.message == "Encoded failure"
    assert failure.encoded_attributes.data.endswith(b'"egassem"{')
    assert failure.application_failure_info.details.payloads[1].data == b'}]llun[:"a"{'
    error = await converter.decode_failure(failure)
    assert isinstance(error, everloop.exceptions.ApplicationError)
    assert (error.message, error.details) == ("all", (1, {"a": [None]}, b"bytes"))


def test_an_error_that_leads_to_itself_is_told_once() -> None:
    first, second = ValueError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first
    failure = everloop.api.failure.v1.Failure()
    converter = everloop.converter.default()
    converter.failure_converter.to_failure(first, converter.payload_converter, failure)
    assert failure.message == "first"
    assert not failure.HasField("cause")


@pytest.mark.parametrize("errors", [everloop.exceptions.ApplicationError, ValueError])
def test_a_long_chain_of_causes_can_be_read(errors: Callable[[str], BaseException]) -> None:
    chain = [errors(str(number)) for number in range(2000)]
    for error, cause in pairwise(chain):
        error.__cause__ = cause
    failure = everloop.api.failure.v1.Failure()
    converter = everloop.converter.default()
    converter.failure_converter.to_failure(chain[0], converter.payload_converter, failure)
    read = everloop.api.failure.v1.Failure.FromString(failure.SerializeToString())
    told = 0
    while read.HasField("cause"):
        read, told = read.cause, told + 1
    assert read.message == str(told)
    assert told == 60
