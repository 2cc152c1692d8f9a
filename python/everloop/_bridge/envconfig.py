"""What the module of connection profiles takes from the compiled module."""

from everloop._core import parse_client_config

__all__ = ["parse_client_config"]
