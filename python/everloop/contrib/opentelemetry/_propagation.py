"""How a trace travels: its context in the headers of requests and commands, as other SDKs of the protocol write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import opentelemetry.baggage.propagation
import opentelemetry.context
import opentelemetry.propagators.composite
import opentelemetry.trace.propagation.tracecontext

from everloop.converter import DataConverter

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.propagators.textmap import TextMapPropagator

    from everloop.api.common.v1 import Payload
    from everloop.converter import PayloadConverter

__all__ = [
    "DEFAULT_PROPAGATOR",
    "HEADER_KEY",
    "Carrier",
    "HasHeaders",
    "carrier_of",
    "context_from",
    "context_of",
    "with_carrier",
    "with_context",
]

HEADER_KEY = "_tracer-data"
"""The header that holds a context: a JSON object of what propagators write."""

DEFAULT_PROPAGATOR: TextMapPropagator = opentelemetry.propagators.composite.CompositePropagator(
    [
        opentelemetry.trace.propagation.tracecontext.TraceContextTextMapPropagator(),
        opentelemetry.baggage.propagation.W3CBaggagePropagator(),
    ]
)

Carrier = dict[str, str]


class HasHeaders(Protocol):
    """An input that an interceptor may add headers to."""

    headers: Mapping[str, Payload]


def carrier_of(context: Context | None = None, propagator: TextMapPropagator = DEFAULT_PROPAGATOR) -> Carrier:
    """What propagators write of a context; the current one by default. Empty if it has no trace."""
    carrier: Carrier = {}
    propagator.inject(carrier, context=context)  # pyright: ignore[reportArgumentType]
    return carrier


def context_of(carrier: Mapping[str, str], propagator: TextMapPropagator = DEFAULT_PROPAGATOR) -> Context:
    """The context that was written to a carrier, upon the current one."""
    return propagator.extract(carrier, context=opentelemetry.context.get_current())


def with_carrier(
    headers: Mapping[str, Payload],
    carrier: Carrier,
    *,
    key: str = HEADER_KEY,
    converter: PayloadConverter | None = None,
) -> Mapping[str, Payload]:
    """The headers and the carrier; the headers themselves if it is empty."""
    if not carrier:
        return headers
    converter = converter or DataConverter.default.payload_converter
    return {**headers, key: converter.to_payloads([carrier])[0]}


def with_context(headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
    """The headers and the current context."""
    return with_carrier(headers, carrier_of())


def context_from(
    headers: Mapping[str, Payload],
    *,
    key: str = HEADER_KEY,
    converter: PayloadConverter | None = None,
    propagator: TextMapPropagator = DEFAULT_PROPAGATOR,
) -> Context | None:
    """The context in headers, upon the current one; ``None`` if there is none."""
    payload = headers.get(key)
    if payload is None:
        return None
    converter = converter or DataConverter.default.payload_converter
    carrier: Any = converter.from_payloads([payload])[0]
    return context_of(carrier, propagator) if carrier else None
