"""The logger of activities: log records know which attempt wrote them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from everloop._loggers import logger_of

from ._context import current

__all__ = ["LoggerAdapter", "logger"]

if TYPE_CHECKING:
    _Adapter = logging.LoggerAdapter[logging.Logger]
else:
    _Adapter = logging.LoggerAdapter


class LoggerAdapter(_Adapter):
    """Adds details of the running activity to messages and records.

    Attributes:
        activity_info_on_message: Append the details to the message; on by default.
        activity_info_on_extra: Put the details on the record as ``temporal_activity``; on by default.
        full_activity_info_on_extra: Put the whole info on the record as ``activity_info``; off by default.
    """

    def __init__(self, logger: logging.Logger, extra: Mapping[str, Any] | None) -> None:
        """Wrap a logger."""
        super().__init__(logger, extra or {})
        self.activity_info_on_message = True
        self.activity_info_on_extra = True
        self.full_activity_info_on_extra = False

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Add the details."""
        context = current.get(None)
        if context is None:
            return msg, kwargs
        if self.activity_info_on_message:
            msg = f"{msg} ({context.logger_details})"
        if self.activity_info_on_extra or self.full_activity_info_on_extra:
            # The caller's mapping stays as it is.
            extra = dict(kwargs.get("extra") or {})
            if self.activity_info_on_extra:
                extra["temporal_activity"] = context.logger_details
            if self.full_activity_info_on_extra:
                extra["activity_info"] = context.info()
            kwargs["extra"] = extra
        return msg, kwargs

    @property
    def base_logger(self) -> logging.Logger:
        """The logger beneath, for handlers and formatters."""
        return self.logger


logger = LoggerAdapter(logger_of("everloop.activity"), None)
"""Logger whose records carry the details of the running activity."""
