"""The `everloop` command: `everloop server --db app.db`."""

import sys

from everloop._bridge.cli import cli_main

__all__ = ["main"]


def main() -> None:
    """Run the command with this process's arguments, and exit with its code."""
    sys.exit(cli_main(["everloop", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
