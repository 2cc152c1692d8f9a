"""Tokens of operations that are workflows: a little JSON in base64url, which other SDKs read and write too."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

__all__ = ["read_workflow_token", "write_workflow_token"]

_WORKFLOW = 1


def write_workflow_token(namespace: str, workflow_id: str) -> str:
    """The token of a workflow."""
    text = json.dumps({"t": _WORKFLOW, "ns": namespace, "wid": workflow_id}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_workflow_token(token: str) -> tuple[str, str]:
    """Namespace and workflow id.

    Raises:
        TypeError: If it is no token of a workflow.
    """
    fields = _fields(token)
    kind = fields.get("t")
    if not isinstance(kind, int):
        raise TypeError(f"invalid token: expected token type to be an int, got {type(kind)}")
    if kind != _WORKFLOW:
        raise TypeError(f"invalid workflow token: its type is {kind}, that of workflows is {_WORKFLOW}")
    if fields.get("v"):
        raise TypeError("invalid workflow token: 'v' field, if present, must be 0 or null/absent")
    workflow_id, namespace = fields.get("wid"), fields.get("ns")
    if not isinstance(workflow_id, str) or not workflow_id:
        raise TypeError("invalid token: expected non-empty workflow id for token type `WORKFLOW`")
    if not isinstance(namespace, str):
        raise TypeError(f"invalid workflow token: expected namespace to be a string, got {type(namespace)}")
    return namespace, workflow_id


def _fields(token: str) -> dict[str, Any]:
    if not token:
        raise TypeError("invalid token: token is empty")
    try:
        decoded = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TypeError("failed to decode token as base64url") from error
    try:
        fields: Any = json.loads(decoded)
    except ValueError as error:
        raise TypeError("failed to unmarshal operation token") from error
    if not isinstance(fields, dict):
        raise TypeError(f"invalid token: expected an object, got {type(fields)}")
    return fields  # pyright: ignore[reportUnknownVariableType]
