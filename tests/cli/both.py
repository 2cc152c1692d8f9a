"""Runs commands of the official command line against both servers, and makes what they print comparable.

Ids, times and addresses differ between any two runs and are replaced; everything else has to be the same. A story is a
list of commands that build on each other, played on both servers at once.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from conformance.servers import Server

TEMPORAL = str(Path(sys.executable).with_name("temporal"))
# How long a condition of a story may take to come true, and a command to end.
PATIENCE_SECONDS = 60.0

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NUMBERS = "historySizeBytes|stateTransitionCount|durationMillis|taskId|serverVersion|createRequestId|requestId"
REPLACED: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (UUID, "<uuid>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( [-+]\d{4} UTC|Z)?"), "<time>"),
    (re.compile(r"\b((an?|\d+) (second|minute|hour)s? (ago|from now)|now)\b"), "<ago>"),
    (re.compile(r"\b(\d+h)?(\d+m ?)?\d+(\.\d+)?(s|ms|µs)\b"), "<duration>"),
    (re.compile(r"127\.0\.0\.1:\d+|\blocalhost\b"), "<address>"),
    (re.compile(r'("clusterId": )"[^"]*"'), r'\1"<id>"'),
    (re.compile(r"-deleted-\w+"), "-deleted-<id>"),
    (re.compile(rf'("({NUMBERS})": *)("[^"]*"|\d+)'), r"\1<value>"),
    (re.compile(r"^(\s*(StateTransitionCount|HistorySize|BuildIds)\s+)\S.*$", re.MULTILINE), r"\1<value>"),
    (re.compile(r"temporal-cli:[^\s\"]+"), "<cli>"),
    (re.compile(r"^((?:taskId|historySizeBytes): )\d+$", re.MULTILINE), r"\1<value>"),
    (re.compile(r"-[0-9a-f]{32}\b"), "-<sticky>"),
    # How many tasks came and went of late.
    (re.compile(r'("(?:backlogIncreaseRate|tasksAddRate|tasksDispatchRate)": *)[^,\s]+'), r"\1<rate>"),
    (re.compile(r"^(\s*UNVERSIONED\s+\w+\s+\d+\s+\S+)(\s+[-.e\d]+){3}$", re.MULTILINE), r"\1 <rates>"),
    # The kinds of a queue come in any order.
    (
        re.compile(r"(?:^\s*UNVERSIONED\s.*\n)+", re.MULTILINE),
        lambda rows: "".join(sorted(rows[0].splitlines(keepends=True))),
    ),
    # The flags of the worker's build come in any order.
    (re.compile(r'("coreUsedFlags": *\[)[^]]*'), r"\1"),
    (re.compile(r"^.*coreUsedFlags\[\d+\]: .*\n", re.MULTILINE), ""),
    # The rule under a table is as wide as its longest value.
    (re.compile(r"─+"), "─"),
]


@dataclass(frozen=True)
class Both:
    """The two servers."""

    official: Server
    everloop: Server

    def run(self, command: str, *, stdin: str = "") -> tuple[str, str]:
        """Run a command against both.

        Args:
            command: Arguments of `temporal`, separated by blanks; `'a b'` is one.
            stdin: What to answer to questions.

        Returns:
            What was printed by the official server's, and by ours.
        """
        return run(self.official.address, command, stdin), run(self.everloop.address, command, stdin)

    def check(self, command: str, *, stdin: str = "") -> str:
        """Run a command against both, demand the same, and return it."""
        official, everloop = self.run(command, stdin=stdin)
        assert everloop == official, f"temporal {command}\n--- official\n{official}\n--- everloop\n{everloop}"
        return everloop

    def story(self, *steps: str) -> str:
        """Play steps on both servers at once, and demand that each prints the same.

        Args:
            steps: Commands, as for `run`. `@` stands for a prefix that ids of this story alone have. A step
                `until TEXT | COMMAND` repeats a command until it prints the text, `while TEXT | COMMAND` as long as
                it does; they compare nothing.

        Returns:
            What all commands printed by our server.
        """
        prefix = f"cli{uuid.uuid4().hex[:8]}-"
        with ThreadPoolExecutor(2) as pool:
            sides = (self.official.address, self.everloop.address)
            official, everloop = pool.map(lambda address: play(address, steps, prefix), sides)
        for step, expected, seen in zip(steps, official, everloop, strict=True):
            lines = difflib.unified_diff(
                expected.splitlines(), seen.splitlines(), "official", "everloop", n=4, lineterm=""
            )
            assert seen == expected, f"temporal {step}\n" + "\n".join(lines)
        return "".join(everloop)


def play(address: str, steps: tuple[str, ...], prefix: str) -> list[str]:
    """Play the steps on one server; returns what each printed."""
    printed: list[str] = []
    for step in steps:
        step = step.replace("@", prefix)
        word, _, rest = step.partition(" ")
        if word in ("until", "while"):
            text, _, command = rest.partition(" | ")
            wait(address, command, text, wanted=word == "until")
            printed.append("")
        else:
            printed.append(run(address, step).replace(prefix, ""))
    return printed


def wait(address: str, command: str, text: str, *, wanted: bool) -> None:
    """Repeat a command until it prints a text, or does no longer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (text in (printed := run(address, command))) != wanted:
        assert time.monotonic() < deadline, f"temporal {command} on {address} waits for {text!r}, but prints {printed}"
        time.sleep(0.05)


def run(address: str, command: str, stdin: str = "") -> str:
    """Run a command against one server, and return what it printed in comparable form."""
    done = output(address, command, stdin)
    return comparable(done.stdout + done.stderr) + f"[exit {done.returncode}]\n"


def output(address: str, command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command against one server, and return what it printed as it is."""
    arguments = [part.replace("'", "") for part in re.findall(r"(?:'[^']*'|[^\s'])+", command)]
    return subprocess.run(
        [TEMPORAL, *arguments, "--address", address, "--color", "never"],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        env={**os.environ, "TZ": "UTC", "HOME": "/nonexistent"},
    )


def comparable(text: str) -> str:
    """Replace what must differ, and collapse the blanks that align columns."""
    for pattern, replacement in REPLACED:
        text = pattern.sub(replacement, text)
    return "\n".join(" ".join(line.split()) for line in text.splitlines()) + "\n"
