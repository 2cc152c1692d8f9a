"""What a handler of completions is told. Workers refuse such handlers so far."""

from __future__ import annotations

from .models import (
    OnCompleteRequest,
    OnCompleteRequestResult,
    OnCompleteRequestResultFailure,
    OnCompleteRequestResultSuccess,
    OnCompleteResponse,
)

__all__ = [
    "OnCompleteRequest",
    "OnCompleteRequestResult",
    "OnCompleteRequestResultFailure",
    "OnCompleteRequestResultSuccess",
    "OnCompleteResponse",
]
