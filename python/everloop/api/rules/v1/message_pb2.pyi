"""Made by tools/api_stubs.py from temporal/api/rules/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.rules.v1 import (
    WorkflowRule as WorkflowRule,
    WorkflowRuleAction as WorkflowRuleAction,
    WorkflowRuleSpec as WorkflowRuleSpec,
)

DESCRIPTOR: FileDescriptor
