"""The finder that answers imports below `temporalio` with the modules below `everloop`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from everloop import _loggers

__all__ = ["install"]

_OFFICIAL = "temporalio"
_OURS = "everloop"
# The official SDK's compiled core. Its messages alone are here too.
_CORE = f"{_OFFICIAL}.bridge"
# What may be spread over several distributions. Everything else below the name belongs to the SDK.
_OPEN = f"{_OFFICIAL}.contrib"
# Names of the SDK. Others directly below it are those of extensions.
_OF_SDK = frozenset(
    [
        "activity",
        "api",
        "bridge",
        "client",
        "common",
        "contrib",
        "converter",
        "envconfig",
        "exceptions",
        "nexus",
        "plugin",
        "runtime",
        "service",
        "testing",
        "types",
        "worker",
        "workflow",
    ]
)


def install() -> None:
    """Make ``import temporalio`` give everloop, from now on and for the whole process. Twice is once.

    Raises:
        RuntimeError: If the official SDK was imported already: its classes are in use, and would not be ours.
    """
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    for name, module in list(sys.modules.items()):
        if (name == _OFFICIAL or name.startswith(f"{_OFFICIAL}.")) and not _is_ours(module):
            raise RuntimeError(
                f"{name} is imported already, from {getattr(module, '__file__', 'somewhere')}; "
                "call everloop.compat.install() before anything imports temporalio"
            )
    # Before all others: the official SDK may be installed too.
    sys.meta_path.insert(0, _Finder())
    _loggers.name_after(_OFFICIAL)


def _is_ours(module: ModuleType) -> bool:
    return module.__name__ == _OURS or module.__name__.startswith(f"{_OURS}.")


class _Finder(MetaPathFinder, Loader):
    """Finds and loads the modules below `temporalio`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module under its official name.

        Raises:
            ModuleNotFoundError: If the module belongs to the official SDK and there is none like it here.
        """
        if fullname != _OFFICIAL and not fullname.startswith(f"{_OFFICIAL}."):
            return None
        if fullname.startswith(f"{_CORE}.") and not f"{fullname}.".startswith(f"{_CORE}.proto."):
            raise ModuleNotFoundError(
                f"{fullname} is the compiled core of the official SDK, which everloop.compat replaces; "
                "everloop has its own, and of its modules only temporalio.bridge.proto",
                name=fullname,
            )
        ours = _OURS + fullname.removeprefix(_OFFICIAL)
        if _exists(ours):
            return ModuleSpec(fullname, self, origin=ours, is_package=False)
        if _may_extend(fullname):
            return PathFinder.find_spec(fullname, _folders(fullname), target)
        raise ModuleNotFoundError(
            f"No module named {fullname!r}: everloop.compat answers it with {ours!r}, which does not exist",
            name=fullname,
        )

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module of ours."""
        assert spec.origin is not None, "made above"
        module = importlib.import_module(spec.origin)
        # The import system is about to put the spec of the alias there.
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: the module ran under its own name."""
        alias = module.__spec__
        assert alias is not None, "the import system set it"
        module.__spec__ = alias.loader_state


def _exists(name: str) -> bool:
    if name in sys.modules:
        return True
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        # A parent is missing.
        return False


def _may_extend(fullname: str) -> bool:
    return fullname.startswith(f"{_OPEN}.") or fullname.split(".")[1] not in _OF_SDK


def _folders(fullname: str) -> list[str]:
    """Where the parent of a module may be, below every entry of the path."""
    parent = fullname.rpartition(".")[0]
    owner = sys.modules.get(parent)
    if owner is not None and not _is_ours(owner):
        return list(owner.__path__)
    below = parent.replace(".", "/")
    return [str(folder) for entry in sys.path if (folder := Path(entry or ".") / below).is_dir()]
