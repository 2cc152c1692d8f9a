"""The only importers of the compiled module `everloop._core`, one module per area."""
