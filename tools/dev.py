"""Build the debug extension and binary and put the package on the virtual environment's path.

This stands in for `maturin develop`: a plain `cargo build` shares its products with `cargo test`, and takes a second
when nothing changed. The extension is copied beside the Python sources and a `.pth` file makes them importable.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = {"linux": "lib_core.so", "darwin": "lib_core.dylib"}
EXTENSION = ROOT / "python" / "everloop" / "_core.abi3.so"


def build(profile: str) -> Path:
    """Build the extension and the binary; returns the directory that holds the products."""
    flags = ["--release"] if profile == "release" else []
    locked = [] if "EVERLOOP_UNLOCKED" in os.environ else ["--locked"]
    command = ["cargo", "build", "--quiet", *locked, *flags, "-p", "everloop-python", "-p", "everloop-cli"]
    subprocess.run(command, cwd=ROOT, check=True)
    return ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / profile


def install(products: Path) -> None:
    """Copy the extension beside the sources, whole or not at all, and only when it changed."""
    built = products / BUILT[sys.platform]
    if not EXTENSION.exists() or not filecmp.cmp(built, EXTENSION, shallow=False):
        partial = EXTENSION.with_suffix(".partial")
        shutil.copy2(built, partial)
        partial.replace(EXTENSION)
    path_file = Path(sysconfig.get_path("purelib")) / "everloop-dev.pth"
    path_file.write_text(f"{ROOT / 'python'}\n")


if __name__ == "__main__":
    install(build(sys.argv[1] if len(sys.argv) > 1 else "debug"))
