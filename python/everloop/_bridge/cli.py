"""What the console script takes from the compiled module."""

from everloop._core import cli_main

__all__ = ["cli_main"]
