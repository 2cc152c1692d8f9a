"""Raw calls of each gRPC service, one file per service; `everloop.service` is where they are public."""

from __future__ import annotations

from ._call import RawCall
from ._cloud import CloudService
from ._health import HealthService
from ._operator import OperatorService
from ._test import TestService
from ._workflow import WorkflowService

__all__ = ["CloudService", "HealthService", "OperatorService", "RawCall", "TestService", "WorkflowService"]
