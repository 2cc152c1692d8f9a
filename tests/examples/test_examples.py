"""Every example runs and says what it should: with the engine inside, and against the official server.

All of them are begun at once when the first test of a target asks, a few at a time: most of what they do is wait.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from conformance.servers import ROOT, start_official

EXAMPLES = ROOT / "examples"
PARALLEL = 3
TIMEOUT_SECONDS = 90

# The lines that have to come, in this order. `...` at a line's end stands for anything.
EXPECTED = {
    "async_completion": ["mail sent: may Ada take a week off?", "Ada: yes, enjoy it"],
    "cancellation": [
        "activity: stops rendering Metropolis",
        "activity: removes the frames of Metropolis",
        "client: CancelledError, Workflow cancelled",
        "status: CANCELED",
    ],
    "child_workflows": [
        "delivered in Oslo",
        "came back: there is no road to Atlantis",
        "delivered in Lima",
        "newsletter: sent",
    ],
    "encryption": [
        "the client reads:   Ada Lovelace is healthy",
        "the engine stores:  ...",
        "is the name in it?  no",
    ],
    "endless": ["balance: 120", "left with 120 points after ..."],
    "heartbeats": [
        "attempt 1 begins at row 0",
        "attempt 1 hangs at row 6",
        "attempt 2 begins at row 6",
        "all 10 rows are there, the last attempt imported 4",
    ],
    "hello": ["Hello, World!"],
    "interceptors": [
        "the workflow runs for Ada",
        "the activity opens the door for Ada",
        "the workflow runs for Grace",
        "the activity opens the door for Grace",
    ],
    "local_activities": [
        "local activities: [32.0, 68.0, 98.6] in 8 events",
        "activities: [32.0, 68.0, 98.6] in 23 events",
    ],
    "messages": [
        "total after tea:    4.5",
        "total after kettle: 43.5",
        "refused:            ValueError: we do not sell dragon",
        "in the cart:        ['tea', 'kettle']",
        "checked out:        2 items for 43.50",
    ],
    "polling": [
        "poster is printed: asked 5 times, 11 events",
        "book is printed: asked 5 times, 11 events",
    ],
    "pydantic_models": ["Due: 43.60 until 2026-03-06"],
    "retries": [
        "  EUR: attempt 1 fails, the bank is busy",
        "  EUR: attempt 2 fails, the bank is busy",
        "  EUR: attempt 3 fails, the bank asks for 50 ms of peace",
        "100 EUR are 117.00",
        "no rate: there is no such currency as XXX",
    ],
    "saga": [
        "booked    hotel",
        "booked    flight",
        "cancelled flight-17",
        "cancelled hotel-17",
        "no trip: no car is left",
    ],
    "schedule": ["...", "and made up for: report number ..."],
    "search_attributes": ["review-3: 4 stars", "review-0: 5 stars"],
    "sliding_window": ["30 records done in 4 runs, never more than 5 at a time"],
    "sync_activities": ["12000 bytes of 16 pages, in 8 threads"],
    "timers": [
        "idle customer:  reminded, the trial is over",
        "eager customer: subscribed in time",
        "100 timers of 0.2 s at once, not 20 s: yes",
    ],
    "tracing": [
        "rye, warm",
        "customer",
        ". StartWorkflow:Order",
        ". . RunWorkflow:Order",
        ". . . make bread",
        ". . . . StartActivity:bake",
        ". . . . . RunActivity:bake",
        ". . . . . . heat the oven",
    ],
    "two_processes": ["started here, done in the other process"],
    "update_with_start": [
        "visitor 1 of workflow museum",
        "visitor 2 of workflow museum",
        "visitor 3 of workflow museum",
        "3 visitors, the museum is full",
    ],
    "versioning": [
        "began with the old code: ['charged 10']",
        "began with the new code: ['checked 20', 'charged 20']",
        "PaymentV2 fits the old history: yes",
        "CarelessV2 fits the old history: no",
    ],
}

Runs = dict[str, Future["subprocess.CompletedProcess[str]"]]


def run(example: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one example to its end."""
    command = [sys.executable, str(EXAMPLES / f"{example}.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)


def run_all(*arguments: str) -> Iterator[Runs]:
    """Begin all of them; each test waits for its own."""
    with ThreadPoolExecutor(PARALLEL) as executor:
        yield {name: executor.submit(run, name, *arguments) for name in EXPECTED}
        executor.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def embedded() -> Iterator[Runs]:
    yield from run_all()


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    server = start_official(tmp_path_factory.mktemp("examples"))
    try:
        yield from run_all(server.address)
    finally:
        server.stop()


def check(example: str, done: subprocess.CompletedProcess[str]) -> None:
    """Compare what an example printed with what it should."""
    assert done.returncode == 0, done.stdout + done.stderr
    printed = done.stdout.splitlines()
    expected = EXPECTED[example]
    assert len(printed) == len(expected), done.stdout + done.stderr
    for line, want in zip(printed, expected, strict=True):
        assert line == want or (want.endswith("...") and line.startswith(want[:-3])), done.stdout


def test_each_example_is_expected_to_say_something() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in EXAMPLES.glob("*.py"))


@pytest.mark.parametrize("example", EXPECTED)
def test_with_the_engine_inside(example: str, embedded: Runs) -> None:
    check(example, embedded[example].result())


@pytest.mark.parametrize("example", EXPECTED)
def test_on_the_official_server(example: str, official: Runs) -> None:
    check(example, official[example].result())


def test_the_tests_of_the_testing_example_pass() -> None:
    folder: Path = EXAMPLES / "testing"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "everloop.pytest_plugin"]
    done = subprocess.run(
        [*command, "-c", "/dev/null", "--rootdir", str(folder), "--everloop-replay", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert "4 passed" in done.stdout, done.stdout + done.stderr


def test_the_demo_is_killed_and_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "order" / "demo.py")], capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kill -9 was here" in done.stdout
    assert "parcel-4711 is on its way, approved by Ada" in done.stdout
    assert done.stdout.count("activity  reserve") == 1
