"""What the converter, the exceptions and the protobuf package take from the compiled module."""

from everloop._core import (
    FailureRef,
    JsonCodec,
    PayloadRef,
    descriptor_file,
    descriptor_index,
    exception_from_failure,
    failure_from_exception,
)
from everloop._core import __version__ as version

__all__ = [
    "FailureRef",
    "PayloadRef",
    "descriptor_file",
    "descriptor_index",
    "exception_from_failure",
    "failure_from_exception",
    "json_dumps",
    "json_loads",
    "version",
]

_codec = JsonCodec()
json_dumps = _codec.dumps
json_loads = _codec.loads
