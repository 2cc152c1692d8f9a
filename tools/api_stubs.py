"""Write the type stubs of `everloop.api` and `everloop.bridge.proto` from the descriptors in the extension module.

No file lies behind those modules at run time, so type checkers and editors need stubs. They are kept in the repository
because a wheel must have them and building one runs no Python; `tests/python/test_api.py` fails when they are outdated.
Run `python tools/api_stubs.py` after the protocol's version changed.
"""

import keyword
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor, FileDescriptor

from everloop.api import _finder, _pool, _services

ROOT = Path(__file__).resolve().parent.parent / "python" / "everloop"
# Of a class that the stubs use; written by hand.
WRITTEN = "api/_enum.pyi"
HEAD = '"""Made by tools/api_stubs.py from {source}."""\n'
SCALARS = {
    FieldDescriptor.CPPTYPE_INT32: "int",
    FieldDescriptor.CPPTYPE_INT64: "int",
    FieldDescriptor.CPPTYPE_UINT32: "int",
    FieldDescriptor.CPPTYPE_UINT64: "int",
    FieldDescriptor.CPPTYPE_DOUBLE: "float",
    FieldDescriptor.CPPTYPE_FLOAT: "float",
    FieldDescriptor.CPPTYPE_BOOL: "bool",
}


def stubs() -> dict[str, str]:
    """The text of each stub, by its path below `everloop`."""
    texts: dict[str, str] = {}
    modules: dict[str, list[_pool.File]] = _finder._modules()
    for name, files in modules.items():
        parts = name.split(".")[1:]
        if name.endswith("_pb2_grpc"):
            texts["/".join(parts) + ".pyi"] = _services_stub(files[0])
        elif name.endswith("_pb2"):
            texts["/".join(parts) + ".pyi"] = _file_stub(name.rpartition(".")[0], files[0])
        else:
            texts["/".join([*parts, "__init__.pyi"])] = _Package(name, files).text()
    return texts


def _sources(files: list[_pool.File]) -> str:
    return ", ".join(file.name for file in files) or "nothing: a package on the way to others"


def _file_stub(package: str, file: _pool.File) -> str:
    """A file's module has the names of its package, and its descriptor."""
    descriptor = file.descriptor()
    names = [*file.messages, *file.enums]
    values = [value.name for name in file.enums for value in descriptor.enum_types_by_name[name].values]
    lines = [HEAD.format(source=file.name), "from google.protobuf.descriptor import FileDescriptor\n"]
    if names:
        imported = "".join(f"    {name} as {name},\n" for name in sorted([*names, *values]))
        lines.append(f"from {package} import (\n{imported})\n")
    return "\n".join([*lines, "DESCRIPTOR: FileDescriptor\n"])


def _services_stub(file: _pool.File) -> str:
    service = file.descriptor().services_by_name[_services.SERVICES[file.name]]
    calls = "".join(f"    {method.name}: Any\n" for method in service.methods)
    return (
        HEAD.format(source=file.name)
        + "\nfrom typing import Any\n\n"
        + f"class {service.name}Stub:\n    def __init__(self, channel: Any) -> None: ...\n{calls}\n"
        + f"class {service.name}Servicer:\n{calls}\n"
        + f"def add_{service.name}Servicer_to_server(servicer: {service.name}Servicer, server: Any) -> None: ...\n"
    )


