"""The JSON rules in full, for values the extension module leaves alone, and for errors.

Called by the extension module only.
"""

from __future__ import annotations

import json
from typing import Any

from everloop.converter._json import AdvancedJSONEncoder

__all__ = ["decode_json", "encode_json"]


def encode_json(value: Any) -> bytes:
    """The JSON text of a value.

    Raises:
        TypeError: If JSON has no form for it.
    """
    return json.dumps(value, cls=AdvancedJSONEncoder, separators=(",", ":"), sort_keys=True).encode()


def decode_json(text: bytes, hint: Any) -> Any:
    """The value of a JSON text, as the type that the hint asks for.

    Raises:
        RuntimeError: If the text is no JSON.
        TypeError: If the value is not of that type.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise RuntimeError("Failed parsing") from error
    if not hint:
        return value
    from everloop.converter._typed_values import value_to_type

    return value_to_type(hint, value)
