"""What a package makes of many configuration files and environments, as JSON: `PROBE PACKAGE DIRECTORY`."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACKAGE, DIRECTORY = sys.argv[1], Path(sys.argv[2])
envconfig: Any = importlib.import_module(f"{PACKAGE}.envconfig")

FILES = {
    "whole": """
[profile.default]
address = "a:1"
namespace = "ns"
api_key = "key"
[profile.default.tls]
disabled = false
server_name = "sn"
server_ca_cert_path = "DIR/ca.pem"
client_cert_data = "cd"
client_key_data = "kd"
[profile.default.grpc_meta]
X-Foo_Bar = "v1"
other = "v2"
[profile.default.codec]
endpoint = "http://c"
auth = "a"
[profile.Prod]
address = "b:2"
""",
    "empty": "",
    "unclosed": "[profile.default\naddress=",
    "unknown field": "[profile.default]\naddress='x'\nbogus=1\n",
    "unknown table": "bogus=1\n[profile.default]\naddress='x'\n",
    "unknown in tls": "[profile.default.tls]\nbogus=1\n",
    "wrong type": "[profile.default]\naddress=5\n",
    "wrong table": "[profile.default]\ntls=5\n",
    "wrong meta": "[profile.default.grpc_meta]\na=1\n",
    "empty tls": "[profile.default]\naddress='x'\n[profile.default.tls]\n",
    "disabled": "[profile.default]\napi_key='k'\n[profile.default.tls]\ndisabled=true\nserver_name='s'\n",
    "api key": "[profile.default]\napi_key='k'\n",
    "two certs": "[profile.default.tls]\nclient_cert_path='p'\nclient_cert_data='x'\n",
    "two cas": "[profile.default.tls]\nserver_ca_cert_path='p'\nserver_ca_cert_data='x'\n",
    "two keys": "[profile.default.tls]\nclient_key_path='p'\nclient_key_data='x'\n",
    "path and empty": "[profile.default.tls]\nclient_key_path='p'\nclient_key_data=''\n",
    "empty paths": "[profile.default.tls]\nclient_key_path=''\nclient_cert_path=''\n",
    "paths": "[profile.default.tls]\nclient_cert_path='DIR/crt.pem'\nclient_key_path='DIR/key.pem'\n",
    "no such path": "[profile.default.tls]\nclient_cert_path='DIR/nope.pem'\n",
    "empty values": "[profile.default]\naddress=''\nnamespace=''\napi_key=''\n[profile.default.tls]\nserver_name=''\n"
    "client_cert_data=''\n[profile.default.grpc_meta]\na=''\n",
    "no profiles": "[profile]\n",
    "several": "[profile.a]\naddress='1'\n[profile.b.tls]\ndisable_host_verification=true\n",
    "twice": "[profile.default]\naddress='1'\naddress='2'\n",
}

ENVIRONMENTS: dict[str, dict[str, str]] = {
    "none": {},
    "address": {"ADDRESS": "e:1", "NAMESPACE": "ens"},
    "profile": {"PROFILE": "Prod"},
    "profile missing": {"PROFILE": "zzz"},
    "profile empty": {"PROFILE": ""},
    "api key": {"API_KEY": "ek"},
    "empty": {"API_KEY": "", "ADDRESS": ""},
    "paths": {"TLS_CLIENT_CERT_PATH": "DIR/crt.pem", "TLS_CLIENT_KEY_PATH": "DIR/key.pem"},
    "data": {"TLS_CLIENT_CERT_DATA": "c", "TLS_SERVER_CA_CERT_DATA": "ca", "TLS_SERVER_NAME": "esn"},
    "both": {"TLS_CLIENT_KEY_DATA": "c", "TLS_CLIENT_KEY_PATH": "p"},
    "empty path": {"TLS_CLIENT_KEY_DATA": "", "TLS_CLIENT_CERT_PATH": ""},
    "host": {"TLS_DISABLE_HOST_VERIFICATION": "x"},
    "meta": {"GRPC_META_X_FOO_BAR": "over", "GRPC_META_NEW_ONE": "n", "GRPC_META_OTHER": ""},
    "codec": {"CODEC_ENDPOINT": "e", "CODEC_AUTH": "a"},
    **{f"tls {text!r}": {"TLS": text} for text in ("true", "FALSE", "0", "1", "yes", "")},
}


def plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"class": type(value).__name__, **fields}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return f"{type(value).__name__}:{value}" if isinstance(value, bytes | Path) else value


def seen(call: Callable[[], Any]) -> Any:
    try:
        return plain(call())
    except Exception as error:
        # The classes behind the tables are named differently.
        return re.sub(r"struct (Strict)?(Toml)?", "struct ", f"{type(error).__name__}: {error}")


def probe() -> dict[str, Any]:
    profile, config, tls = envconfig.ClientConfigProfile, envconfig.ClientConfig, envconfig.ClientConfigTLS
    calls: dict[str, Callable[[], Any]] = {}
    path = DIRECTORY / "file.toml"
    for name, text in FILES.items():
        text = text.replace("DIR", str(DIRECTORY))

        def write(text: str = text) -> Path:
            path.write_text(text)
            return path

        for strict in (False, True):
            options = {"config_file_strict": strict, "override_env_vars": {}}
            calls[f"all of {name}, {strict}"] = lambda t=text, o=options: config.load(config_source=t, **o)
            calls[f"dict of {name}, {strict}"] = lambda t=text, o=options: config.load(
                config_source=t.encode(), **o
            ).to_dict()
        for environment, variables in ENVIRONMENTS.items():
            given = {f"TEMPORAL_{key}": value.replace("DIR", str(DIRECTORY)) for key, value in variables.items()}
            case = f"{name} under {environment}"
            calls[case] = lambda t=text, g=given: profile.load(config_source=t, override_env_vars=g)
            calls[f"{case}, env off"] = lambda t=text, g=given: profile.load(
                config_source=t, override_env_vars=g, disable_env=True
            )
            calls[f"{case}, to connect"] = lambda w=write, g=given: config.load_client_connect_config(
                config_file=str(w()), override_env_vars=g
            )
            calls[f"{case}, file off"] = lambda g=given: profile.load(disable_file=True, override_env_vars=g)
            for chosen in ("Prod", "default", "nope", ""):
                calls[f"{case}, {chosen!r}"] = lambda t=text, g=given, c=chosen: profile.load(
                    c, config_source=t, override_env_vars=g
                )
    calls["both off"] = lambda: profile.load(disable_file=True, disable_env=True)
    calls["no file"] = lambda: profile.load(config_source=DIRECTORY / "missing.toml", override_env_vars={})
    calls["no source"] = lambda: config.load(config_source=5, override_env_vars={})
    calls["no text"] = lambda: config.load(config_source=b"\xff\xfe", override_env_vars={})
    calls["file by variable"] = lambda: config.load(
        override_env_vars={"TEMPORAL_CONFIG_FILE": str(DIRECTORY / "variable.toml")}
    )
    calls["user's file"] = lambda: profile.load(override_env_vars={})
    for options in (
        {},
        {"disabled": True, "server_name": "x"},
        {"client_cert": "a", "client_private_key": b"b"},
        {"client_cert": Path("p")},
        {"server_root_ca_cert": ""},
        {"client_cert": 5},
    ):
        calls[f"tls {options}"] = lambda o=options: tls(**o).to_dict()
        calls[f"tls {options} again"] = lambda o=options: tls.from_dict(tls(**o).to_dict())
        calls[f"tls {options} to connect"] = lambda o=options: tls(**o).to_connect_tls_config()
        calls[f"profile with tls {options}"] = lambda o=options: profile(
            address="a", api_key="k", tls=tls(**o), grpc_meta={"a": "b"}
        ).to_client_connect_config()
    for given in (None, {}, {"bogus": 1}, {"client_cert": {}}, {"client_cert": {"path": "a", "data": "b"}}):
        calls[f"tls from {given}"] = lambda g=given: tls.from_dict(g)
    for given in ({}, {"tls": {}}, {"tls": None}, {"tls": {"disabled": True}}, {"grpc_meta": {"a": "b"}}, {"bogus": 1}):
        calls[f"profile from {given}"] = lambda g=given: profile.from_dict(g)
        calls[f"profile from {given} to dict"] = lambda g=given: config.from_dict({"x": g}).to_dict()
    return {name: seen(call) for name, call in calls.items()}


def main() -> None:
    for name in [name for name in os.environ if name.startswith("TEMPORAL")]:
        del os.environ[name]
    os.environ["XDG_CONFIG_HOME"] = str(DIRECTORY / "home")
    for name in ("ca", "crt", "key"):
        (DIRECTORY / f"{name}.pem").write_text(name)
    (DIRECTORY / "variable.toml").write_text("[profile.v]\naddress='v'\n")
    (DIRECTORY / "home" / "temporalio").mkdir(parents=True, exist_ok=True)
    (DIRECTORY / "home" / "temporalio" / "temporal.toml").write_text("[profile.default]\naddress='user'\n")
    json.dump(probe(), sys.stdout)


if __name__ == "__main__":
    main()
