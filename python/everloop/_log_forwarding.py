"""Log lines of the core as records of `logging`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from everloop._bridge.telemetry import LogEntry
    from everloop.runtime import LogForwardingConfig

__all__ = ["forwarder"]

_PLACE = "(sdk-core)"
"""What records give as file and function: there is none in Python."""


def forwarder(config: LogForwardingConfig) -> Callable[[Sequence[LogEntry]], None]:
    """What the core calls with its lines."""

    def forward(entries: Sequence[LogEntry]) -> None:
        for entry in entries:
            _forward(config, entry)

    return forward


def _forward(config: LogForwardingConfig, entry: LogEntry) -> None:
    logger = config.logger
    if not logger.isEnabledFor(entry.level):
        return
    name, message = logger.name, entry.message
    if config.append_target_to_name:
        name = f"{name}-sdk_core::{entry.target}"
    if config.prepend_target_on_message:
        message = f"[sdk_core::{entry.target}] {message}"
    if config.append_log_fields_to_message and entry.fields:
        message = f"{message} {entry.fields}"
    record = logger.makeRecord(name, entry.level, _PLACE, 0, message, (), None, _PLACE, {"temporal_log": entry})
    if config.overwrite_log_record_time:
        record.relativeCreated += (entry.time - record.created) * 1000
        record.created = entry.time
        record.msecs = entry.time % 1 * 1000
    logger.handle(record)
