"""Connection profiles: what the official package makes of files and variables, ours does too."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from everloop.client import Client
from everloop.envconfig import ClientConfig, ClientConfigProfile, ConfigError
from everloop.testing import WorkflowEnvironment

PROBE = Path(__file__).with_name("envconfig_probe.py")


def probe(package: str, directory: Path) -> dict[str, Any]:
    directory.mkdir(exist_ok=True)
    command = [sys.executable, str(PROBE), package, str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(importlib.util.find_spec("temporalio") is None, reason="the official SDK is not installed")
def test_files_and_variables_mean_what_they_mean_there(tmp_path: Path) -> None:
    oracle, ours = probe("temporalio", tmp_path / "same"), probe("everloop", tmp_path / "same")
    different = {name: (oracle[name], ours[name]) for name in oracle if oracle[name] != ours[name]}
    assert not different, json.dumps(dict(list(different.items())[:5]), indent=1)
    assert len(oracle) > 3000


def test_errors_point_at_the_line() -> None:
    with pytest.raises(ConfigError) as raised:
        ClientConfig.load(config_source="[profile.default]\nadress = 'x'\n", config_file_strict=True)
    assert "line 2, column 1" in str(raised.value)
    assert "unknown field `adress`, expected one of `address`" in str(raised.value)
    with pytest.raises(ConfigError, match="Profile 'prod' not found"):
        ClientConfigProfile.load("prod", config_source="", override_env_vars={})


async def test_a_client_connects_as_the_profile_says(tmp_path: Path) -> None:
    async with await WorkflowEnvironment.start_local(namespace="orders") as env:
        address = env.client.service_client.config.target_host
        file = tmp_path / "profiles.toml"
        file.write_text(f"[profile.here]\naddress = '{address}'\n[profile.here.grpc_meta]\nTeam_Name = 'x'\n")
        config = ClientConfig.load_client_connect_config(
            "here", config_file=str(file), override_env_vars={"TEMPORAL_NAMESPACE": "orders"}
        )
        client = await Client.connect(**config)  # type: ignore[misc]
        assert (client.namespace, client.rpc_metadata) == ("orders", {"team-name": "x"})
        assert await client.service_client.check_health()
