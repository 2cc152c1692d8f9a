"""What the converter, the exceptions and the protobuf package take from the compiled module."""

from everloop._core import FailureRef, PayloadRef, descriptor_file, descriptor_index
from everloop._core import __version__ as version

__all__ = ["FailureRef", "PayloadRef", "descriptor_file", "descriptor_index", "version"]
