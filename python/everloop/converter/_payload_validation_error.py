"""The error by which a converter says that a payload is not valid."""

from __future__ import annotations

from typing import Any

from everloop.exceptions import ApplicationError

__all__ = ["create_payload_validation_error"]


def create_payload_validation_error(details: Any) -> ApplicationError:
    """An error that no retry can mend, of the type reserved for invalid payloads.

    Args:
        details: What is wrong, in a form that can be converted; None for nothing.
    """
    return ApplicationError(
        "Payload validation failed",
        *(() if details is None else (details,)),
        type="PayloadValidationError",
        non_retryable=True,
    )
