"""Made by tools/api_stubs.py from temporal/api/cloud/sink/v1/message.proto."""

from google.protobuf.message import Message as _Message

class S3Spec(_Message):
    role_name: str
    bucket_name: str
    region: str
    kms_arn: str
    aws_account_id: str
    def __init__(self, *, role_name: str | None = ..., bucket_name: str | None = ..., region: str | None = ..., kms_arn: str | None = ..., aws_account_id: str | None = ...) -> None: ...

class GCSSpec(_Message):
    sa_id: str
    bucket_name: str
    gcp_project_id: str
    region: str
    def __init__(self, *, sa_id: str | None = ..., bucket_name: str | None = ..., gcp_project_id: str | None = ..., region: str | None = ...) -> None: ...

class KinesisSpec(_Message):
    role_name: str
    destination_uri: str
    region: str
    def __init__(self, *, role_name: str | None = ..., destination_uri: str | None = ..., region: str | None = ...) -> None: ...

class PubSubSpec(_Message):
    service_account_id: str
    topic_name: str
    gcp_project_id: str
    def __init__(self, *, service_account_id: str | None = ..., topic_name: str | None = ..., gcp_project_id: str | None = ...) -> None: ...

