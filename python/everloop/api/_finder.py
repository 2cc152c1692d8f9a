"""Makes the modules below `everloop.api` and `everloop.bridge.proto` when they are imported.

Four kinds: a package per protobuf package (`everloop.api.common.v1`), a module per file (`...v1.message_pb2`), one with
stubs per file with a service (`...v1.service_pb2_grpc`), and the plain packages on the way there
(`everloop.api.common`). Names resolve on first touch, through the module's
`__getattr__`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from everloop.api import _pool, _services

__all__ = ["find", "furnish"]

_ROOT = "everloop.api"
_PROTO_ROOT = "temporal.api"
# The messages between the official SDK's core and its languages.
_CORE_ROOT = "everloop.bridge.proto"
_CORE_PROTO_ROOT = "temporal.sdk.core"


def find(name: str) -> ModuleSpec | None:
    """The spec of a module made from descriptors, asked for by the finder of the package `everloop`.

    That one stands before Python's own, which would take folders with nothing but stubs for namespace packages.
    """
    if name not in _modules():
        return None
    return ModuleSpec(name, _LOADER, origin="descriptors", is_package=not name.endswith(("_pb2", "_pb2_grpc")))


@cache
def _modules() -> dict[str, list[_pool.File]]:
    """The files behind each module; none behind the packages on the way."""
    modules: dict[str, list[_pool.File]] = {}
    for file in _pool.files().values():
        path = _module_of(file)
        if path is None:
            continue
        package, _, _ = path.rpartition(".")
        modules.setdefault(path, []).append(file)
        modules.setdefault(package, []).append(file)
        if file.name in _services.SERVICES:
            modules[f"{path}_grpc"] = [file]
        parent = package.rpartition(".")[0]
        while parent.startswith(_ROOT + "."):
            modules.setdefault(parent, [])
            parent = parent.rpartition(".")[0]
    return modules


def _module_of(file: _pool.File) -> str | None:
    """The module of a file, such as `everloop.api.common.v1.message_pb2`; None for files of other owners."""
    stem = file.name.removesuffix(".proto").replace("/", ".")
    if stem.startswith(_PROTO_ROOT + "."):
        return f"{_ROOT}{stem.removeprefix(_PROTO_ROOT)}_pb2"
    if stem.startswith(_CORE_PROTO_ROOT + "."):
        return f"{_CORE_ROOT}{stem.removeprefix(_CORE_PROTO_ROOT)}_pb2"
    if stem.startswith("nexusannotations."):
        return f"{_ROOT}.dependencies.{stem}_pb2"
    if stem.startswith("protoc-gen-openapiv2."):
        return f"{_ROOT}.dependencies.{stem.replace('-', '_')}_pb2"
    return None


class _Loader(Loader):
    """Loads the modules."""

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The default module object."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Gives the module its names."""
        furnish(module)
        setattr(module, "__doc__", _describe(_modules()[module.__name__]))


_LOADER = _Loader()


def furnish(module: ModuleType) -> None:
    """Give a module the names that it has by its files."""
    files = _modules()[module.__name__]
    whole = module.__name__.endswith("_pb2")
    names: list[str] = []
    if not module.__name__.endswith("_pb2_grpc"):
        names.extend(name for file in files for name in (*file.messages, *file.enums))
    if not whole:
        names.extend(name for file in files if file.name in _services.SERVICES for name in _services.names(file.name))
    setattr(module, "__all__", names)
    setattr(module, "__getattr__", _resolver(module, files, whole))
    setattr(module, "__dir__", lambda: sorted({*names, *vars(module)}))


def _describe(files: Iterable[_pool.File]) -> str:
    return "Made from " + (", ".join(file.name for file in files) or "nothing: a package on the way to others") + "."


def _resolver(module: ModuleType, files: list[_pool.File], whole: bool) -> Callable[[str], Any]:
    """The module's `__getattr__`. A file's module also has its descriptor and the values of its enums."""

    def resolve(name: str) -> Any:
        value = _lookup(files, name, whole)
        if value is None and not whole:
            value = _service(files, name)
        if value is None and f"{module.__name__}.{name}" in _modules():
            return importlib.import_module(f"{module.__name__}.{name}")
        if value is None:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        setattr(module, name, value)
        return value

    return resolve


def _lookup(files: list[_pool.File], name: str, whole: bool) -> Any:
    for file in files:
        if name in file.messages:
            return _message(file, name)
        if name in file.enums:
            return _pool.enum_wrapper(file.descriptor().enum_types_by_name[name])
    if name.isupper():
        if whole and name == "DESCRIPTOR":
            return files[0].descriptor()
        return _enum_value(files, name)
    return None


def _service(files: list[_pool.File], name: str) -> Any:
    if not name.endswith(("Stub", "Servicer", "_to_server")):
        return None
    found = (_services.lookup(file.name, name) for file in files if file.name in _services.SERVICES)
    return next((one for one in found if one is not None), None)


def _message(file: _pool.File, name: str) -> type[Any]:
    message = _pool.message_class(file.descriptor().message_types_by_name[name])
    home = _module_of(file)
    if home is not None:
        message.__module__ = home
    return message


def _enum_value(files: list[_pool.File], name: str) -> int | None:
    for file in files:
        if not file.enums:
            continue
        for values in file.descriptor().enum_types_by_name.values():
            value = values.values_by_name.get(name)
            if value is not None:
                return value.number
    return None
