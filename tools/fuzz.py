"""Fuzz with guidance by coverage: `python tools/fuzz.py SECONDS [TARGET]`, each target for its part of the time.

The targets under `fuzz/` are compiled with LLVM's instrumentation, which the stable compiler has too. A run begins
with the inputs in `fuzz/corpus` and those that earlier runs kept in `fuzz/target/corpus`. An input that goes wrong is
put into `fuzz/found`: mend what it shows and keep the file, for the ordinary tests try all of them from then on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUZZ = ROOT / "fuzz"
TARGETS = ("filter", "schedule", "history", "rpc")
# Counters of edges, a table of their places, and comparisons, all of which libFuzzer reads.
COVERAGE = (
    "-sanitizer-coverage-level=4",
    "-sanitizer-coverage-inline-8bit-counters",
    "-sanitizer-coverage-pc-table",
    "-sanitizer-coverage-trace-compares",
)
# A slow input is a finding; debug builds on a busy machine need some seconds for an ordinary one.
INPUT_SECONDS = 60
MEMORY_MB = 4096


def build() -> None:
    """Compile the targets, for one host and not for build scripts."""
    flags = ["-Cpasses=sancov-module", "--cfg=fuzzing", *(f"-Cllvm-args={option}" for option in COVERAGE)]
    host = next(
        line.split()[1]
        for line in subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout.splitlines()
        if line.startswith("host:")
    )
    subprocess.run(
        ["cargo", "build", "--manifest-path", FUZZ / "Cargo.toml", "--target-dir", FUZZ / "target", "--target", host],
        check=True,
        env={**os.environ, "RUSTFLAGS": " ".join(flags)},
    )


def run(target: str, seconds: int) -> int:
    """Fuzz one target; returns the exit code."""
    program = next((FUZZ / "target").glob(f"*-*-*/debug/{target}"))
    kept, found = FUZZ / "target" / "corpus" / target, FUZZ / "found" / target
    for directory in (kept, found):
        directory.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-artifact_prefix={found}/",
        f"-timeout={INPUT_SECONDS}",
        f"-rss_limit_mb={MEMORY_MB}",
        "-max_len=8192",
        "-print_final_stats=1",
    ]
    # What it did not find is written first: the first directory is the one that grows.
    return subprocess.run([program, *options, kept, FUZZ / "corpus" / target], check=False).returncode


def main() -> int:
    """Build, then fuzz all targets or one."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    targets = sys.argv[2:] or list(TARGETS)
    build()
    return max(run(target, max(1, seconds // len(targets))) for target in targets)


if __name__ == "__main__":
    raise SystemExit(main())
