"""The pytest plugin: environments as fixtures, and the replay of every workflow that a test has run.

Installed with everloop, it needs no other plugin: the fixtures are plain ones and work with `pytest-asyncio`, `anyio`
and tests that call ``asyncio.run`` alike.

* `everloop_env`: an environment whose time skips, with a clock of its own for each test;
* `everloop_local_env`: one in real time;
* ``--everloop-replay``: when a test is over, all histories of its environments are replayed in the workflow classes
  that its workers ran, and the test fails if one is not deterministic.
"""

# This module is imported in every pytest session of those who have everloop: everything else comes when it is used.
from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from everloop.testing import WorkflowEnvironment
    from everloop.testing._replay import Recorder

__all__ = ["everloop_env", "everloop_local_env", "pytest_addoption"]

_T = TypeVar("_T")
_OPTION = "everloop_replay"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--everloop-replay``, on the command line and as a setting."""
    text = "replay every workflow of everloop's environments when its test is over"
    parser.getgroup("everloop").addoption("--everloop-replay", action="store_true", dest=_OPTION, help=text)
    parser.addini(_OPTION, text, type="bool", default=False)


@pytest.fixture
def everloop_env(request: pytest.FixtureRequest) -> Iterator[WorkflowEnvironment]:
    """An environment whose time skips; each test has its own, and with it its own clock."""
    from everloop.testing import WorkflowEnvironment

    yield from _environment(request, WorkflowEnvironment.start_time_skipping)


@pytest.fixture
def everloop_local_env(request: pytest.FixtureRequest) -> Iterator[WorkflowEnvironment]:
    """An environment in real time; each test has its own."""
    from everloop.testing import WorkflowEnvironment

    yield from _environment(request, WorkflowEnvironment.start_local)


def _environment(
    request: pytest.FixtureRequest, start: Callable[..., Coroutine[Any, Any, WorkflowEnvironment]]
) -> Iterator[WorkflowEnvironment]:
    recorder: Recorder | None = None
    if request.config.getoption(_OPTION) or request.config.getini(_OPTION):
        from everloop.testing._replay import Recorder

        recorder = Recorder()
    env: WorkflowEnvironment = _run(start(plugins=[] if recorder is None else [recorder]))
    try:
        yield env
        if recorder is not None:
            failures = _run(recorder.replay(env.client))
            if failures:
                pytest.fail("\n\n".join(failures), pytrace=False)
    finally:
        _run(env.shutdown())


def _run(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine apart from whatever loop the test's own plugin keeps on this thread."""
    outcome: list[_T] = []
    error: list[BaseException] = []

    def run() -> None:
        loop = asyncio.new_event_loop()
        try:
            outcome.append(loop.run_until_complete(coroutine))
        except BaseException as raised:
            error.append(raised)
        finally:
            loop.close()

    thread = threading.Thread(target=run, name="everloop-fixture")
    thread.start()
    thread.join()
    if error:
        raise error[0]
    return outcome[0]
