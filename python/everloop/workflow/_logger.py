"""The logger of workflows: it knows which run wrote a record, and is silent while history is replayed."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from everloop._bridge import workflow as _core
from everloop._loggers import logger_of

from ._context import current_update_info, info
from ._records import run_details

__all__ = ["LoggerAdapter", "logger"]

if TYPE_CHECKING:
    _Adapter = logging.LoggerAdapter[logging.Logger]
else:
    _Adapter = logging.LoggerAdapter


# How many frames are between who logs and who finds that out. Python 3.10 counts those of `logging` as well.
_OWN_FRAMES = 1 if sys.version_info >= (3, 11) else 3


class LoggerAdapter(_Adapter):
    """Adds details of the running workflow to messages and records.

    Attributes:
        workflow_info_on_message: Append the details to the message; on by default.
        workflow_info_on_extra: Put the details on the record as ``temporal_workflow``; on by default.
        full_workflow_info_on_extra: Put the whole info on the record as ``workflow_info``; off by default.
        log_during_replay: Log in replays as well; off by default.
        disable_sandbox: Let handlers do what workflow code must not; off by default.
    """

    def __init__(self, logger: logging.Logger, extra: Mapping[str, Any] | None) -> None:
        """Wrap a logger."""
        super().__init__(logger, extra or {})
        self.workflow_info_on_message = True
        self.workflow_info_on_extra = True
        self.full_workflow_info_on_extra = False
        self.log_during_replay = False
        self.disable_sandbox = False

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Add the details."""
        if _core.current() is None:
            return msg, kwargs
        extra = dict(kwargs.get("extra") or {})
        message_details: dict[str, Any] = {}
        if self.workflow_info_on_message or self.workflow_info_on_extra:
            details = _details()
            if self.workflow_info_on_message:
                message_details.update(details)
            if self.workflow_info_on_extra:
                extra["temporal_workflow"] = details
        if self.full_workflow_info_on_extra:
            extra["workflow_info"] = info()
        kwargs["extra"] = {**(self.extra or {}), **extra}
        return (f"{msg} ({message_details})" if message_details else msg), kwargs

    def log(self, level: int, msg: object, *args: Any, stacklevel: int = 1, **kwargs: Any) -> None:
        """Log a record, unless it was logged before.

        Args:
            level: Its level.
            msg: Its text, with places for `args`.
            args: What goes into those places.
            stacklevel: Which caller the record names; 1 is the one who calls this.
            kwargs: The others of `logging.Logger.log`.
        """
        super().log(level, msg, *args, stacklevel=stacklevel + _OWN_FRAMES, **kwargs)

    def isEnabledFor(self, level: int) -> bool:
        """Whether a record of that level would be logged now."""
        if not self.log_during_replay and _core.current() is not None and _is_repetition():
            return False
        return super().isEnabledFor(level)

    @property
    def base_logger(self) -> logging.Logger:
        """The logger beneath, for handlers and formatters."""
        return self.logger

    def unsafe_disable_sandbox(self, value: bool = True) -> None:
        """Lets handlers do what workflow code must not.

        Args:
            value: Whether to.
        """
        self.disable_sandbox = value


def _is_repetition() -> bool:
    """Whether history is replayed; queries and validators run anew even then."""
    return _core.is_replaying() and not _core.is_read_only()


def _details() -> dict[str, Any]:
    details = run_details(_core.identity())
    update = current_update_info()
    if update is not None:
        details["update_id"] = update.id
        details["update_name"] = update.name
    return details


logger = LoggerAdapter(logger_of("everloop.workflow"), None)
"""Logger whose records carry the details of the running workflow."""
