"""Made by tools/api_stubs.py from temporal/api/cloud/sink/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.sink.v1 import (
    GCSSpec as GCSSpec,
    KinesisSpec as KinesisSpec,
    PubSubSpec as PubSubSpec,
    S3Spec as S3Spec,
)

DESCRIPTOR: FileDescriptor