class _Package:
    """The stub of a package: every message and enum of its files."""

    def __init__(self, name: str, files: list[_pool.File]) -> None:
        self.name = name
        self.files = files
        self.imports: set[str] = set()
        self.typing: set[str] = set()
        self.containers: set[str] = set()
        self.has_enums = False

    def text(self) -> str:
        body: list[str] = []
        services: list[str] = []
        for file in self.files:
            descriptor = file.descriptor()
            for name in file.enums:
                body.extend(self.enum(descriptor.enum_types_by_name[name], ""))
            for name in file.messages:
                body.extend(self.message(descriptor.message_types_by_name[name], ""))
            if file.name in _services.SERVICES:
                names = ", ".join(f"{name} as {name}" for name in _services.names(file.name))
                services.append(f"from .service_pb2_grpc import {names}")
        return "\n".join([HEAD.format(source=_sources(self.files)), *self.heading(), *services, "", *body]) + "\n"

    def heading(self) -> Iterator[str]:
        if "Iterable" in self.typing or "Mapping" in self.typing:
            yield f"from collections.abc import {', '.join(sorted(self.typing & {'Iterable', 'Mapping'}))}"
        others = sorted(self.typing - {"Iterable", "Mapping"})
        if others:
            yield f"from typing import {', '.join(others)}\n"
        for module in sorted(self.imports):
            yield f"import {module}"
        if self.containers:
            yield f"from google.protobuf.internal.containers import {', '.join(sorted(self.containers))}"
        if self.has_enums:
            yield "from everloop.api._enum import EnumWrapper as _EnumWrapper"
        if any(file.messages for file in self.files):
            yield "from google.protobuf.message import Message as _Message"

    def enum(self, enum: EnumDescriptor, indent: str) -> Iterator[str]:
        self.typing.add("TypeAlias")
        self.has_enums = True
        yield f"{indent}class _{enum.name}(_EnumWrapper):"
        yield from (f"{indent}    {value.name}: int" for value in enum.values)
        yield f"{indent}class {enum.name}(metaclass=_{enum.name}):"
        yield f"{indent}    ValueType: TypeAlias = int"
        yield from (f"{indent}{value.name}: int" for value in enum.values)
        yield ""

    def message(self, message: Descriptor, indent: str) -> Iterator[str]:
        yield f"{indent}class {message.name}(_Message):"
        inner = indent + "    "
        for enum in message.enum_types:
            yield from self.enum(enum, inner)
        for nested in message.nested_types:
            if not nested.GetOptions().map_entry:
                yield from self.message(nested, inner)
        arguments: list[str] = []
        for field in message.fields:
            if keyword.iskeyword(field.name):
                continue
            read, given = self.types(field)
            # A message or a list cannot be assigned, only filled or copied into.
            if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE or field.is_repeated:
                yield f"{inner}@property"
                yield f"{inner}def {field.name}(self) -> {read}: ..."
            else:
                yield f"{inner}{field.name}: {read}"
            arguments.append(f"{field.name}: {given} | None = ...")
        first = "_self" if "self" in message.fields_by_name else "self"
        given_all = f", *, {', '.join(arguments)}" if arguments else ""
        yield f"{inner}def __init__({first}{given_all}) -> None: ..."
        yield from self.groups(message, inner)
        yield ""

    def groups(self, message: Descriptor, indent: str) -> Iterator[str]:
        if not message.oneofs:
            return
        self.typing |= {"Literal", "overload"}
        for group in message.oneofs:
            fields = ", ".join(f'"{field.name}"' for field in group.fields)
            yield f"{indent}@overload"
            signature = f'def WhichOneof(self, oneof_group: Literal["{group.name}", b"{group.name}"])'
            yield f"{indent}{signature} -> Literal[{fields}] | None: ..."
        yield f"{indent}@overload"
        yield f"{indent}def WhichOneof(self, oneof_group: str | bytes) -> str | None: ..."

    def types(self, field: FieldDescriptor) -> tuple[str, str]:
        """What reading a field gives, and what may be given for it."""
        entry = field.message_type
        if field.is_repeated and entry is not None and entry.GetOptions().map_entry:
            key, value = self.single(entry.fields_by_name["key"]), self.single(entry.fields_by_name["value"])
            is_message = entry.fields_by_name["value"].cpp_type == FieldDescriptor.CPPTYPE_MESSAGE
            container = "MessageMap" if is_message else "ScalarMap"
            self.containers.add(container)
            self.typing.add("Mapping")
            return f"{container}[{key}, {value}]", f"Mapping[{key}, {value}]"
        single = self.single(field)
        if field.is_repeated:
            is_message = field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE
            container = "RepeatedCompositeFieldContainer" if is_message else "RepeatedScalarFieldContainer"
            self.containers.add(container)
            self.typing.add("Iterable")
            return f"{container}[{single}]", f"Iterable[{single}]"
        return single, single

    def single(self, field: FieldDescriptor) -> str:
        if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            return self.path(field.message_type)
        if field.cpp_type == FieldDescriptor.CPPTYPE_ENUM:
            return f"{self.path(field.enum_type)}.ValueType"
        if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
            builtin = "bytes" if field.type == FieldDescriptor.TYPE_BYTES else "str"
        else:
            builtin = SCALARS[field.cpp_type]
        if builtin not in (other.name for other in field.containing_type.fields):
            return builtin
        self.imports.add("builtins")
        return f"builtins.{builtin}"

    def path(self, described: Any) -> str:
        """The full name of a class, its module imported."""
        names = [described.name]
        outer = described.containing_type
        while outer is not None:
            names.insert(0, outer.name)
            outer = outer.containing_type
        module = self.module(described.file)
        if module != self.name:
            self.imports.add(module)
            return ".".join([module, *names])
        return ".".join(names)

    def module(self, file: FileDescriptor) -> str:
        ours = _finder._module_of(_pool.files()[file.name])
        if ours is not None:
            return ours.rpartition(".")[0]
        return file.name.removesuffix(".proto").replace("/", ".") + "_pb2"


def outdated(texts: dict[str, str]) -> list[str]:
    """The stubs that are not as they should be, or should not be."""
    found = existing()
    wrong = {name for name, text in texts.items() if name not in found or (ROOT / name).read_text() != text}
    return sorted(wrong | {name for name in found if name not in texts})


def existing() -> set[str]:
    """The stubs that are there."""
    paths = [*ROOT.glob("api/**/*.pyi"), *ROOT.glob("bridge/**/*.pyi")]
    return {path.relative_to(ROOT).as_posix() for path in paths} - {WRITTEN}


def main() -> None:
    """Write the stubs and remove outdated ones; with --check, only tell of them."""
    # Not those of an official SDK that may be installed.
    _pool.isolate()
    texts = stubs()
    if "--check" in sys.argv:
        sys.exit("\n".join(["outdated, run tools/api_stubs.py:", *wrong]) if (wrong := outdated(texts)) else None)
    for name in existing() - texts.keys():
        (ROOT / name).unlink()
    for name, text in texts.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    sys.stdout.write(f"{len(texts)} stubs, {sum(map(len, texts.values()))} bytes\n")


if __name__ == "__main__":
    main()
