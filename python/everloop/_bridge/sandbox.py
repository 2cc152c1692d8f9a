"""What the sandbox takes from the compiled module."""

from everloop._core import sandbox_guard_function as guard_function
from everloop._core import sandbox_is_guarded as is_guarded

__all__ = ["guard_function", "is_guarded"]
