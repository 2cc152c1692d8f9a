"""The calls of the cloud operations API. Their messages are not among ours, so each says that it cannot be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ._call import RawService

if TYPE_CHECKING:
    from ._call import RawCall


__all__ = ["CloudService"]


class CloudService(RawService):
    """Raw calls of the cloud operations API, which everloop does not make yet."""

    _name: ClassVar[str] = "cloud"
    _package: ClassVar[str] = "cloudservice"

    add_namespace_region: RawCall[Any, Any]
    add_user_group_member: RawCall[Any, Any]
    create_account_audit_log_sink: RawCall[Any, Any]
    create_api_key: RawCall[Any, Any]
    create_billing_report: RawCall[Any, Any]
    create_connectivity_rule: RawCall[Any, Any]
    create_custom_role: RawCall[Any, Any]
    create_namespace: RawCall[Any, Any]
    create_namespace_export_sink: RawCall[Any, Any]
    create_nexus_endpoint: RawCall[Any, Any]
    create_service_account: RawCall[Any, Any]
    create_user: RawCall[Any, Any]
    create_user_group: RawCall[Any, Any]
    delete_account_audit_log_sink: RawCall[Any, Any]
    delete_api_key: RawCall[Any, Any]
    delete_connectivity_rule: RawCall[Any, Any]
    delete_custom_role: RawCall[Any, Any]
    delete_namespace: RawCall[Any, Any]
    delete_namespace_export_sink: RawCall[Any, Any]
    delete_namespace_region: RawCall[Any, Any]
    delete_nexus_endpoint: RawCall[Any, Any]
    delete_service_account: RawCall[Any, Any]
    delete_user: RawCall[Any, Any]
    delete_user_group: RawCall[Any, Any]
    failover_namespace_region: RawCall[Any, Any]
    get_account: RawCall[Any, Any]
    get_account_audit_log_sink: RawCall[Any, Any]
    get_account_audit_log_sinks: RawCall[Any, Any]
    get_api_key: RawCall[Any, Any]
    get_api_keys: RawCall[Any, Any]
    get_async_operation: RawCall[Any, Any]
    get_audit_logs: RawCall[Any, Any]
    get_billing_report: RawCall[Any, Any]
    get_connectivity_rule: RawCall[Any, Any]
    get_connectivity_rules: RawCall[Any, Any]
    get_current_identity: RawCall[Any, Any]
    get_custom_role: RawCall[Any, Any]
    get_custom_roles: RawCall[Any, Any]
    get_namespace: RawCall[Any, Any]
    get_namespace_capacity_info: RawCall[Any, Any]
    get_namespace_export_sink: RawCall[Any, Any]
    get_namespace_export_sinks: RawCall[Any, Any]
    get_namespaces: RawCall[Any, Any]
    get_nexus_endpoint: RawCall[Any, Any]
    get_nexus_endpoints: RawCall[Any, Any]
    get_region: RawCall[Any, Any]
    get_regions: RawCall[Any, Any]
    get_service_account: RawCall[Any, Any]
    get_service_account_namespace_assignments: RawCall[Any, Any]
    get_service_accounts: RawCall[Any, Any]
    get_usage: RawCall[Any, Any]
    get_user: RawCall[Any, Any]
    get_user_group: RawCall[Any, Any]
    get_user_group_members: RawCall[Any, Any]
    get_user_group_namespace_assignments: RawCall[Any, Any]
    get_user_groups: RawCall[Any, Any]
    get_user_namespace_assignments: RawCall[Any, Any]
    get_users: RawCall[Any, Any]
    remove_user_group_member: RawCall[Any, Any]
    rename_custom_search_attribute: RawCall[Any, Any]
    set_service_account_namespace_access: RawCall[Any, Any]
    set_user_group_namespace_access: RawCall[Any, Any]
    set_user_namespace_access: RawCall[Any, Any]
    update_account: RawCall[Any, Any]
    update_account_audit_log_sink: RawCall[Any, Any]
    update_api_key: RawCall[Any, Any]
    update_custom_role: RawCall[Any, Any]
    update_namespace: RawCall[Any, Any]
    update_namespace_export_sink: RawCall[Any, Any]
    update_namespace_tags: RawCall[Any, Any]
    update_nexus_endpoint: RawCall[Any, Any]
    update_service_account: RawCall[Any, Any]
    update_user: RawCall[Any, Any]
    update_user_group: RawCall[Any, Any]
    validate_account_audit_log_sink: RawCall[Any, Any]
    validate_namespace_export_sink: RawCall[Any, Any]
