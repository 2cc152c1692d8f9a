"""Errors of Nexus handlers as failures, in the terms of the `nexusrpc` package.

The package is imported only where such an error exists, or where a failure stands for one. Called by the
extension module, which keeps the rules for all other errors.
"""

from __future__ import annotations

import dataclasses
import json
import traceback
from logging import getLogger
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everloop.api.failure.v1 import Failure

__all__ = ["error_from_failure", "failure_from_error"]

_FAILURE_TYPE = "temporal.api.failure.v1.Failure"
_RETRYABLE, _NON_RETRYABLE = 1, 2


def failure_from_error(error: Any, failure: Failure) -> None:
    """Writes a `nexusrpc.HandlerError` into a failure, without its cause.

    Args:
        error: The error.
        failure: The failure to write into.
    """
    if error.original_failure:
        _write_original(error.original_failure, error.retryable, failure)
        return
    failure.message = error.message
    if error.stack_trace:
        failure.stack_trace = error.stack_trace
    elif error.__traceback__:
        failure.stack_trace = "\n".join(traceback.format_tb(error.__traceback__))
    info = failure.nexus_handler_failure_info
    info.SetInParent()
    info.type = error.type.name
    if error.retryable_override is not None:
        info.retry_behavior = _RETRYABLE if error.retryable_override else _NON_RETRYABLE


def _write_original(original: Any, retryable: bool, failure: Failure) -> None:
    """Writes the failure that a handler's error was made from."""
    if original.metadata and original.metadata.get("type") == _FAILURE_TYPE:
        from google.protobuf import json_format

        json_format.ParseDict(dict(original.details or {}), failure)
    else:
        info = failure.application_failure_info
        info.type = "NexusFailure"
        info.non_retryable = not retryable
        rest = dataclasses.asdict(dataclasses.replace(original, message=""))
        info.details.payloads.add(
            metadata={"encoding": b"json/plain"}, data=json.dumps(rest, separators=(",", ":")).encode()
        )
    failure.message = original.message
    failure.stack_trace = original.stack_trace or ""


def error_from_failure(failure: Failure) -> BaseException:
    """The `nexusrpc.HandlerError` that a failure stands for, without its cause.

    Args:
        failure: A failure of a Nexus handler.
    """
    import nexusrpc

    info = failure.nexus_handler_failure_info
    try:
        kind = nexusrpc.HandlerErrorType[info.type]
    except KeyError:
        getLogger("everloop.converter").warning("Unknown Nexus HandlerErrorType: %s", info.type)
        kind = nexusrpc.HandlerErrorType.INTERNAL
    return nexusrpc.HandlerError(
        failure.message or "Nexus handler error",
        type=kind,
        retryable_override={_RETRYABLE: True, _NON_RETRYABLE: False}.get(info.retry_behavior),
        stack_trace=failure.stack_trace or None,
        original_failure=_original(failure),
    )


def _original(failure: Failure) -> Any:
    import nexusrpc
    from google.protobuf import json_format

    rest = type(failure)()
    rest.CopyFrom(failure)
    rest.ClearField("message")
    rest.ClearField("stack_trace")
    return nexusrpc.Failure(
        message=failure.message,
        stack_trace=failure.stack_trace,
        metadata={"type": _FAILURE_TYPE},
        details=json_format.MessageToDict(rest),
    )
