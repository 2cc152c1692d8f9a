"""What the worker takes from the compiled module."""

from everloop._core import ActivityAttempt, Passing, Replayer, Wish, Worker, clear_thread_exception, raise_in_thread

__all__ = ["ActivityAttempt", "Passing", "Replayer", "Wish", "Worker", "clear_thread_exception", "raise_in_thread"]
