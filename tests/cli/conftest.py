"""Both servers, started once for all tests of the command line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.servers import start_everloop, start_official
from tests.cli.both import Both


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Yield the official server and ours."""
    directory = tmp_path_factory.mktemp("cli")
    official = start_official(directory)
    try:
        everloop = start_everloop(directory)
        yield Both(official, everloop)
        everloop.stop()
    finally:
        official.stop()
