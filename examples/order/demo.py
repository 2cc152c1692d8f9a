"""The demo: `python examples/order/demo.py` starts an order, kills its process with SIGKILL, and starts another."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROCESS = Path(__file__).with_name("process.py")


def heading(text: str) -> None:
    """Print a heading in bold where the terminal can."""
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    print(f"\n{bold}{text}{plain}", flush=True)


def run_until_killed(database: Path) -> None:
    """Run the first process until the order waits, then kill it."""
    command = [sys.executable, str(PROCESS), str(database), "begin"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("waiting"):
                break
            print(line, end="", flush=True)
        else:
            sys.exit(f"the first process ended by itself with code {process.wait()}")
        print("      workflow            waits for somebody's approval; that may take a minute or a month")
        process.kill()
    heading(f"2  kill -9 {process.pid}")
    print(
        "      The process is gone: no clean-up ran, its memory is lost. It held the engine, the worker and the order."
    )


def main() -> None:
    """Tell the story."""
    with tempfile.TemporaryDirectory() as directory:
        database = Path(directory) / "shop.db"
        heading("1  A process starts an order. No server runs: the engine is a library, its state is one file.")
        run_until_killed(database)
        size = sum(file.stat().st_size for file in Path(directory).iterdir())
        print(f"      What is left is {database.name} and its log, {size // 1024} KiB.")
        heading("3  A new process opens the same file. It starts no order; it only brings the code.")
        begun = time.monotonic()
        subprocess.run([sys.executable, str(PROCESS), str(database), "finish"], check=True)
        seconds = time.monotonic() - begun
    heading("What happened")
    print(
        "      The order went on where it was. `reserve` and `charge` ran before the kill and did not run again:\n"
        "      their results were on record, so the workflow's code was replayed up to the wait and continued.\n"
        f"      The new process needed {seconds:.1f} s for everything, one second of it the timer.\n"
        "      The code is examples/order/shop.py: plain Python, with no word about crashes.\n"
    )


if __name__ == "__main__":
    main()
