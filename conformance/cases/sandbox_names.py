"""All functions and classes that the sandbox's tables name, each called: what is refused, and by which name.

Where a table has a star, these are what the module defines. Each is called in several ways, until one is refused: ours
guards what a call does, so arguments matter. What differs on purpose is in `DIFFERS`: only the official sandbox calls
it, and must refuse it.
"""

import importlib
import inspect
import io
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from everloop import workflow
from everloop.worker.workflow_sandbox import RestrictedWorkflowAccessError, SandboxMatcher, SandboxRestrictions

ALONE = True
CHUNK = 120

DIFFERS: dict[str, dict[str, str]] = {
    "acts on the terminal of a worker alone": {
        "curses": "*",
        "readline": "*",
    },
    "looks at the world once in a process, and answers without from then on": {
        "tempfile": "gettempdir gettempdirb",
    },
    "acts when it is used, and is refused then": {
        "concurrent.futures": "Executor Future wait",
        "filecmp": "demo dircmp",
        "fileinput": "FileInput filelineno filename fileno hook_encoded input isfirstline isstdin lineno",
        "ftplib": "ftpcp print_line",
        "getpass": "fallback_getpass win_getpass",
        "gettext": "GNUTranslations NullTranslations",
        "http.client": "HTTPConnection HTTPMessage HTTPResponse parse_headers",
        "http.server": "BaseHTTPRequestHandler",
        "marshal": "dump load",
        "mmap": "mmap",
        "multiprocessing": "get_context get_logger",
        "sched": "Event scheduler",
        "secrets": "SystemRandom",
        "select": "epoll",
        "selectors": "BaseSelector DefaultSelector EpollSelector SelectSelector SelectorKey",
        "shelve": "BsdDbShelf Shelf",
        "shutil": "copyfileobj",
        "socket": "SocketIO SocketType has_dualstack_ipv6 recv_fds send_fds socket",
        "socketserver": "BaseRequestHandler DatagramRequestHandler ForkingMixIn StreamRequestHandler ThreadingMixIn",
        "tempfile": "SpooledTemporaryFile",
        "threading": "Condition RLock local",
        "urllib.request": (
            "AbstractBasicAuthHandler AbstractDigestAuthHandler AbstractHTTPHandler BaseHandler CacheFTPHandler"
            " DataHandler FTPHandler FileHandler HTTPBasicAuthHandler HTTPCookieProcessor HTTPDefaultErrorHandler"
            " HTTPDigestAuthHandler HTTPErrorProcessor HTTPHandler HTTPPasswordMgr HTTPPasswordMgrWithDefaultRealm"
            " HTTPPasswordMgrWithPriorAuth HTTPRedirectHandler HTTPSHandler OpenerDirector ProxyBasicAuthHandler"
            " ProxyDigestAuthHandler Request UnknownHandler addclosehook addinfourl ftperrors ftpwrapper"
        ),
        "webbrowser": (
            "BackgroundBrowser BaseBrowser Chrome Chromium Elinks Galeon GenericBrowser Grail Konqueror Mozilla"
            " Netscape Opera UnixBrowser"
        ),
        "zoneinfo.ZoneInfo": "from_file",
    },
    "changes or shows what is Python's own in the worker's process": {
        "filecmp": "clear_cache",
        "fileinput": "close nextfile",
        "gettext": "bindtextdomain textdomain",
        "locale": "bind_textdomain_codeset bindtextdomain textdomain",
        "multiprocessing": (
            "active_children allow_connection_pickling current_process freeze_support log_to_stderr"
            " set_executable set_forkserver_preload set_start_method"
        ),
        "shutil": "register_archive_format register_unpack_format unregister_archive_format unregister_unpack_format",
        "signal": "default_int_handler",
        "threading": "activeCount active_count enumerate excepthook setprofile settrace stack_size",
        "urllib.request": "install_opener urlcleanup",
        "webbrowser": "register",
        "zoneinfo.ZoneInfo": "clear_cache",
    },
    "is refused by another name": {
        "getpass": "unix_getpass",
        "gettext": "Catalog",
        "secrets": "choice randbits",
        "urllib.request": "getproxies_environment proxy_bypass_environment",
    },
    "is refused once; then Python knows of no browser": {
        "webbrowser": "main open open_new open_new_tab",
    },
    "computes, or tells what does not change while a process lives": {
        "ftplib": "parse150 parse227 parse229 parse257",
        "getopt": "getopt",
        "gettext": "c2py dnpgettext",
        "glob": "escape has_magic",
        "http.server": "HTTPStatus nobody_uid",
        "imaplib": "Int2AP Internaldate2tuple ParseFlags Time2Internaldate",
        "locale": "dcgettext dgettext getencoding gettext normalize",
        "multiprocessing": "get_all_start_methods get_start_method parent_process",
        "os": (
            "DirEntry PathLike WCOREDUMP WEXITSTATUS WIFCONTINUED WIFEXITED WIFSIGNALED WIFSTOPPED WSTOPSIG"
            " WTERMSIG device_encoding fsdecode fsencode fspath major makedev minor name sched_get_priority_max"
            " sched_get_priority_min sched_param stat_result statvfs_result strerror terminal_size times_result"
            " uname_result waitid_result waitstatus_to_exitcode"
        ),
        "platform": (
            "java_ver machine node python_branch python_build python_compiler python_implementation"
            " python_revision python_version python_version_tuple release system system_alias uname uname_result"
            " version win32_edition win32_is_iot win32_ver"
        ),
        "shutil": "get_archive_formats get_unpack_formats ignore_patterns",
        "signal": "Handlers Sigmasks Signals strsignal struct_siginfo valid_signals",
        "smtplib": "quoteaddr quotedata",
        "socket": (
            "AddressFamily AddressInfo CMSG_LEN CMSG_SPACE MsgFlag SocketKind getdefaulttimeout htonl htons"
            " inet_aton inet_ntoa inet_ntop inet_pton ntohl ntohs"
        ),
        "subprocess": "CompletedProcess list2cmdline",
        "tempfile": "gettempprefix gettempprefixb",
        "threading": "ExceptHookArgs get_ident get_native_id getprofile gettrace main_thread",
        "urllib.request": (
            "noheaders parse_http_list parse_keqv_list pathname2url quote request_host unquote unquote_to_bytes"
            " unwrap url2pathname urljoin urlparse urlsplit urlunparse"
        ),
    },
}


