"""How something ended, and for whom it was done."""

from __future__ import annotations

from typing import Generic, TypeAlias, TypeVar

from everloop._dataclass import dataclass

__all__ = [
    "OnCompleteRequest",
    "OnCompleteRequestResult",
    "OnCompleteRequestResultFailure",
    "OnCompleteRequestResultSuccess",
    "OnCompleteResponse",
    "OutputT",
    "SourceContextT",
]

OutputT = TypeVar("OutputT")
SourceContextT = TypeVar("SourceContextT")


@dataclass
class OnCompleteRequestResultSuccess(Generic[OutputT]):
    """It ended well."""

    value: OutputT


@dataclass
class OnCompleteRequestResultFailure:
    """It failed."""

    value: BaseException


OnCompleteRequestResult: TypeAlias = OnCompleteRequestResultSuccess[OutputT] | OnCompleteRequestResultFailure


@dataclass
class OnCompleteRequest(Generic[OutputT, SourceContextT]):
    """What ended."""

    result: OnCompleteRequestResult[OutputT]
    source_context: SourceContextT


@dataclass
class OnCompleteResponse:
    """The answer, which says nothing."""
