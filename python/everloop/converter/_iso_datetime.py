"""ISO 8601 datetimes for Python 3.10, whose own parser reads only what it writes itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

__all__ = ["parse"]

_PATTERN = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?"
)


def parse(text: str) -> datetime:
    """The datetime of a string.

    Raises:
        ValueError: If it is none.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise ValueError(f"Invalid isoformat string: {text!r}")
    numbers = [int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    microsecond = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    return datetime(
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], microsecond, tzinfo=_zone(found["zone"])
    )


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(6, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:]))
    return timezone(-offset if text[0] == "-" else offset)
