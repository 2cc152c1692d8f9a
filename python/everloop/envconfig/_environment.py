"""What environment variables change of a profile."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._source import ConfigError

__all__ = ["default_file", "metadata_key", "override"]

_META = "TEMPORAL_GRPC_META_"
_TLS = "TEMPORAL_TLS"
# The kinds of certificates and keys: name in variables, name in fields, name in messages.
_SOURCES = (
    ("CLIENT_CERT", "client_cert", "cert"),
    ("CLIENT_KEY", "client_key", "key"),
    ("SERVER_CA_CERT", "server_ca_cert", "server CA cert"),
)


def default_file() -> Path | None:
    """The file in the user's configuration directory; ``None`` if the user has none."""
    if sys.platform == "win32":
        directory = os.environ.get("APPDATA")
    elif sys.platform == "darwin":
        home = os.environ.get("HOME")
        directory = f"{home}/Library/Application Support" if home else None
    else:
        home = os.environ.get("HOME")
        directory = os.environ.get("XDG_CONFIG_HOME") or (f"{home}/.config" if home else None)
    return Path(directory, "temporalio", "temporal.toml") if directory else None


def metadata_key(name: str) -> str:
    """A header's name, of which cases and underscores don't count."""
    return name.lower().replace("_", "-")


def override(profile: dict[str, Any], variables: Mapping[str, str]) -> None:
    """Change a profile, as it is read from a file, to what the variables say.

    Raises:
        ConfigError: If they contradict each other or the profile.
    """
    for name in ("address", "namespace", "api_key"):
        value = variables.get(f"TEMPORAL_{name.upper()}")
        if value is not None:
            profile[name] = value
    _override_tls(profile, variables)
    metadata = {metadata_key(name): value for name, value in profile.get("grpc_meta", {}).items()}
    for variable in sorted(variables):
        if variable.startswith(_META):
            metadata[metadata_key(variable.removeprefix(_META))] = variables[variable]
            if not variables[variable]:
                del metadata[metadata_key(variable.removeprefix(_META))]
    profile["grpc_meta"] = metadata


def _override_tls(profile: dict[str, Any], variables: Mapping[str, str]) -> None:
    if not any(name == _TLS or name in _TLS_VARIABLES for name in variables):
        return
    tls: dict[str, Any] = profile.setdefault("tls", {})
    disabled = {"1": False, "true": False, "0": True, "false": True}.get(variables.get(_TLS, "").lower())
    if disabled is not None:
        tls["disabled"] = disabled
    for variable, field, text in _SOURCES:
        path_variable, data_variable = f"{_TLS}_{variable}_PATH", f"{_TLS}_{variable}_DATA"
        path, data = variables.get(path_variable), variables.get(data_variable)
        if path is not None and data is not None:
            raise _invalid(f"Cannot specify both {path_variable} and {data_variable}")
        if path is not None:
            if tls.get(f"{field}_data") is not None:
                raise _invalid(f"Cannot specify {text} path via {path_variable} when {text} data is already specified")
            tls[f"{field}_path"] = path
        if data is not None:
            if tls.get(f"{field}_path") is not None:
                raise _invalid(f"Cannot specify {text} data via {data_variable} when {text} path is already specified")
            tls[f"{field}_data"] = data
    if _SERVER_NAME in variables:
        tls["server_name"] = variables[_SERVER_NAME]


_SERVER_NAME = f"{_TLS}_SERVER_NAME"
_TLS_VARIABLES = {_SERVER_NAME, f"{_TLS}_DISABLE_HOST_VERIFICATION"} | {
    f"{_TLS}_{variable}_{kind}" for variable, _, _ in _SOURCES for kind in ("PATH", "DATA")
}


def _invalid(reason: str) -> ConfigError:
    return ConfigError(f"Invalid configuration: {reason}")
