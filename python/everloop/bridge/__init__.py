"""The messages of workflow activations, for workflow runners of one's own; see `everloop.bridge.proto`."""

from everloop.bridge import proto

__all__ = ["proto"]
