"""Exceptions to failures and back: the interface, and the default rules, which the extension module holds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

import everloop
from everloop._bridge.convert import exception_from_failure, failure_from_exception

if TYPE_CHECKING:
    import everloop.api.failure.v1
    import everloop.converter

__all__ = ["DefaultFailureConverter", "DefaultFailureConverterWithEncodedAttributes", "FailureConverter"]


class FailureConverter(ABC):
    """Converts exceptions to failures and failures to exceptions.

    Of what a workflow raises, only a `FailureError` is converted: any other error fails the workflow task instead.
    """

    default: ClassVar[FailureConverter]
    """The default converter."""

    @abstractmethod
    def to_failure(
        self,
        exception: BaseException,
        payload_converter: everloop.converter.PayloadConverter,
        failure: everloop.api.failure.v1.Failure,
    ) -> None:
        """Writes an exception into a failure.

        Args:
            exception: The exception, which must not be changed.
            payload_converter: Converts what goes with it.
            failure: The failure to write into.
        """

    @abstractmethod
    def from_failure(
        self, failure: everloop.api.failure.v1.Failure, payload_converter: everloop.converter.PayloadConverter
    ) -> BaseException:
        """The exception that a failure stands for.

        Args:
            failure: The failure, which must not be changed.
            payload_converter: Converts what goes with it.
        """


class DefaultFailureConverter(FailureConverter):
    """Converts between failures and the exceptions of `everloop.exceptions`.

    Any other exception becomes an application error that is named after its class. Causes follow Python's rules.
    """

    def __init__(self, *, encode_common_attributes: bool = False) -> None:
        """Makes a converter.

        Args:
            encode_common_attributes: Whether message and stack trace go into a payload, where a codec can encode
                them, and only a placeholder stays readable.
        """
        self._encode_common_attributes = encode_common_attributes

    def to_failure(
        self,
        exception: BaseException,
        payload_converter: everloop.converter.PayloadConverter,
        failure: everloop.api.failure.v1.Failure,
    ) -> None:
        """Writes an exception into a failure."""
        encoded = failure_from_exception(exception, payload_converter, self._encode_common_attributes, self)
        failure.MergeFromString(encoded)

    def from_failure(
        self, failure: everloop.api.failure.v1.Failure, payload_converter: everloop.converter.PayloadConverter
    ) -> BaseException:
        """The exception that a failure stands for."""
        return exception_from_failure(failure, payload_converter, self)


class DefaultFailureConverterWithEncodedAttributes(DefaultFailureConverter):
    """The default rules, with message and stack trace in a payload that a codec can encode."""

    def __init__(self) -> None:
        super().__init__(encode_common_attributes=True)
