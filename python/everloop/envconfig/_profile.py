"""Profiles: read, overridden by the environment, and turned into arguments of connect."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, cast

import everloop
from everloop._bridge.envconfig import parse_client_config
from everloop._dataclass import dataclass
from everloop._typing import Self

from ._environment import default_file, metadata_key, override
from ._source import ConfigError, DataSource
from ._tls import ClientConfigTLS, ClientConfigTLSDict

if TYPE_CHECKING:
    import everloop.service

__all__ = ["ClientConfig", "ClientConfigProfile", "ClientConfigProfileDict", "ClientConnectConfig"]

_DEFAULT = "default"
_PROFILE = "TEMPORAL_PROFILE"
_FILE = "TEMPORAL_CONFIG_FILE"


class ClientConnectConfig(TypedDict, total=False):
    """Arguments of `everloop.client.Client.connect`, as far as a profile gives them."""

    target_host: str
    namespace: str
    api_key: str
    tls: bool | everloop.service.TLSConfig
    rpc_metadata: Mapping[str, str]


class ClientConfigProfileDict(TypedDict, total=False):
    """`ClientConfigProfile` as a dictionary."""

    address: str
    namespace: str
    api_key: str
    tls: ClientConfigTLSDict
    grpc_meta: Mapping[str, str]


@dataclass(frozen=True)
class ClientConfigProfile:
    """How to reach one server."""

    address: str | None = None
    """``host:port``."""

    namespace: str | None = None
    api_key: str | None = None
    tls: ClientConfigTLS | None = None
    grpc_meta: Mapping[str, str] = field(default_factory=dict[str, str])
    """Headers of every call."""

    @classmethod
    def from_dict(cls, d: ClientConfigProfileDict) -> Self:
        """The profile that a dictionary holds.

        Args:
            d: As `to_dict` makes it.
        """
        return cls(
            address=d.get("address"),
            namespace=d.get("namespace"),
            api_key=d.get("api_key"),
            tls=ClientConfigTLS.from_dict(d.get("tls")),
            grpc_meta=d.get("grpc_meta") or {},
        )

    def to_dict(self) -> ClientConfigProfileDict:
        """This as a dictionary, without what is not set."""
        found: dict[str, object] = {
            "address": self.address,
            "namespace": self.namespace,
            "api_key": self.api_key,
            "tls": (self.tls.to_dict() or None) if self.tls is not None else None,
            "grpc_meta": self.grpc_meta or None,
        }
        return cast(ClientConfigProfileDict, {name: value for name, value in found.items() if value is not None})

    def to_client_connect_config(self) -> ClientConnectConfig:
        """This as arguments of `everloop.client.Client.connect`; files of certificates are read.

        An API key turns encryption on unless the profile says otherwise.

        Raises:
            OSError: If a file cannot be read.
        """
        config: ClientConnectConfig = {}
        if self.address:
            config["target_host"] = self.address
        if self.namespace is not None:
            config["namespace"] = self.namespace
        if self.api_key is not None:
            config["api_key"] = self.api_key
        if self.tls is not None:
            config["tls"] = self.tls.to_connect_tls_config()
        elif self.api_key is not None:
            config["tls"] = True
        if self.grpc_meta:
            config["rpc_metadata"] = self.grpc_meta
        return config

    @staticmethod
    def load(
        profile: str | None = None,
        *,
        config_source: DataSource | None = None,
        disable_file: bool = False,
        disable_env: bool = False,
        config_file_strict: bool = False,
        override_env_vars: Mapping[str, str] | None = None,
    ) -> ClientConfigProfile:
        """Read one profile, and override it by the environment.

        Args:
            profile: Its name; by default what ``TEMPORAL_PROFILE`` says, else ``default``, which need not exist.
            config_source: The file by its path, or its content; by default the user's file.
            disable_file: Whether no file is read.
            disable_env: Whether variables are ignored.
            config_file_strict: Whether fields that are unknown are an error.
            override_env_vars: Variables to use instead of the process's.

        Raises:
            ConfigError: If the file is not valid, the profile missing, or variables contradict it.
            TypeError: If `config_source` is no source.
        """
        if disable_file and disable_env:
            raise ConfigError("Invalid configuration: Cannot disable both file and environment loading")
        variables: Mapping[str, str] = {} if disable_env else _variables(override_env_vars)
        name = profile if profile is not None else variables.get(_PROFILE) or None
        found: dict[str, Any] = {}
        if not disable_file:
            profiles = _read(config_source, variables, strict=config_file_strict)
            chosen = profiles.get(_DEFAULT if name is None else name)
            if chosen is None and name is not None:
                raise ConfigError(f"Profile '{name}' not found")
            found = chosen or {}
        override(found, variables)
        return _profile(found)


@dataclass
class ClientConfig:
    """All profiles of a file."""

    profiles: Mapping[str, ClientConfigProfile]
    """By name."""

    def to_dict(self) -> Mapping[str, ClientConfigProfileDict]:
        """The profiles as dictionaries, by name."""
        return {name: profile.to_dict() for name, profile in self.profiles.items()}

    @classmethod
    def from_dict(cls, d: Mapping[str, Mapping[str, Any]]) -> Self:
        """The profiles that dictionaries hold.

        Args:
            d: As `to_dict` makes it.
        """
        return cls(
            {name: ClientConfigProfile.from_dict(cast(ClientConfigProfileDict, profile)) for name, profile in d.items()}
        )

    @staticmethod
    def load(
        *,
        config_source: DataSource | None = None,
        config_file_strict: bool = False,
        override_env_vars: Mapping[str, str] | None = None,
    ) -> ClientConfig:
        """Read all profiles of a file. Variables override none of them.

        Args:
            config_source: The file by its path, or its content; by default the user's file.
            config_file_strict: Whether fields that are unknown are an error.
            override_env_vars: Variables to find the user's file by, instead of the process's.

        Raises:
            ConfigError: If the file is not valid.
            TypeError: If `config_source` is no source.
        """
        profiles = _read(config_source, _variables(override_env_vars), strict=config_file_strict)
        return ClientConfig({name: _profile(profile) for name, profile in profiles.items()})

    @staticmethod
    def load_client_connect_config(
        profile: str | None = None,
        *,
        config_file: str | None = None,
        disable_file: bool = False,
        disable_env: bool = False,
        config_file_strict: bool = False,
        override_env_vars: Mapping[str, str] | None = None,
    ) -> ClientConnectConfig:
        """Read one profile as arguments of `everloop.client.Client.connect`.

        Args:
            profile: Its name; by default what ``TEMPORAL_PROFILE`` says, else ``default``, which need not exist.
            config_file: Path of the file; by default the user's.
            disable_file: Whether no file is read.
            disable_env: Whether variables are ignored.
            config_file_strict: Whether fields that are unknown are an error.
            override_env_vars: Variables to use instead of the process's.

        Raises:
            ConfigError: If the file is not valid, the profile missing, or variables contradict it.
            OSError: If a certificate's file cannot be read.
        """
        return ClientConfigProfile.load(
            profile,
            config_source=Path(config_file) if config_file else None,
            disable_file=disable_file,
            disable_env=disable_env,
            config_file_strict=config_file_strict,
            override_env_vars=override_env_vars,
        ).to_client_connect_config()


def _variables(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if given is None else given


def _read(source: DataSource | None, variables: Mapping[str, str], *, strict: bool) -> dict[str, dict[str, Any]]:
    """The profiles of a file; none if it is not there."""
    given: Any = source
    text: bytes
    if isinstance(given, str):
        text = given.encode()
    elif isinstance(given, bytes):
        text = given
    elif given is None or isinstance(given, Path):
        path = given or (Path(variables[_FILE]) if variables.get(_FILE) else default_file())
        try:
            text = path.read_bytes() if path is not None else b""
        except FileNotFoundError:
            text = b""
        except OSError as error:
            raise ConfigError(f"Configuration loading error: {error}") from error
    else:
        raise TypeError(
            f"config_source must be one of pathlib.Path, str, bytes, or None, but got {type(given).__name__}"
        )
    try:
        profiles = parse_client_config(text, strict)
    except ValueError as error:
        raise ConfigError(f"Configuration loading error: {error}") from None
    for profile in profiles.values():
        _check_tls(profile.get("tls", {}))
        profile["grpc_meta"] = {metadata_key(name): value for name, value in profile["grpc_meta"].items()}
    return profiles


def _check_tls(tls: dict[str, Any]) -> None:
    for name in ("client_cert", "client_key", "server_ca_cert"):
        if f"{name}_path" in tls and f"{name}_data" in tls:
            raise ConfigError(f"Invalid configuration: Cannot specify both {name}_path and {name}_data")
    # Wire: empty data counts in variables, but not in files.
    for name in [name for name, value in tls.items() if name.endswith("_data") and not value]:
        del tls[name]


def _profile(found: Mapping[str, Any]) -> ClientConfigProfile:
    tls = found.get("tls")
    return ClientConfigProfile(
        address=found.get("address"),
        namespace=found.get("namespace"),
        api_key=found.get("api_key"),
        tls=_tls(tls) if tls is not None else None,
        grpc_meta=found.get("grpc_meta", {}),
    )


def _tls(found: Mapping[str, Any]) -> ClientConfigTLS:
    def source(name: str) -> DataSource | None:
        path, data = found.get(f"{name}_path"), found.get(f"{name}_data")
        if path is not None:
            return Path(path)
        return data.encode() if data is not None else None

    return ClientConfigTLS(
        disabled=found.get("disabled"),
        server_name=found.get("server_name"),
        server_root_ca_cert=source("server_ca_cert"),
        client_cert=source("client_cert"),
        client_private_key=source("client_key"),
    )
