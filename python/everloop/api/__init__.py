"""The protobuf messages of the Temporal API.

Packages mirror the protobuf packages: `temporal.api.common.v1.Payload` is `everloop.api.common.v1.Payload`,
and also `everloop.api.common.v1.message_pb2.Payload`. No file lies behind these modules: they are made from the
descriptors in the extension module when they are imported, and a message class when it is first touched.
"""

import importlib
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    """Imports a package when it is first used, so that annotations can name messages."""
    if not name.startswith("_"):
        try:
            return importlib.import_module(f"everloop.api.{name}")
        except ModuleNotFoundError:
            pass
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
