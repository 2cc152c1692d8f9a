"""Where the benchmark finds what it measures: the release wheel and the release binary that `make build` left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / ".cache" / "bench-site"


def install_wheel() -> None:
    """Unpack the release wheel where only the benchmark's processes look for it."""
    wheels = sorted((ROOT / "dist").glob("everloop-*.whl"))
    if not wheels:
        sys.exit("no wheel in dist/: run `make build` first")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "--upgrade", "--target", str(SITE), str(wheels[-1])], check=True)


def clean_environment() -> dict[str, str]:
    """Return an environment in which the release wheel is imported and byte code is cached, as on a user's machine."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**environment, "PYTHONPATH": str(SITE)}
