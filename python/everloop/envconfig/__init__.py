"""Connection profiles: how to reach a server, from a TOML file and the environment.

    config = ClientConfig.load_client_connect_config()
    client = await Client.connect(**{"target_host": "localhost:7233", **config})

The file is the one that ``TEMPORAL_CONFIG_FILE`` names, or ``temporalio/temporal.toml`` in the user's configuration
directory. It holds profiles, of which ``TEMPORAL_PROFILE`` names one; variables such as ``TEMPORAL_ADDRESS`` override
what the profile says.
"""

from ._profile import (
    ClientConfig,
    ClientConfigProfile,
    ClientConfigProfileDict,
    ClientConnectConfig,
)
from ._source import ConfigError, DataSource
from ._tls import ClientConfigTLS, ClientConfigTLSDict

__all__ = [
    "ClientConfig",
    "ClientConfigProfile",
    "ClientConfigProfileDict",
    "ClientConfigTLS",
    "ClientConfigTLSDict",
    "ClientConnectConfig",
    "ConfigError",
    "DataSource",
]
