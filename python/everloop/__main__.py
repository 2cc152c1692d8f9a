"""The `everloop` command: `everloop server --db app.db`."""

import signal
import sys

from everloop._bridge.cli import cli_main

__all__ = ["main"]


def main() -> None:
    """Run the command with this process's arguments, and exit with its code."""
    # The command handles the signal itself; Python's handler would raise once it has ended in order.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(cli_main(["everloop", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
