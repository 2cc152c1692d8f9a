"""Made by tools/api_stubs.py from temporal/api/command/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.command.v1 import (
    CancelTimerCommandAttributes as CancelTimerCommandAttributes,
    CancelWorkflowExecutionCommandAttributes as CancelWorkflowExecutionCommandAttributes,
    Command as Command,
    CompleteWorkflowExecutionCommandAttributes as CompleteWorkflowExecutionCommandAttributes,
    ContinueAsNewWorkflowExecutionCommandAttributes as ContinueAsNewWorkflowExecutionCommandAttributes,
    FailWorkflowExecutionCommandAttributes as FailWorkflowExecutionCommandAttributes,
    ModifyWorkflowPropertiesCommandAttributes as ModifyWorkflowPropertiesCommandAttributes,
    ProtocolMessageCommandAttributes as ProtocolMessageCommandAttributes,
    RecordMarkerCommandAttributes as RecordMarkerCommandAttributes,
    RequestCancelActivityTaskCommandAttributes as RequestCancelActivityTaskCommandAttributes,
    RequestCancelExternalWorkflowExecutionCommandAttributes as RequestCancelExternalWorkflowExecutionCommandAttributes,
    RequestCancelNexusOperationCommandAttributes as RequestCancelNexusOperationCommandAttributes,
    ScheduleActivityTaskCommandAttributes as ScheduleActivityTaskCommandAttributes,
    ScheduleNexusOperationCommandAttributes as ScheduleNexusOperationCommandAttributes,
    SignalExternalWorkflowExecutionCommandAttributes as SignalExternalWorkflowExecutionCommandAttributes,
    StartChildWorkflowExecutionCommandAttributes as StartChildWorkflowExecutionCommandAttributes,
    StartTimerCommandAttributes as StartTimerCommandAttributes,
    UpsertWorkflowSearchAttributesCommandAttributes as UpsertWorkflowSearchAttributesCommandAttributes,
)

DESCRIPTOR: FileDescriptor
