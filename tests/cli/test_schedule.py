"""`temporal schedule ...` against both servers: the same commands print the same, but for ids and times."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.servers import Server, everloop_command, free_port, official_command

TEMPORAL = Path(sys.executable).with_name("temporal")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?")
WAIT = re.compile(r"\d+ \w+ (ago|from now)|now")
RUN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

CREATE = ("create", "--schedule-id", "daily", "--workflow-id", "job", "--type", "Job", "--task-queue", "work")

BACKFILLED = ("--start-time", "2024-01-01T00:00:00Z", "--end-time", "2024-03-01T12:00:00Z")

# Each is one command of the story of a schedule that never acts by itself while the test runs.
STORY = [
    (*CREATE, "--cron", "0 12 * * MON-FRI", "--time-zone", "Europe/Paris", "--overlap-policy", "BufferOne"),
    (*CREATE, "--interval", "1h"),
    ("describe", "--schedule-id", "daily"),
    ("toggle", "--schedule-id", "daily", "--pause", "--reason", "holidays"),
    ("describe", "--schedule-id", "daily"),
    ("toggle", "--schedule-id", "daily", "--unpause", "--reason", "back"),
    ("trigger", "--schedule-id", "daily"),
    ("update", *CREATE[1:], "--calendar", '{"month":"1-6","dayOfMonth":"1","hour":"3"}', "--notes", "by calendar"),
    ("describe", "--schedule-id", "daily"),
    ("list",),
    ("backfill", "--schedule-id", "daily", "--overlap-policy", "AllowAll", *BACKFILLED),
    ("delete", "--schedule-id", "daily"),
    ("describe", "--schedule-id", "daily"),
    ("describe", "--schedule-id", "never"),
    ("toggle", "--schedule-id", "never", "--pause"),
    ("delete", "--schedule-id", "never"),
    (*CREATE, "--cron", "61 * * * *"),
]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    directory = tmp_path_factory.mktemp("schedule")
    ports = free_port(), free_port()
    official = Server(official_command(ports[0]), ports[0], directory / "official.log")
    ours = Server(everloop_command(ports[1], directory / "ours.db"), ports[1], directory / "ours.log")
    yield official, ours
    official.stop()
    ours.stop()


def clean(text: str) -> str:
    """Remove what must differ, and the widths of columns with it."""
    for pattern in (TIME, RUN):
        text = pattern.sub("<>", text)
    return re.sub(r"[ \t]+", " ", WAIT.sub("<wait>", text)).strip()


def run(server: Server, *arguments: str) -> str:
    """Run one command; returns what it printed and how it ended."""
    command = [str(TEMPORAL), "schedule", *arguments, "--address", server.address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return f"exit {done.returncode}\n{clean(done.stdout)}\n{clean(done.stderr)}"


def until_listed(server: Server) -> str:
    """List; the official server does so with a delay."""
    while "daily" not in (seen := run(server, "list")):
        pass
    return seen


def test_both_servers_print_the_same(servers: tuple[Server, Server]) -> None:
    official, ours = servers
    for command in STORY:
        if command == ("list",):
            expected, seen = until_listed(official), until_listed(ours)
            # What the index of the official server knows of actions comes later still.
            expected, seen = expected.split("<>")[0], seen.split("<>")[0]
        else:
            expected, seen = run(official, *command), run(ours, *command)
        assert seen == expected, f"temporal schedule {' '.join(command)}"
