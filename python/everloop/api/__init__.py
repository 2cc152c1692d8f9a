"""The protobuf messages of the Temporal API.

Packages mirror the protobuf packages: `temporal.api.common.v1.Payload` is `everloop.api.common.v1.Payload`,
and also `everloop.api.common.v1.message_pb2.Payload`. No file lies behind these modules: they are made from the
descriptors in the extension module when they are imported, and a message class when it is first touched.
"""

from everloop.api import _finder

_finder.install()
