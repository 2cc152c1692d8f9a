"""Activities that belong to no workflow: starting them, and finding those that exist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, overload

import everloop
from everloop.types import ReturnType

from ._activity_class_starts import ActivityClassStarts
from ._activity_method_starts import ActivityMethodStarts

if TYPE_CHECKING:
    import everloop.client

__all__ = ["ActivityCalls"]


class ActivityCalls(ActivityClassStarts, ActivityMethodStarts):
    """The part of `Client` for activities that belong to no workflow."""

    @overload
    def get_activity_handle(
        self, activity_id: str, *, run_id: str | None = None
    ) -> everloop.client.ActivityHandle[Any]: ...

    @overload
    def get_activity_handle(
        self, activity_id: str, *, run_id: str | None = None, result_type: type[ReturnType]
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    def get_activity_handle(
        self, activity_id: str, *, run_id: str | None = None, result_type: type | None = None
    ) -> everloop.client.ActivityHandle[Any]:
        """A handle of an activity that may exist. Nothing is called.

        Args:
            activity_id: ID of the activity.
            run_id: The run that all calls go to; by default the latest.
            result_type: The type of the result.
        """
        from ._activity_handle import ActivityHandle

        return ActivityHandle(self._whole, activity_id, run_id=run_id, result_type=result_type)

    def list_activities(
        self,
        query: str,
        *,
        limit: int | None = None,
        page_size: int = 1000,
        next_page_token: bytes | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.ActivityExecutionAsyncIterator:
        """List activities that belong to no workflow. Nothing is called before the first step.

        Args:
            query: Which activities.
            limit: How many at most.
            page_size: How many are fetched at once.
            next_page_token: Where to begin.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.
        """
        from ._activity_inputs import ListActivitiesInput

        return self._impl.list_activities(
            ListActivitiesInput(query, page_size, next_page_token, rpc_metadata, rpc_timeout, limit)
        )

    async def count_activities(
        self,
        query: str | None = None,
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.ActivityExecutionCount:
        """Count activities that belong to no workflow, roughly.

        Args:
            query: Which activities; by default all.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        from ._activity_inputs import CountActivitiesInput

        return await self._impl.count_activities(CountActivitiesInput(query, rpc_metadata, rpc_timeout))