def nothing(*args: Any) -> int:
    return 0


STATE = random.Random(0).getstate()
WAYS: list[tuple[Any, ...]] = [
    (),
    ("x",),
    (0,),
    (6,),
    (1, 6),
    ("x", "y"),
    ("x", 0),
    ("x", "zip"),
    ("%f", 1),
    (0.5,),
    (STATE,),
    (["x"],),
    (["x"], ["y"]),
    (["x"], 1),
    (b"x",),
    ("x", "y", "z"),
    (0, 0, 0),
    (("127.0.0.1", 1),),
    (("127.0.0.1", 0), object),
    (nothing,),
    ("x", nothing),
    (0, b"x"),
    ("i", 0),
    (0, "x", ["x"]),
    (0, "x", ["x"], {}),
    ("x", ["x"], {}),
    (0, "x", "y", {}),
    ("x", "y", {}),
]


def archive_of(kind: str) -> Any:
    """An archive in memory with one file in it."""
    file = io.BytesIO()
    if kind == "zipfile.ZipFile":
        with zipfile.ZipFile(file, "w") as zipped:
            zipped.writestr(zipfile.ZipInfo("x"), b"")
        return zipfile.ZipFile(io.BytesIO(file.getvalue()))
    with tarfile.TarFile(fileobj=file, mode="w") as taped:
        taped.addfile(tarfile.TarInfo("x"))
    return tarfile.TarFile(fileobj=io.BytesIO(file.getvalue()))


@workflow.defn
class Names:
    @workflow.run
    async def run(self, names: list[str]) -> dict[str, str | None]:
        return {name: self.refusal(name) for name in names}

    def refusal(self, name: str) -> str | None:
        try:
            called: Callable[..., Any] = self.found(name)
        except RestrictedWorkflowAccessError as error:
            return error.qualified_name
        except AttributeError:
            return "absent"
        for way in WAYS:
            try:
                result = called(*way)
                if inspect.isgenerator(result):
                    next(result, None)
            except RestrictedWorkflowAccessError as error:
                return error.qualified_name
            except BaseException:
                continue
        return None

    def found(self, name: str) -> Any:
        head, _, member = name.rpartition(".")
        if head == "__builtins__":
            return {"input": input, "open": open, "breakpoint": breakpoint}[member]
        if head == "pathlib.Path" and member not in ("cwd", "home"):
            import pathlib

            return getattr(pathlib.Path("~"), member)
        if head in ("zipfile.ZipFile", "tarfile.TarFile"):
            with workflow.unsafe.sandbox_unrestricted():
                archive = archive_of(head)
            return getattr(archive, member)
        for outer in (head, head.rpartition(".")[0]):
            try:
                found: Any = __import__(outer, fromlist=["any"])
            except ImportError:
                continue
            for part in name.removeprefix(f"{outer}.").split("."):
                found = getattr(found, part)
            return found
        raise AssertionError(name)


def named(matcher: SandboxMatcher, *path: str) -> Iterator[str]:
    """All callables that a matcher names."""
    module = ".".join(path)
    names = (matcher.access | matcher.use) - matcher.exclude
    for name in sorted(names - {"*"}):
        yield f"{module}.{name}"
    if "*" in names:
        loaded = importlib.import_module(module)
        # Some are loaded when they are asked for.
        for name in sorted({*vars(loaded), *getattr(loaded, "__all__", ())} - matcher.exclude):
            if not name.startswith("_") and is_of(getattr(loaded, name), path[0]):
                yield f"{module}.{name}"
    for name, child in sorted(matcher.children.items()):
        yield from [f"{module}.{name}"] if child.match_self and callable(child) else named(child, *path, name)


def is_of(value: object, module: str) -> bool:
    home = getattr(value, "__module__", None) or module
    is_own = home.partition(".")[0].lstrip("_") in (module, "posix", "thread")
    return callable(value) and is_own and not (inspect.isclass(value) and issubclass(value, BaseException))


def is_listed(name: str) -> bool:
    module, _, member = name.rpartition(".")
    return any(not {"*", member}.isdisjoint(names.get(module, "").split()) for names in DIFFERS.values())


async def run(env: Any) -> Any:
    is_oracle = env.package == "temporalio"
    names = list(named(SandboxRestrictions.default.invalid_module_members))
    called = [name for name in names if is_oracle or not is_listed(name)]
    refusals: dict[str, str | None] = {}
    async with env.worker([Names]):
        for start in range(0, len(called), CHUNK):
            flow = await env.start(Names.run, called[start : start + CHUNK], name=f"{start}")
            refusals |= await flow.result()
    if is_oracle:
        allowed = [name for name in called if is_listed(name) and not refusals[name]]
        assert not allowed, f"listed, but not refused by the official sandbox: {allowed}"
    return {name: "differs" if is_listed(name) else refusals[name] for name in names}
