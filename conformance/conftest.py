"""One session of servers and runner processes; cases are chosen by pytest as usual."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.pairings import Pairing, PairingRun, Servers


class Session:
    """All pairings of this pytest run."""

    def __init__(self, servers: Servers, directory: object, cases: list[str]) -> None:
        self.servers = servers
        self.directory = directory
        self.cases = cases
        self.runs: dict[str, PairingRun] = {}

    def run(self, pairing: Pairing) -> PairingRun:
        """Return the runs of a pairing; its process starts with the first result asked for."""
        if pairing.name not in self.runs:
            self.runs[pairing.name] = PairingRun(pairing, self.servers, self.directory, self.cases)
        return self.runs[pairing.name]


@pytest.fixture(scope="session")
def conformance(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Yield the session; only the cases that pytest selected are run."""
    items = [item for item in request.session.items if "case" in getattr(getattr(item, "callspec", None), "params", {})]
    cases = sorted({item.callspec.params["case"] for item in items})
    directory = tmp_path_factory.mktemp("conformance")
    session = Session(Servers(directory), directory, cases)
    yield session
    for run in session.runs.values():
        run.stop()
    session.servers.stop()
