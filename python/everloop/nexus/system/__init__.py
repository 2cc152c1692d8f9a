"""The endpoint by which a server offers its own operations."""

from __future__ import annotations

__all__ = ["TEMPORAL_SYSTEM_ENDPOINT", "is_system_endpoint"]

TEMPORAL_SYSTEM_ENDPOINT = "__temporal_system"
"""The name of that endpoint."""


def is_system_endpoint(endpoint: str) -> bool:
    """Whether an endpoint is the server's own."""
    return endpoint == TEMPORAL_SYSTEM_ENDPOINT
