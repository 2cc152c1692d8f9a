"""Each option of a client and its connection: a wrong value gives an error that names the option and the value."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from everloop.client import Client, TLSConfig
from everloop.service import DnsLoadBalancingConfig, KeepAliveConfig, PayloadLimitsConfig, RetryConfig

CONFIGS = {
    "retry_config": "RetryConfig",
    "keep_alive_config": "KeepAliveConfig",
    "http_connect_proxy_config": "HttpConnectProxyConfig",
    "dns_load_balancing_config": "DnsLoadBalancingConfig",
    "payload_limits": "PayloadLimitsConfig",
    "grpc_compression": "GrpcCompression",
}
WRONG: list[tuple[str, Any, type[Exception], str]] = [
    *[(name, 5, TypeError, f"{name} must be a string, it is 5") for name in ("namespace", "api_key", "identity")],
    *[(name, 5, TypeError, f"{name} must be a {cls}, it is 5") for name, cls in CONFIGS.items()],
    ("tls", 5, TypeError, "tls must be a bool or a TLSConfig, it is 5"),
    ("tls", TLSConfig(client_cert=b"x"), ValueError, "client_cert and client_private_key must be given together"),
    ("rpc_metadata", 5, TypeError, "rpc_metadata must be a mapping, it is 5"),
    ("rpc_metadata", {"x": b"b"}, ValueError, 'RPC metadata "x" has a bytes value'),
    ("rpc_metadata", {"Bad Key": "x"}, ValueError, 'header "bad key" cannot be sent'),
    ("runtime", 5, TypeError, "runtime must be a Runtime, it is 5"),
    ("data_converter", 5, TypeError, "data_converter must be a DataConverter, it is 5"),
    ("interceptors", 5, TypeError, "interceptors must be a list of interceptors, it is 5"),
    ("plugins", 5, TypeError, "plugins must be a list of plugins, it is 5"),
    ("connect_timeout", 5, TypeError, "connect_timeout must be a timedelta, it is 5"),
    ("connect_timeout", timedelta(seconds=-1), ValueError, "connect_timeout must not be negative"),
    (
        "retry_config",
        RetryConfig(initial_interval_millis=-1),
        ValueError,
        "retry_config.initial_interval_millis must not be negative, it is -1",
    ),
    ("retry_config", RetryConfig(max_retries=-1), ValueError, "retry_config.max_retries must not be negative"),
    (
        "keep_alive_config",
        KeepAliveConfig(timeout_millis="x"),  # type: ignore[arg-type]
        TypeError,
        "keep_alive_config.timeout_millis must be a number, it is 'x'",
    ),
    (
        "dns_load_balancing_config",
        DnsLoadBalancingConfig(resolution_interval_millis=-1),
        ValueError,
        "dns_load_balancing_config.resolution_interval_millis must not be negative, it is -1",
    ),
    (
        "payload_limits",
        PayloadLimitsConfig(memo_warn_size=-1),
        ValueError,
        "payload_limits.memo_warn_size must not be negative, it is -1",
    ),
]


@pytest.mark.parametrize(("name", "value", "error", "text"), WRONG, ids=[f"{it[0]}-{it[1]!r:.40}" for it in WRONG])
async def test_a_wrong_value_is_named(name: str, value: Any, error: type[Exception], text: str) -> None:
    options: dict[str, Any] = {name: value}
    with pytest.raises(error) as raised:
        # Nothing is dialled: options are checked before.
        await Client.connect("127.0.0.1:1", lazy=True, **options)
    assert text in str(raised.value)


@pytest.mark.parametrize("target", ["", "nohost", "x:y:z", "http://", "127.0.0.1:99999", "127.0.0.1: 5", 5, None])
async def test_a_wrong_target_is_named(target: Any) -> None:
    with pytest.raises((ValueError, TypeError)) as raised:
        await Client.connect(target)
    assert f'target "{target}" is no host:port' in str(raised.value) or "must be a str, not" in str(raised.value)
