"""Measures how the engine's costs grow, and writes that section of docs/BENCHMARKS.md: `bench/scale.py [WORKFLOWS]`.

It takes minutes and a few gigabytes beside the working directory: a million open workflows are made and opened again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.page import SCALE, write_section  # noqa: E402

TEXT = """
What one process costs that opens a database with so many open workflows or schedules, takes up new work, and goes on;
what lists of a million cost; what one workflow's history or pending activities do to the cost of its next step; and how
large a file becomes whose workflows are removed after an hour. Each size of a database is measured in a process of its
own, with `durability="os"`, so that the figures are the engine's and not the disk's. Made by `bench/scale.py`.
"""


def main() -> None:
    """Measure, and write the section."""
    command = ["cargo", "run", "--release", "--locked", "--quiet", "-p", "everloop-service", "--example", "scale"]
    tables = subprocess.run(
        [*command, "--", *sys.argv[1:]], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    write_section(SCALE, f"{TEXT}\n{tables}")


if __name__ == "__main__":
    main()
