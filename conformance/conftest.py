"""One session of servers and runner processes; cases are chosen by pytest as usual."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.pairings import ORACLE, PAIRINGS, Pairing, PairingRun, Servers


class Session:
    """All pairings of this pytest run."""

    def __init__(self, servers: Servers, directory: Path, cases: dict[Pairing, list[str]]) -> None:
        self.servers = servers
        self.runs = {pairing: PairingRun(pairing, servers, directory, names) for pairing, names in cases.items()}

    def run(self, pairing: Pairing) -> PairingRun:
        """Return the runs of a pairing, which begin now, as do those of the next: cases wait more than they compute.

        Neighbours have different servers, so what a case does to all of a namespace is seen by one process alone.
        """
        after = list(self.runs)[list(self.runs).index(pairing) :]
        for each in after[:2]:
            self.runs[each].begin()
        return self.runs[pairing]


@pytest.fixture(scope="session")
def conformance(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Yield the session; only the cases that pytest selected are run, and those on the oracle."""
    selected: dict[Pairing, set[str]] = {pairing: set() for pairing in PAIRINGS}
    for item in request.session.items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if "case" in params:
            selected[params["pairing"]].add(params["case"])
            selected[ORACLE].add(params["case"])
    cases = {pairing: sorted(names) for pairing, names in selected.items() if names}
    directory = tmp_path_factory.mktemp("conformance")
    session = Session(Servers(directory), directory, cases)
    yield session
    for run in session.runs.values():
        run.stop()
    session.servers.stop()
