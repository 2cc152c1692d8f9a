"""Made by tools/api_stubs.py from temporal/api/cloud/connectivityrule/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.connectivityrule.v1 import (
    ConnectivityRule as ConnectivityRule,
    ConnectivityRuleSpec as ConnectivityRuleSpec,
    PrivateConnectivityRule as PrivateConnectivityRule,
    PublicConnectivityRule as PublicConnectivityRule,
)

DESCRIPTOR: FileDescriptor
