"""What workflow code must not use unless a worker says otherwise: tables of the standard library's members.

A member is *used* when it is called, or when anything is read from it. What is marked as runtime is forbidden only
while a workflow runs; everything else also while the module of a workflow is imported.
"""

from __future__ import annotations

import sys

from ._matcher import SandboxMatcher

__all__ = ["INVALID_MODULE_MEMBERS", "PASSTHROUGH_MAXIMUM", "PASSTHROUGH_MINIMUM", "PASSTHROUGH_WITH_SDK"]

PASSTHROUGH_MINIMUM = {
    "google.protobuf",
    "grpc",
    "importlib",
    "importlib_metadata",
    "pathlib",
    "platform",
    "everloop.api",
    "everloop._bridge",
    "everloop._core",
    "typing",
    "typing_extensions",
    "zipfile",
}

PASSTHROUGH_WITH_SDK = PASSTHROUGH_MINIMUM | {
    "abc",
    "annotated_types",
    "asyncio",
    "everloop",
    "nexusrpc",
    "pkg_resources",
    "pydantic",
    "pydantic_core",
}

PASSTHROUGH_MAXIMUM = PASSTHROUGH_WITH_SDK | set(sys.stdlib_module_names) - {"sys"}

_EVERYTHING = SandboxMatcher(use={"*"})
_EVERYTHING_AT_RUNTIME = SandboxMatcher(use={"*"}, only_runtime=True)


def _set_aside(text: str) -> SandboxMatcher:
    return SandboxMatcher(match_self=True, leaf_warning=UserWarning, leaf_message=text)


_ALWAYS = (
    "curses dbm filecmp fileinput ftplib getopt getpass gettext glob imaplib locale poplib readline sched shelve shutil"
    " smtplib socketserver subprocess tempfile webbrowser xmlrpc"
)
_AT_RUNTIME = "mmap multiprocessing platform select selectors signal socket threading"
_PATH_METHODS = (
    "chmod cwd exists expanduser glob group hardlink_to home is_block_device is_char_device is_dir is_fifo is_file"
    " is_mount is_socket is_symlink iterdir lchmod link_to lstat mkdir open owner read_bytes read_link read_text rename"
    " replace resolve rglob rmdir samefile stat symlink_to touch unlink write_bytes write_text"
)
_RANDOM = (
    "betavariate choice choices expovariate gammavariate gauss getrandbits getstate lognormvariate normalvariate"
    " paretovariate randbytes randint random randrange sample seed setstate shuffle triangular uniform"
    " vonmisesvariate weibullvariate"
    # New in later versions of Python.
    + " binomialvariate" * (sys.version_info >= (3, 12))
    + " main" * (sys.version_info >= (3, 13))
)
_SECRETS = "SystemRandom choice randbelow randbits token_bytes token_hex token_urlsafe"
_TIME = (
    "get_clock_info localtime monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns"
    " pthread_getcpuclockid sleep thread_time thread_time_ns time time_ns tzset"
)
_BREAKPOINT = (
    "breakpoint() inside workflow code requires debug_mode=True on the Worker (or the TEMPORAL_DEBUG environment"
    " variable). Without it, the call cannot reach the debugger."
)


def _use(names: str, *, only_runtime: bool = False) -> SandboxMatcher:
    return SandboxMatcher(use=set(names.split()), only_runtime=only_runtime)


INVALID_MODULE_MEMBERS = SandboxMatcher(
    children={
        **dict.fromkeys(_ALWAYS.split(), _EVERYTHING),
        **dict.fromkeys(_AT_RUNTIME.split(), _EVERYTHING_AT_RUNTIME),
        "__builtins__": SandboxMatcher(
            use={"input", "open"},
            only_runtime=True,
            children={"breakpoint": SandboxMatcher(match_self=True, only_runtime=True, leaf_message=_BREAKPOINT)},
        ),
        "asyncio": SandboxMatcher(
            children={
                "as_completed": SandboxMatcher(
                    children={
                        "__call__": _set_aside(
                            "asyncio.as_completed() is non-deterministic, use workflow.as_completed() instead"
                        )
                    }
                ),
                "wait": SandboxMatcher(
                    children={
                        "__call__": _set_aside("asyncio.wait() is non-deterministic, use workflow.wait() instead")
                    }
                ),
            }
        ),
        "bz2": _use("open"),
        "concurrent": SandboxMatcher(children={"futures": _EVERYTHING_AT_RUNTIME}),
        "datetime": SandboxMatcher(children={"date": _use("today"), "datetime": _use("now today utcnow")}),
        "gzip": _use("open"),
        "http": SandboxMatcher(children={"client": _EVERYTHING, "server": _EVERYTHING}),
        "lzma": _use("open"),
        "marshal": _use("dump load"),
        "os": SandboxMatcher(
            access={"name"},
            use={"*"},
            exclude={"stat"},
            only_runtime=True,
            children={"path": SandboxMatcher.all},
        ),
        "pathlib": SandboxMatcher(children={"Path": _use(_PATH_METHODS)}),
        "random": _use(_RANDOM),
        "secrets": _use(_SECRETS),
        "tarfile": SandboxMatcher(use={"open"}, children={"TarFile": _use("extract extractall")}),
        "time": _use(_TIME, only_runtime=True),
        "urllib": SandboxMatcher(children={"request": _EVERYTHING}),
        "uuid": _use("uuid1 uuid4 uuid7", only_runtime=True),
        "zipfile": SandboxMatcher(children={"ZipFile": _use("extract extractall")}),
        "zoneinfo": SandboxMatcher(children={"ZoneInfo": _use("clear_cache from_file reset_tzpath")}),
    }
)
