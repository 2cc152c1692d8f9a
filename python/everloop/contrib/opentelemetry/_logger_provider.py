"""A logger provider that workflows can use: what is logged in a replay is dropped."""

from __future__ import annotations

from typing import Any

from opentelemetry._logs import Logger, LoggerProvider, LogRecord
from opentelemetry.util.types import Attributes

from ._replay import is_repeated, outside

__all__ = ["ReplaySafeLoggerProvider"]


class _Logger(Logger):
    def __init__(self, logger: Logger, name: str, version: str | None, schema_url: str | None) -> None:
        super().__init__(name, version, schema_url)
        self._logger = logger

    def emit(self, record: LogRecord | None = None, **fields: Any) -> None:
        if not is_repeated():
            with outside():
                if record is None:
                    self._logger.emit(**fields)
                else:
                    self._logger.emit(record, **fields)

    def enabled(self, **fields: Any) -> bool:
        if is_repeated():
            return False
        return bool(self._logger.enabled(**fields))


class ReplaySafeLoggerProvider(LoggerProvider):
    """A logger provider whose loggers emit nothing while a workflow's history is gone through again."""

    def __init__(self, logger_provider: LoggerProvider) -> None:
        """Makes a provider.

        Args:
            logger_provider: Emits what is not a repetition. Whatever else it can do, this one can too.
        """
        self._logger_provider = logger_provider

    def __getattr__(self, name: str) -> Any:
        return getattr(self._logger_provider, name)

    def get_logger(
        self,
        name: str,
        version: str | None = None,
        schema_url: str | None = None,
        attributes: Attributes = None,
    ) -> Logger:
        """A logger.

        Args:
            name: Names what logs.
            version: Its version.
            schema_url: The schema of what it writes.
            attributes: Attributes of what logs.
        """
        logger = self._logger_provider.get_logger(name, version, schema_url, attributes)
        return _Logger(logger, name, version, schema_url)
