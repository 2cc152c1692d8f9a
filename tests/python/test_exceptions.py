"""The errors: their hierarchy, what they show, and which of them are cancellations."""

from __future__ import annotations

import asyncio
import enum
import inspect

import pytest
import temporalio.exceptions

import everloop.exceptions
from everloop.exceptions import ActivityError, ApplicationError, CancelledError, FailureError, is_cancelled_exception

NAMES = [
    name
    for name, value in vars(temporalio.exceptions).items()
    if inspect.isclass(value) and value.__module__ == "temporalio.exceptions"
]


@pytest.mark.parametrize("name", NAMES)
def test_every_class_is_there_with_the_same_bases(name: str) -> None:
    ours, theirs = getattr(everloop.exceptions, name), getattr(temporalio.exceptions, name)
    assert [base.__name__ for base in ours.__mro__] == [base.__name__ for base in theirs.__mro__]
    if isinstance(ours, enum.EnumMeta):
        assert {member.name: member.value for member in ours} == {member.name: member.value for member in theirs}  # type: ignore[var-annotated]


def test_an_application_error_shows_its_type() -> None:
    assert str(ApplicationError("m")) == "m"
    error = ApplicationError("m", 1, type="T")
    assert (str(error), error.message, error.details, error.failure) == ("T: m", "m", (1,), None)


def test_the_cause_is_pythons() -> None:
    with pytest.raises(FailureError) as caught:
        raise FailureError("outer") from ValueError("inner")
    assert caught.value.cause is caught.value.__cause__


def test_cancellations() -> None:
    def activity_error(cause: BaseException | None) -> ActivityError:
        error = ActivityError(
            "m",
            scheduled_event_id=1,
            started_event_id=2,
            identity="i",
            activity_type="t",
            activity_id="a",
            retry_state=None,
        )
        error.__cause__ = cause
        return error

    assert is_cancelled_exception(CancelledError())
    assert is_cancelled_exception(asyncio.CancelledError())
    assert is_cancelled_exception(activity_error(CancelledError()))
    assert not is_cancelled_exception(activity_error(asyncio.CancelledError()))
    assert not is_cancelled_exception(activity_error(None))
    assert not is_cancelled_exception(ApplicationError("m"))
