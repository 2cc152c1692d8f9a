"""Fixtures of the tests of error messages: a client of an engine in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from everloop.client import Client
from everloop.testing import WorkflowEnvironment


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with await WorkflowEnvironment.start_local() as env:
        yield env.client
