"""The descriptor pool that the message classes come from, and how descriptors get into it.

Messages that share a pool with `google.protobuf` accept its `Timestamp` and `Duration` objects, so the default pool
is the right one. But a pool holds one file per name, and the official SDK brings files of the same names with
other contents: where it is installed, its files are taken for ours, so that both packages share their classes. Releases
of it that lack messages of ours are the exception: then the messages get a pool of their own.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from typing import TYPE_CHECKING, Any

from everloop._bridge.convert import descriptor_file, descriptor_index
from everloop.api import _written

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from google.protobuf.descriptor import Descriptor, EnumDescriptor, FileDescriptor
    from google.protobuf.descriptor_pool import DescriptorPool

__all__ = ["File", "files", "isolate", "message_class", "pool", "symbol"]

_PROBE = "temporal/api/common/v1/message.proto"


class File:
    """A descriptor file that may not be loaded yet.

    Attributes:
        name: Its path, such as `temporal/api/common/v1/message.proto`.
        package: Its protobuf package.
        imports: The files it depends on.
        messages: Names of its top-level messages.
        enums: Names of its top-level enums.
    """

    __slots__ = ("enums", "imports", "messages", "name", "package")

    def __init__(self, name: str, package: str, imports: list[str], messages: list[str], enums: list[str]) -> None:
        self.name = name
        self.package = package
        self.imports = imports
        self.messages = messages
        self.enums = enums

    def descriptor(self) -> FileDescriptor:
        """The descriptor, loaded with everything it depends on."""
        with _lock:
            _load(self.name)
        return pool().FindFileByName(self.name)


# Threads import messages when they first need them, several at once.
_lock = threading.RLock()
_files: dict[str, File] | None = None
_loaded: set[str] = set()
_pool: DescriptorPool | None = None
_official_files: Path | None = None


def files() -> dict[str, File]:
    """Every file there is, by name."""
    global _files
    with _lock:
        if _files is None:
            known = {row[0]: File(*row) for row in descriptor_index()}
            for name, written in _written.FILES.items():
                known[name] = File(name, written.package, written.imports, list(written.messages), [])
            for name, messages in _written.ADDED_TO.items():
                known[name].messages.extend(messages)
            _files = known
        return _files


def isolate() -> None:
    """Take a pool of its own with the descriptors of this package alone, before any message is touched."""
    global _pool
    from google.protobuf import descriptor_pool

    assert not _loaded, "messages were touched before"
    _pool = descriptor_pool.DescriptorPool()


def pool() -> DescriptorPool:
    """The pool of every message class of `everloop.api`."""
    global _pool, _official_files
    with _lock:
        if _pool is None:
            from google.protobuf import descriptor_pool

            shares = True
            if _official_is_installed():
                from everloop.api import _official

                _official_files = _official.directory()
                shares = _official_files is not None
            _pool = descriptor_pool.Default() if shares else descriptor_pool.DescriptorPool()
        return _pool


def message_class(descriptor: Descriptor) -> type[Any]:
    """The class of a message, whose home is the module of its file."""
    from google.protobuf import message_factory

    return message_factory.GetMessageClass(descriptor)


def symbol(full_name: str) -> type[Any]:
    """The class of a message by its full name.

    Raises:
        KeyError: If the API has no such message.
    """
    package, _, name = full_name.rpartition(".")
    for file in files().values():
        if file.package == package and name in file.messages:
            return message_class(file.descriptor().message_types_by_name[name])
    raise KeyError(full_name)


def enum_wrapper(descriptor: EnumDescriptor) -> Any:
    """The enum as generated modules show it."""
    from google.protobuf.internal import enum_type_wrapper

    return enum_type_wrapper.EnumTypeWrapper(descriptor)


def _official_is_installed() -> bool:
    official = sys.modules.get("temporalio")
    if official is not None:
        return not getattr(official, "__name__", "").startswith("everloop")
    try:
        return importlib.util.find_spec("temporalio") is not None
    except ImportError:
        return False


def _load(name: str) -> None:
    """Adds a file to the pool after those it depends on."""
    if name in _loaded:
        return
    from google.protobuf import descriptor_pool

    if pool() is descriptor_pool.Default() and name.startswith("google/"):
        _load_shared(name)
    else:
        encoded, imports = _encoded(name)
        for imported in imports:
            _load(imported)
        pool().AddSerializedFile(encoded)
    _loaded.add(name)


def _encoded(name: str) -> tuple[bytes, Iterable[str]]:
    """A file's descriptor, and the files it imports."""
    if _official_files is not None:
        from google.protobuf.descriptor_pb2 import FileDescriptorProto

        from everloop.api import _official

        official = _official.file(_official_files, name)
        if official is not None:
            return official, FileDescriptorProto.FromString(official).dependency
    imports = files()[name].imports
    if name in _written.FILES:
        return _written.encoded(name), imports
    published = descriptor_file(name)
    return (_written.added_to(name, published) if name in _written.ADDED_TO else published), imports


def _load_shared(name: str) -> None:
    """Adds a file that other packages own as well, from its owner if that is installed."""
    module = name.removesuffix(".proto").replace("/", ".") + "_pb2"
    try:
        importlib.import_module(module)
    except ModuleNotFoundError:
        for imported in files()[name].imports:
            _load(imported)
        pool().AddSerializedFile(descriptor_file(name))
