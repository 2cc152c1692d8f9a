"""Random numbers and unique ids that come out the same in every replay."""

from __future__ import annotations

from collections.abc import Callable

from everloop import _typing
from everloop._bridge import workflow as _core

__all__ = ["new_random", "random", "random_seed", "register_random_seed_callback", "uuid4", "uuid7"]


def random() -> _typing.Random:
    """The run's random number generator.

    Raises:
        ReadOnlyContextError: In queries and validators: it would change what the workflow draws next.
    """
    return _core.random()


def random_seed() -> int:
    """The seed of the run's random numbers. It changes when the run is reset."""
    return _core.random_seed()


def register_random_seed_callback(callback: Callable[[int], None]) -> None:
    """Has a function called with each new seed of the run.

    Args:
        callback: The function. It is not called for the present seed.
    """
    _core.on_reseed(callback)


def new_random(name: str | None = None) -> _typing.Random:
    """A generator of one's own, seeded like the run's and seeded anew when that is.

    Args:
        name: Gives the generator a sequence of its own; the same name gives the same sequence.
    """
    from random import Random

    generator = Random()
    _core.on_reseed(lambda seed: generator.seed(_derived_seed(seed, name)))
    generator.seed(_derived_seed(_core.random_seed(), name))
    return generator


def _derived_seed(seed: int, name: str | None) -> int | str:
    return seed if name is None else f"{seed}:{name}"


def uuid4() -> _typing.UUID:
    """A unique id made of the run's random numbers. It is not fit for secrets."""
    import uuid

    return uuid.UUID(bytes=_core.random().getrandbits(128).to_bytes(16, "big"), version=4)


def uuid7() -> _typing.UUID:
    """A unique id made of workflow time and the run's random numbers.

    Ids made in one workflow task share their time and are in no order among themselves.
    """
    import uuid

    milliseconds = _core.time_ns() // 1_000_000
    generator = _core.random()
    high, low = generator.getrandbits(12), generator.getrandbits(62)
    return uuid.UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
