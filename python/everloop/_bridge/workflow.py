"""What workflow code takes from the compiled module."""

from everloop._core import (
    ContinueAsNewRequest,
    Operation,
    TimerHandle,
    WorkflowLoop,
    WorkflowMessenger,
    WorkflowProbe,
)
from everloop._core import workflow_add_condition as add_condition
from everloop._core import workflow_all_handlers_finished as all_handlers_finished
from everloop._core import workflow_cancel_external as cancel_external
from everloop._core import workflow_cancellation_reason as cancellation_reason
from everloop._core import workflow_continue_as_new as continue_as_new
from everloop._core import workflow_current as current
from everloop._core import workflow_extern_functions as extern_functions
from everloop._core import workflow_get_current_details as get_current_details
from everloop._core import workflow_get_handler as get_handler
from everloop._core import workflow_get_validator as get_validator
from everloop._core import workflow_identity as identity
from everloop._core import workflow_instance as instance
from everloop._core import workflow_is_failure_exception as is_failure_exception
from everloop._core import workflow_is_read_only as is_read_only
from everloop._core import workflow_is_replaying as is_replaying
from everloop._core import workflow_kept_info as kept_info
from everloop._core import workflow_last_completion_result as last_completion_result
from everloop._core import workflow_last_failure as last_failure
from everloop._core import workflow_memo as memo
from everloop._core import workflow_memo_value as memo_value
from everloop._core import workflow_metric_meter as metric_meter
from everloop._core import workflow_name_next_timer as name_next_timer
from everloop._core import workflow_next_task_number as next_task_number
from everloop._core import workflow_on_reseed as on_reseed
from everloop._core import workflow_outbound as outbound
from everloop._core import workflow_patched as patched
from everloop._core import workflow_payload_converter as payload_converter
from everloop._core import workflow_random as random
from everloop._core import workflow_random_seed as random_seed
from everloop._core import workflow_raw_memo as raw_memo
from everloop._core import workflow_set_current_details as set_current_details
from everloop._core import workflow_set_handler as set_handler
from everloop._core import workflow_signal_external as signal_external
from everloop._core import workflow_start as start
from everloop._core import workflow_start_activity as start_activity
from everloop._core import workflow_start_child as start_child
from everloop._core import workflow_start_local_activity as start_local_activity
from everloop._core import workflow_start_timer as start_timer
from everloop._core import workflow_time_ns as time_ns
from everloop._core import workflow_turn as turn
from everloop._core import workflow_upsert_memo as upsert_memo
from everloop._core import workflow_upsert_search_attributes as upsert_search_attributes
from everloop._core import workflow_use_event_groups as use_event_groups

__all__ = [
    "ContinueAsNewRequest",
    "Operation",
    "TimerHandle",
    "WorkflowLoop",
    "WorkflowMessenger",
    "WorkflowProbe",
    "add_condition",
    "all_handlers_finished",
    "cancel_external",
    "cancellation_reason",
    "continue_as_new",
    "current",
    "extern_functions",
    "get_current_details",
    "get_handler",
    "get_validator",
    "identity",
    "instance",
    "is_failure_exception",
    "is_read_only",
    "is_replaying",
    "kept_info",
    "last_completion_result",
    "last_failure",
    "memo",
    "memo_value",
    "metric_meter",
    "name_next_timer",
    "next_task_number",
    "on_reseed",
    "outbound",
    "patched",
    "payload_converter",
    "random",
    "random_seed",
    "raw_memo",
    "set_current_details",
    "set_handler",
    "signal_external",
    "start",
    "start_activity",
    "start_child",
    "start_local_activity",
    "start_timer",
    "time_ns",
    "turn",
    "upsert_memo",
    "upsert_search_attributes",
    "use_event_groups",
]
