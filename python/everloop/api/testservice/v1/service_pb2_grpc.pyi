"""Made by tools/api_stubs.py from temporal/api/testservice/v1/service.proto."""

from typing import Any

class TestServiceStub:
    def __init__(self, channel: Any) -> None: ...
    LockTimeSkipping: Any
    UnlockTimeSkipping: Any
    Sleep: Any
    SleepUntil: Any
    UnlockTimeSkippingWithSleep: Any
    GetCurrentTime: Any

class TestServiceServicer:
    LockTimeSkipping: Any
    UnlockTimeSkipping: Any
    Sleep: Any
    SleepUntil: Any
    UnlockTimeSkippingWithSleep: Any
    GetCurrentTime: Any

def add_TestServiceServicer_to_server(servicer: TestServiceServicer, server: Any) -> None: ...
