"""The calls of the TestService: a clock that can be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ._call import RawService

if TYPE_CHECKING:
    from google.protobuf import empty_pb2 as empty

    from everloop.api.testservice import v1

    from ._call import RawCall

__all__ = ["TestService"]


class TestService(RawService):
    """Raw calls of the TestService, which only servers that can skip time have."""

    __test__ = False
    _name: ClassVar[str] = "test"
    _package: ClassVar[str] = "testservice"

    get_current_time: RawCall[empty.Empty, v1.GetCurrentTimeResponse]
    lock_time_skipping: RawCall[v1.LockTimeSkippingRequest, v1.LockTimeSkippingResponse]
    sleep: RawCall[v1.SleepRequest, v1.SleepResponse]
    sleep_until: RawCall[v1.SleepUntilRequest, v1.SleepResponse]
    unlock_time_skipping: RawCall[v1.UnlockTimeSkippingRequest, v1.UnlockTimeSkippingResponse]
    unlock_time_skipping_with_sleep: RawCall[v1.SleepRequest, v1.SleepResponse]
