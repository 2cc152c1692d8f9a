"""The benchmark: the same scenarios on every pairing of SDK and server."""
