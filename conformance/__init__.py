"""One Python program per behaviour, run on every pairing of SDK and server, outcomes and histories compared."""
