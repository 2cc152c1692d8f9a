"""The activities of a worker by name, checked when the worker is made."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from everloop.activity._definition import Definition
from everloop.exceptions import ApplicationError

if TYPE_CHECKING:
    from ._shared_state import SharedStateManager

__all__ = ["ActivityRegistry"]


class ActivityRegistry:
    """Finds the definition for an activity type."""

    def __init__(
        self,
        activities: Sequence[Callable[..., Any]],
        *,
        executor: Executor | None,
        shared_state_manager: SharedStateManager | None,
    ) -> None:
        """Check and keep the activities.

        Raises:
            TypeError: If one is not decorated, or is a class, or cannot be pickled for a process pool.
            ValueError: If a name is used twice, or a plain function has nothing to run in.
        """
        self._by_name: dict[str, Definition] = {}
        self._dynamic: Definition | None = None
        for activity in activities:
            definition = Definition.must_from_callable(activity)
            _check_callable(activity, definition)
            if not definition.is_async:
                _check_executor(activity, definition, executor, shared_state_manager)
            self._add(definition)

    def _add(self, definition: Definition) -> None:
        if definition.name is None:
            if self._dynamic is not None:
                raise TypeError("More than one dynamic activity")
            self._dynamic = definition
        elif definition.name in self._by_name:
            raise ValueError(f"More than one activity named {definition.name}")
        else:
            self._by_name[definition.name] = definition

    def find(self, activity_type: str, workflow_id: str) -> Definition:
        """The definition that serves a type.

        Raises:
            ApplicationError: If there is none.
        """
        definition = self._by_name.get(activity_type, self._dynamic)
        if definition is None:
            names = ", ".join(sorted(self._by_name))
            raise ApplicationError(
                f"Activity function {activity_type} for workflow {workflow_id} "
                f"is not registered on this worker, available activities: {names}",
                type="NotFoundError",
            )
        return definition


def _check_callable(activity: Callable[..., Any], definition: Definition) -> None:
    if inspect.isclass(activity):
        raise TypeError(f"Activity named {definition.name} is a class instead of an instance")
    if inspect.isfunction(activity) and next(iter(inspect.signature(activity).parameters), None) == "self":
        warnings.warn(
            f"Activity named {definition.name} has a first parameter named self but is not bound to an instance, "
            "did you mean to register it from an instance of the class?",
            stacklevel=5,
        )


def _check_executor(
    activity: Callable[..., Any],
    definition: Definition,
    executor: Executor | None,
    shared_state_manager: SharedStateManager | None,
) -> None:
    if executor is None:
        raise ValueError(f"Activity {definition.name} is not async so an activity_executor must be present")
    if isinstance(executor, ThreadPoolExecutor):
        return
    if shared_state_manager is None:
        raise ValueError(
            f"Activity {definition.name} is not async and executor is not thread-pool executor, "
            "so a shared_state_manager must be present"
        )
    # Only processes need pickling, and only then is their module loaded.
    from concurrent.futures import ProcessPoolExecutor

    if isinstance(executor, ProcessPoolExecutor):
        import pickle

        try:
            pickle.dumps(activity)
        except Exception as error:
            raise TypeError(f"Activity {definition.name} must be picklable when using a process executor") from error
