"""What the arguments of a development server mean to an engine in this process."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Sequence

from everloop._core import is_engine_setting
from everloop._dataclass import dataclass
from everloop.api.enums.v1 import IndexedValueType

__all__ = ["DevServerArguments"]

# Features that the development server has behind a switch, and the engine always.
_ALWAYS_ON = ("system.", "frontend.", "history.enable", "worker.", "component.", "activity.enable")


@dataclass(frozen=True)
class DevServerArguments:
    """Arguments of `temporal server start-dev` that an engine in this process can follow."""

    namespaces: Sequence[str]
    search_attributes: Sequence[tuple[str, int]]
    settings: Sequence[tuple[str, str]]

    @staticmethod
    def parse(arguments: Sequence[str]) -> DevServerArguments:
        """Read them.

        Of the server's dynamic configuration the engine follows what sets its limits. Switches are accepted: what they
        enable is on anyway; a warning tells of others. What says how to write a log is accepted, for there is none.

        Raises:
            ValueError: If an argument is none of a development server, or needs an external one, or a limit is wrong.
        """
        parser = argparse.ArgumentParser(prog="dev_server_extra_args", add_help=False, exit_on_error=False)
        parser.add_argument("--dynamic-config-value", action="append", default=[])
        parser.add_argument("--search-attribute", action="append", default=[])
        parser.add_argument("--namespace", "-n", action="append", default=[])
        parser.add_argument("--headless", action="store_true")
        parser.add_argument("--log-config", action="store_true")
        for name in ("--log-level", "--log-format", "--sqlite-pragma"):
            parser.add_argument(name, action="append")
        try:
            known, others = parser.parse_known_args(list(arguments))
        except argparse.ArgumentError as error:
            raise ValueError(f"dev_server_extra_args: {error}") from error
        if others:
            raise ValueError(
                f"dev_server_extra_args: {' '.join(others)} has a meaning only for an external server, but the engine "
                "runs in this process; name the server with dev_server_existing_path"
            )
        return DevServerArguments(
            known.namespace,
            [_search_attribute(value) for value in known.search_attribute],
            [setting for value in known.dynamic_config_value for setting in _settings(value)],
        )


def _settings(text: str) -> list[tuple[str, str]]:
    """What an argument sets in the engine: one limit or nothing."""
    key, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"dev_server_extra_args: --dynamic-config-value must be KEY=VALUE, not {text!r}")
    try:
        if is_engine_setting(key, value):
            return [(key, value)]
    except ValueError as error:
        raise ValueError(f"dev_server_extra_args: --dynamic-config-value: {error}") from None
    if not key.startswith(_ALWAYS_ON):
        warnings.warn(
            f"the dynamic configuration {text!r} in dev_server_extra_args has no effect on the engine in this process",
            stacklevel=2,
        )
    return []


def _search_attribute(value: str) -> tuple[str, int]:
    name, _, kind = value.partition("=")
    kinds = {
        wire.removeprefix("INDEXED_VALUE_TYPE_").replace("_", "").lower(): number
        for wire, number in IndexedValueType.items()
        if number
    }
    number = kinds.get(kind.replace("_", "").lower())
    if not name or number is None:
        raise ValueError(
            "dev_server_extra_args: --search-attribute must be NAME=TYPE with a type of Text, Keyword, Int, Double, "
            f"Bool, Datetime or KeywordList, not {value!r}"
        )
    return name, number
