"""What a worker tells the server of itself, as its options for the core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from everloop._bridge.client import runtime_of

if TYPE_CHECKING:
    from everloop.client import Client

    from ._config import WorkerConfig

__all__ = ["heartbeat_options"]


def heartbeat_options(config: WorkerConfig, client: Client) -> dict[str, Any]:
    """How often the worker reports, and the names of what the program adds to it.

    Args:
        config: The worker's options as plugins left them.
        client: The worker's client, whose runtime says how often, and whose plugins and drivers count too.
    """
    of_client = client.config(active_config=True)
    storage = client.data_converter.external_storage
    plugins: list[Any] = [*(of_client.get("plugins") or ()), *(config.get("plugins") or ())]
    runtime = runtime_of(client)
    return {
        "heartbeat_interval": runtime._worker_heartbeat_interval,  # pyright: ignore[reportPrivateUsage]
        "tells_environment": not runtime._disable_environment_info,  # pyright: ignore[reportPrivateUsage]
        "plugins": sorted({plugin.name() for plugin in plugins}),
        "storage_drivers": sorted({driver.type() for driver in storage.drivers}) if storage is not None else [],
    }
