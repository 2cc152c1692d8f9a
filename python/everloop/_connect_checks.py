"""Checks of the options of clients and their connections: each error names the option and the value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everloop.service import ConnectConfig

__all__ = ["check_client_options", "check_connect_config", "check_list"]


def check_client_options(config: Mapping[str, Any]) -> None:
    """Check the options of a client that are not those of its connection.

    Raises:
        TypeError: If one is of a wrong type.
    """
    namespace, converter = config["namespace"], config["data_converter"]
    if not isinstance(namespace, str):
        raise TypeError(f"namespace must be a string, it is {namespace!r}")
    if not hasattr(converter, "payload_converter"):
        raise TypeError(f"data_converter must be a DataConverter, it is {converter!r}")
    for name in ("plugins", "interceptors"):
        check_list(config[name], name)


def check_list(value: Any, name: str) -> None:
    """Check that an option is a list, of what its name says.

    Raises:
        TypeError: If it is none.
    """
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a list of {name}, it is {value!r}")


def check_connect_config(config: ConnectConfig) -> None:
    """Check the options of a connection one by one. The target is checked where it is dialled.

    Raises:
        TypeError: If one is of a wrong type.
        ValueError: If one is out of its range.
    """
    import everloop.service as service

    for name in ("api_key", "identity"):
        value = getattr(config, name)
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} must be a string, it is {value!r}")
    for name, cls in (
        ("retry_config", service.RetryConfig),
        ("keep_alive_config", service.KeepAliveConfig),
        ("http_connect_proxy_config", service.HttpConnectProxyConfig),
        ("dns_load_balancing_config", service.DnsLoadBalancingConfig),
        ("payload_limits", service.PayloadLimitsConfig),
        ("grpc_compression", service.GrpcCompression),
    ):
        value = getattr(config, name)
        if value is not None and not isinstance(value, cls):
            raise TypeError(f"{name} must be a {cls.__name__}, it is {value!r}")
    if not (config.tls is None or isinstance(config.tls, bool | service.TLSConfig)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"tls must be a bool or a TLSConfig, it is {config.tls!r}")
    if not isinstance(config.rpc_metadata, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"rpc_metadata must be a mapping, it is {config.rpc_metadata!r}")
    if config.runtime is not None and not hasattr(config.runtime, "metric_meter"):
        raise TypeError(f"runtime must be a Runtime, it is {config.runtime!r}")
    for name in ("retry_config", "keep_alive_config", "dns_load_balancing_config", "payload_limits"):
        _check_numbers(getattr(config, name), name)
    _check_timeout(config.connect_timeout)


def _check_numbers(options: Any, name: str) -> None:
    if options is None:
        return
    for field in fields(options):
        value = getattr(options, field.name)
        if value is None:
            continue
        if not isinstance(value, int | float):
            raise TypeError(f"{name}.{field.name} must be a number, it is {value!r}")
        if value < 0:
            raise ValueError(f"{name}.{field.name} must not be negative, it is {value}")


def _check_timeout(timeout: Any) -> None:
    if timeout is None:
        return
    if not isinstance(timeout, timedelta):
        raise TypeError(f"connect_timeout must be a timedelta, it is {timeout!r}")
    if timeout < timedelta():
        raise ValueError(f"connect_timeout must not be negative, it is {timeout}")
