"""Made by tools/api_stubs.py from temporal/api/batch/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.batch.v1 import (
    BatchOperationCancelActivities as BatchOperationCancelActivities,
    BatchOperationCancellation as BatchOperationCancellation,
    BatchOperationDeleteActivities as BatchOperationDeleteActivities,
    BatchOperationDeletion as BatchOperationDeletion,
    BatchOperationInfo as BatchOperationInfo,
    BatchOperationReset as BatchOperationReset,
    BatchOperationResetActivities as BatchOperationResetActivities,
    BatchOperationSignal as BatchOperationSignal,
    BatchOperationTerminateActivities as BatchOperationTerminateActivities,
    BatchOperationTermination as BatchOperationTermination,
    BatchOperationTriggerWorkflowRule as BatchOperationTriggerWorkflowRule,
    BatchOperationUnpauseActivities as BatchOperationUnpauseActivities,
    BatchOperationUpdateActivityOptions as BatchOperationUpdateActivityOptions,
    BatchOperationUpdateWorkflowExecutionOptions as BatchOperationUpdateWorkflowExecutionOptions,
)

DESCRIPTOR: FileDescriptor
