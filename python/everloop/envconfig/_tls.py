"""The encryption part of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, cast

from everloop._dataclass import dataclass
from everloop._typing import Self
from everloop.service import TLSConfig

from ._source import DataSource, from_mapping, read, to_mapping

__all__ = ["ClientConfigTLS", "ClientConfigTLSDict"]


class ClientConfigTLSDict(TypedDict, total=False):
    """`ClientConfigTLS` as a dictionary; each source is ``{"path": ...}`` or ``{"data": ...}``."""

    disabled: bool | None
    server_name: str
    server_ca_cert: Mapping[str, str]
    client_cert: Mapping[str, str]
    client_key: Mapping[str, str]


@dataclass(frozen=True)
class ClientConfigTLS:
    """Whether and how a connection is encrypted."""

    disabled: bool | None = None
    """``None`` leaves it to others: there is encryption if anything is said of it, or if there is an API key."""

    server_name: str | None = None
    """Name to check the server's certificate against."""

    server_root_ca_cert: DataSource | None = None
    """Certificates to trust instead of the system's."""

    client_cert: DataSource | None = None
    """Certificate to show."""

    client_private_key: DataSource | None = None
    """Its key."""

    def to_dict(self) -> ClientConfigTLSDict:
        """This as a dictionary, without what is not set."""
        found: dict[str, object] = {
            "disabled": self.disabled,
            "server_name": self.server_name,
            "server_ca_cert": to_mapping(self.server_root_ca_cert),
            "client_cert": to_mapping(self.client_cert),
            "client_key": to_mapping(self.client_private_key),
        }
        return cast(ClientConfigTLSDict, {name: value for name, value in found.items() if value is not None})

    def to_connect_tls_config(self) -> bool | TLSConfig:
        """This as the argument ``tls`` of `everloop.client.Client.connect`; files are read.

        Raises:
            OSError: If a file cannot be read.
        """
        if self.disabled:
            return False
        return TLSConfig(
            domain=self.server_name,
            server_root_ca_cert=read(self.server_root_ca_cert),
            client_cert=read(self.client_cert),
            client_private_key=read(self.client_private_key),
        )

    @classmethod
    def from_dict(cls, d: ClientConfigTLSDict | None) -> Self | None:
        """The record that a dictionary holds, ``None`` if it is empty.

        Args:
            d: As `to_dict` makes it.
        """
        if not d:
            return None
        return cls(
            disabled=d.get("disabled"),
            server_name=d.get("server_name"),
            server_root_ca_cert=from_mapping(d.get("server_ca_cert")),
            client_cert=from_mapping(d.get("client_cert")),
            client_private_key=from_mapping(d.get("client_key")),
        )
