"""Made by tools/api_stubs.py from temporal/api/taskqueue/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.taskqueue.v1 import (
    BuildIdAssignmentRule as BuildIdAssignmentRule,
    BuildIdReachability as BuildIdReachability,
    CompatibleBuildIdRedirectRule as CompatibleBuildIdRedirectRule,
    CompatibleVersionSet as CompatibleVersionSet,
    ConfigMetadata as ConfigMetadata,
    PollerGroupInfo as PollerGroupInfo,
    PollerGroupsInfo as PollerGroupsInfo,
    PollerInfo as PollerInfo,
    PollerScalingDecision as PollerScalingDecision,
    RampByPercentage as RampByPercentage,
    RateLimit as RateLimit,
    RateLimitConfig as RateLimitConfig,
    StickyExecutionAttributes as StickyExecutionAttributes,
    TaskIdBlock as TaskIdBlock,
    TaskQueue as TaskQueue,
    TaskQueueConfig as TaskQueueConfig,
    TaskQueueMetadata as TaskQueueMetadata,
    TaskQueuePartitionMetadata as TaskQueuePartitionMetadata,
    TaskQueueReachability as TaskQueueReachability,
    TaskQueueStats as TaskQueueStats,
    TaskQueueStatus as TaskQueueStatus,
    TaskQueueTypeInfo as TaskQueueTypeInfo,
    TaskQueueVersionInfo as TaskQueueVersionInfo,
    TaskQueueVersionSelection as TaskQueueVersionSelection,
    TaskQueueVersioningInfo as TaskQueueVersioningInfo,
    TimestampedBuildIdAssignmentRule as TimestampedBuildIdAssignmentRule,
    TimestampedCompatibleBuildIdRedirectRule as TimestampedCompatibleBuildIdRedirectRule,
)

DESCRIPTOR: FileDescriptor
