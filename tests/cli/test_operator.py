"""`temporal operator`: clusters, namespaces and search attributes, as text and as JSON."""

from __future__ import annotations

import re

from tests.cli.both import Both

# What this engine does not serve, and says so (docs/DEVIATIONS.md).
ABSENT = re.compile(
    r'^"(nexus|serverScaledDeployments|standaloneActivit\w+|pollerAutoscaling|workerPollCompleteOnShutdown)": true,?$'
)


def without_absent(printed: str) -> list[str]:
    """Return the lines without flags that differ on purpose, nor the commas before them."""
    return [line.rstrip(",") for line in printed.splitlines() if not ABSENT.match(line)]


def test_clusters(both: Both) -> None:
    printed = both.story(
        "operator cluster health",
        "operator cluster health --output json",
        "operator cluster describe",
        "operator cluster describe --detail",
        "operator cluster describe --output json",
        "operator cluster system",
        "operator cluster list",
    )
    assert "SERVING" in printed


def test_what_the_system_can_do(both: Both) -> None:
    official, everloop = both.run("operator cluster system --output json")
    assert without_absent(everloop) == without_absent(official)
    assert '"nexus"' in official


def test_namespaces(both: Both) -> None:
    both.story(
        "operator namespace create -n @space --retention 3d --description first",
        "operator namespace create -n @space --retention 3d",
        "operator namespace create",
        "operator namespace describe @space",
        "operator namespace describe -n @space --command-timeout 20s --time-format raw",
        "operator namespace update -n @space --description second --retention 0",
        "operator namespace update -n @space --retention -1h",
        "operator namespace describe",
        "operator namespace describe --namespace-id 00000000-0000-0000-0000-000000000000",
        "operator namespace describe -n @nowhere --output json",
        "operator namespace delete -n temporal-system -y",
        "workflow list -n @nowhere",
        "workflow start -n @nowhere --type T --task-queue q -w w",
        "operator namespace delete -n @space -y",
    )


def test_namespaces_as_json(both: Both) -> None:
    official, everloop = both.run("operator namespace describe -n default --output json")
    assert without_absent(everloop) == without_absent(official)


def test_the_list_of_namespaces(both: Both) -> None:
    # The official one says whom to ask about the system's own.
    for printed in both.run("operator namespace list"):
        assert "NamespaceInfo.Name default" in printed
        assert "NamespaceInfo.Name temporal-system" in printed
    names = [set(re.findall(r'"name": "([\w-]+)"', printed)) for printed in both.run("operator namespace list -o json")]
    assert {"default", "temporal-system"} <= names[0] & names[1]


def test_search_attributes(both: Both) -> None:
    kinds = ["Text", "Keyword", "Int", "Double", "Bool", "Datetime", "KeywordList"]
    both.story(
        *[f"operator search-attribute create --name Made{kind} --type {kind}" for kind in kinds],
        "operator search-attribute create --name MadeInt --type Int",
        "operator search-attribute create --name MadeInt --type Text",
        "operator search-attribute create --name Twice --type Int --name Thrice --type Text",
        "operator search-attribute create --name Twice --type Int --name Other",
        "operator search-attribute list",
        "operator search-attribute list --output json",
        "operator search-attribute list -n @nowhere",
        *[f"operator search-attribute remove --name Made{kind} -y" for kind in kinds],
        "operator search-attribute remove --name Twice --name Thrice -y",
        "operator search-attribute remove --name MadeInt -y",
        "operator search-attribute list --output json",
    )
