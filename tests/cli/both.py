"""Runs one command of the official command line against both servers, and makes what it prints comparable.

Ids, times and addresses differ between any two runs and are replaced; everything else has to be the same.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from conformance.servers import Server

TEMPORAL = str(Path(sys.executable).with_name("temporal"))

REPLACED = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "<time>"),
    (re.compile(r"\b(now|(an?|\d+) (second|minute|hour)s? ago)\b"), "<ago>"),
    (re.compile(r"\b(\d+h)?(\d+m ?)?\d+(\.\d+)?(s|ms|µs)\b"), "<duration>"),
    (re.compile(r"127\.0\.0\.1:\d+|\blocalhost\b"), "<address>"),
    (re.compile(r'("clusterId": )"[^"]*"'), r'\1"<id>"'),
    (re.compile(r"-deleted-\w+"), "-deleted-<id>"),
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


def run(address: str, command: str, stdin: str = "") -> str:
    """Run a command against one server, and return what it printed in comparable form."""
    arguments = [part.strip("'") for part in re.findall(r"'[^']*'|\S+", command)]
    done = subprocess.run(
        [TEMPORAL, *arguments, "--address", address, "--color", "never"],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return comparable(done.stdout + done.stderr) + f"[exit {done.returncode}]"


def comparable(text: str) -> str:
    """Replace what must differ, and collapse the blanks that align columns."""
    for pattern, replacement in REPLACED:
        text = pattern.sub(replacement, text)
    return "\n".join(" ".join(line.split()) for line in text.splitlines()) + "\n"
