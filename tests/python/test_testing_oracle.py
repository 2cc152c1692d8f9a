"""The same test code on the official SDK and ours, over the official test server and ours: it sees the same.

But for one thing: after a result the official server may skip on to whatever is next, ten years away if need be, before
the client has locked time again. There the clocks are not compared.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.servers import everloop_binary
from tests.programs import printed_by

PROBE = Path(__file__).with_name("skipping_probe.py")
OFFICIAL = Path(sys.executable).with_name("temporal-test-server")
# The run timeout of a workflow that was given none.
TEN_YEARS_HOURS = 10 * 365 * 24

pytestmark = pytest.mark.skipif(not OFFICIAL.exists(), reason="the official test server is not installed")


def probe(package: str, target: str) -> dict[str, Any]:
    output = printed_by([str(PROBE), package, target], is_official=package == "temporalio")
    seen: dict[str, Any] = json.loads(output.splitlines()[-1])
    return seen


@pytest.fixture(scope="module")
def oracle() -> dict[str, Any]:
    return probe("temporalio", str(OFFICIAL))


def check(seen: dict[str, Any], oracle: dict[str, Any]) -> None:
    assert seen.keys() == oracle.keys()
    for name in oracle:
        if isinstance(oracle[name], bool):
            assert seen[name] == oracle[name]
            continue
        (result, passed), (oracle_result, oracle_passed) = seen[name], oracle[name]
        assert result == oracle_result, name
        if TEN_YEARS_HOURS not in (passed, oracle_passed):
            # The official server may skip on after a result, before its client locks the time again.
            assert passed <= oracle_passed, name


def test_our_sdk_and_engine(oracle: dict[str, Any]) -> None:
    seen = probe("everloop", "own")
    check(seen, oracle)
    assert [seen[name][1] for name in ("again", "heartbeat", "retries")] == [2, 1, 3], "time stands after a result"


def test_our_sdk_on_the_official_server(oracle: dict[str, Any]) -> None:
    check(probe("everloop", str(OFFICIAL)), oracle)


def test_the_official_sdk_on_our_server(oracle: dict[str, Any], tmp_path: Path) -> None:
    # It is started as the official one is: with its port as the only argument.
    script = tmp_path / "test-server"
    script.write_text(f'#!/bin/sh\nexec "{everloop_binary()}" server --time-skipping --port "$1"\n')
    script.chmod(0o755)
    seen = probe("temporalio", str(script))
    check(seen, oracle)
    assert [seen[name][1] for name in ("again", "heartbeat", "retries")] == [2, 1, 3], "time stands after a result"
