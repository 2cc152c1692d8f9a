"""The guard: whether a call that workflow code makes may be made, judged by who makes it.

It is asked by name when a function of C that may break determinism is called on a thread that runs workflow code; see
`_functions`. The answer depends on two frames of the stack. The nearest one that is not of the standard library is
who calls: code of modules that are passed through may do as it likes. What that one called is what is judged: the
function itself, or the function of the standard library that led there.
"""

from __future__ import annotations

import datetime
import sys
import warnings
from types import FrameType

from everloop.exceptions import TemporalError
from everloop.workflow._unsafe import is_module_passed_through, unsafe

from . import _import_policy
from ._errors import RestrictedWorkflowAccessError
from ._functions import HARMLESS_INSIDE
from ._matcher import RestrictionContext, SandboxMatcher
from ._restrictions import SandboxRestrictions

__all__ = ["Guard"]

# Whose inner workings are theirs: they read clocks and files for reports, imports and debuggers, and no workflow can
# depend on what they read.
_EXEMPT_NAMES = (
    "_frozen_importlib _frozen_importlib_external _pydev_bundle _pydevd_bundle _pytest _strptime asyncio bdb cmd code"
    " codeop coverage debugpy encodings everloop faulthandler gc hypothesis importlib inspect linecache logging"
    " mimetypes pdb pkgutil pluggy pydevd pydevd_file_utils pytest runpy tokenize trace traceback tracemalloc"
    " warnings weakref zipimport zoneinfo"
)
_EXEMPT = frozenset(_EXEMPT_NAMES.split())
_AT_RUNTIME = RestrictionContext(is_runtime=True)
_STANDARD = sys.stdlib_module_names
# What only passes calls on: functions called from there were given by users, such as default factories.
_PASSING_ON = frozenset({"annotated_types", "pydantic", "pydantic_core"})

_SHOWN_MODULES = {
    "_pydatetime": "datetime",
    "concurrent.futures._base": "concurrent.futures",
    "concurrent.futures.process": "concurrent.futures",
    "concurrent.futures.thread": "concurrent.futures",
    "genericpath": "os.path",
    "multiprocessing.context": "multiprocessing",
    "ntpath": "os.path",
    "pathlib._abc": "pathlib",
    "pathlib._local": "pathlib",
    "posixpath": "os.path",
}

# What is shown of functions that are called by other names.
_SHOWN_PATHS = {
    "getpass.unix_getpass": "getpass.getpass",
    "glob._iglob": "glob.iglob",
    "multiprocessing.process.BaseProcess": "multiprocessing.Process",
    "multiprocessing.context.Process": "multiprocessing.Process",
    "os._walk": "os.walk",
    "tarfile.TarFile.open": "tarfile.open",
    "urllib.request.getproxies_environment": "urllib.request.getproxies",
    "urllib.request.proxy_bypass_environment": "urllib.request.proxy_bypass",
}


class Guard:
    """Judges calls by the restrictions of one worker."""

    def __init__(self, restrictions: SandboxRestrictions, *, debug_mode: bool = False) -> None:
        """Take the restrictions.

        Args:
            restrictions: What is forbidden, and which modules are trusted.
            debug_mode: Whether debuggers may stop workflow code.
        """
        self._restrictions = restrictions
        self._debug_mode = debug_mode
        self._trusted: dict[str, bool] = {}
        self.isolated_modules: set[str] = set()
        # Modules that workflows have imported and that are nobody's own.
        self._common: set[str] = set()
        _import_policy.prepare(restrictions)
        default = SandboxRestrictions.default.invalid_module_members
        if restrictions.invalid_module_members is not default:
            from ._members import guard_members

            guard_members(restrictions.invalid_module_members, default)

    def __call__(self, name: str, argument: object = None) -> BaseException | None:
        """The refusal of a call on this thread, or ``None`` if it may be made.

        Args:
            name: What is called, by the name that users know.
            argument: The first argument of the call, where the calling convention shows it; of methods without
                arguments, whose they are.
        """
        if unsafe.is_sandbox_unrestricted() or (self._debug_mode and name == "__builtins__.breakpoint"):
            return None
        if name == "__builtins__.open" and _is_time_zone(argument):
            return None
        if name == "datetime.date.today" and isinstance(argument, type) and issubclass(argument, datetime.datetime):
            name = "datetime.datetime.today"
        if name == "os.environ" and isinstance(argument, str):
            name = f"os.environ.{argument}"
        caller, through = _caller(sys._getframe(1), name)  # pyright: ignore[reportPrivateUsage]
        if caller is None or self.is_passed_through(caller.f_globals.get("__name__") or ""):
            return None
        used = self._judge(name, through)
        return None if used is None else _refusal(self._restrictions, used, caller)

    def judge_loading(self, module: str) -> TemporalError | None:
        """The refusal of a module that is about to be loaded on this thread, if it is refused."""
        return _import_policy.judge_loading(self._restrictions, self.is_passed_through, module)

    def judge_import(self, module: str) -> TemporalError | None:
        """The refusal of a loaded module that is imported on this thread, if it is refused."""
        return _import_policy.judge_import(self._restrictions, self.is_passed_through, module)

    def judge_call(self, member: str) -> TemporalError | None:
        """The refusal of a call of a package's member, asked by the member itself."""
        path = tuple(member.split("."))
        found = self._restrictions.invalid_module_members.restricts((*path, "__call__"))
        return None if found is None else self._judge_member(f"{member}.__call__", found, path)

    def judge_access(self, member: str) -> TemporalError | None:
        """The refusal of a reading of a package's member, asked by what holds it."""
        path = tuple(member.split("."))
        found = self._restrictions.invalid_module_members.access_matcher(_AT_RUNTIME, *path)
        return None if found is None else self._judge_member(member, found, path)

    def _judge_member(self, name: str, found: SandboxMatcher, path: tuple[str, ...]) -> TemporalError | None:
        if unsafe.is_sandbox_unrestricted():
            return None
        caller = _caller_of_member(sys._getframe(2))  # pyright: ignore[reportPrivateUsage]
        if caller is None:
            return None
        module = _module_of(caller)
        if self.is_passed_through(module) or self._is_own(module, path):
            return None
        return _refused(name, found, caller)

    def _is_own(self, module: str, path: tuple[str, ...]) -> bool:
        """Whether a module uses a member of its own, or of its own package."""
        parts = tuple(module.split("."))
        is_of_package = parts[0] == path[0] and module not in self.isolated_modules
        return is_of_package or path[: len(parts)] == parts

    def isolate(self, module: str) -> None:
        """Let each run have its own of the state in a workflow's module and those that it imports.

        Raises:
            RestrictedWorkflowAccessError: If one of them uses what it must not even while it is imported.
            UnintentionalPassthroughError: If the policy for imports says so.
        """
        from ._isolation import isolate

        if module in self.isolated_modules:
            return
        self._add(isolate(module, self.is_passed_through))

    def isolates(self, module: str, top: str) -> bool:
        """Whether a module that a workflow has just imported is each run's own.

        Args:
            module: The module's name.
            top: The package of who imports it.

        Raises:
            RestrictedWorkflowAccessError: If it uses what it must not even while it is imported.
        """
        from ._isolation import isolate_late

        if module in self.isolated_modules:
            return True
        if module in self._common or self.is_passed_through(module):
            return False
        found = isolate_late(module, top, self.is_passed_through)
        if not found:
            self._common.add(module)
        self._add(found, is_runtime=True)
        return bool(found)

    def _add(self, isolated: set[str], *, is_runtime: bool = False) -> None:
        for name in sorted(isolated - self.isolated_modules):
            module = sys.modules[name]
            _import_policy.check_module(self._restrictions, self.is_passed_through, module, is_runtime=is_runtime)
        self.isolated_modules |= isolated

    def is_passed_through(self, module: str) -> bool:
        """Whether a module is shared with the rest of the program, and trusted."""
        if self._restrictions.passthrough_all_modules:
            return True
        trusted = self._trusted.get(module)
        if trusted is None:
            # There is only one `sys`, whatever is passed through.
            trusted = module == "sys" or is_named(module, self._restrictions.passthrough_modules)
            self._trusted[module] = trusted
        return trusted or is_module_passed_through(module)

    def _judge(self, name: str, through: FrameType | None) -> tuple[str, ...] | None:
        """The path of what must not be used, or ``None`` if it may be."""
        members = self._restrictions.invalid_module_members
        direct = tuple(name.split("."))
        if through is None:
            return direct if members.restricts(direct) else None
        path = _path_of(through)
        if path[1].startswith("_Environ") or path[0] in ("_collections_abc", "collections"):
            # The environment's own methods: what was read says more.
            path = direct
        if members.restricts(path):
            return path
        if name in HARMLESS_INSIDE or name.startswith("os.environ"):
            return None
        if SandboxRestrictions.default.invalid_module_members.restricts(path):
            # This worker allows it in so many words.
            return None
        return direct if members.restricts(direct) else None


def _is_time_zone(path: object) -> bool:
    """Whether a file is a time zone's: `zoneinfo` opens it from C, so that no frame tells."""
    zoneinfo = sys.modules.get("zoneinfo")
    return isinstance(path, str) and path.startswith(tuple(getattr(zoneinfo, "TZPATH", ())))


def is_named(module: str, names: set[str] | frozenset[str]) -> bool:
    """Whether a module or one of its parents is among names."""
    while module:
        if module in names:
            return True
        module = module.rpartition(".")[0]
    return False


def _caller(frame: FrameType | None, name: str) -> tuple[FrameType | None, FrameType | None]:
    """The nearest frame that calls on its own account, and the outermost one that it went through.

    Neither if an exempt module is in between, or if what only passes calls on reads its own settings.
    """
    through: FrameType | None = None
    is_given = False
    while frame is not None:
        root = (frame.f_globals.get("__name__") or "").partition(".")[0]
        if root in _EXEMPT or frame.f_code.co_name == "__del__":
            return None, None
        if root in _PASSING_ON:
            if name.startswith("os.environ"):
                return None, None
            is_given = True
        elif root not in _STANDARD:
            return frame, through
        elif not is_given:
            through = frame
        frame = frame.f_back
    return None, None


def _path_of(frame: FrameType) -> tuple[str, ...]:
    code = frame.f_code
    module: str = frame.f_globals.get("__name__") or ""
    name: str = getattr(code, "co_qualname", code.co_name)
    if "." not in name and "self" in frame.f_locals and not hasattr(code, "co_qualname"):
        name = f"{type(frame.f_locals['self']).__name__}.{name}"
    owner, _, rest = name.partition(".")
    if rest and (module, owner) in (("random", "Random"), ("multiprocessing.context", "BaseContext")):
        name = rest
    elif owner in ("PathBase", "PosixPath", "WindowsPath"):
        # Whose methods these are depends on the version.
        name = f"Path.{rest}"
    if name.endswith(".__init__"):
        module, name = _made_by(frame, module, name.removesuffix(".__init__"))
    path = f"{_SHOWN_MODULES.get(module, module)}.{name}"
    return tuple(_SHOWN_PATHS.get(path, path).split("."))


def _made_by(frame: FrameType, module: str, name: str) -> tuple[str, str]:
    """The module and name of the class whose constructor runs: a standard one that is derived from its own, too."""
    maker: object = frame.f_locals.get("self")
    made = type(maker)
    is_derived = made.__module__.partition(".")[0] in _STANDARD and made.__name__ != name and maker is not None
    return (made.__module__, made.__qualname__) if is_derived else (module, name)


def _refusal(
    restrictions: SandboxRestrictions, path: tuple[str, ...], caller: FrameType
) -> RestrictedWorkflowAccessError | None:
    name = ".".join(path)
    if path[0] != "__builtins__" and path[:2] != ("os", "environ"):
        name += ".__call__"
    return _refused(name, restrictions.invalid_module_members.restricts(path), caller)


def _refused(name: str, found: SandboxMatcher | None, caller: FrameType) -> RestrictedWorkflowAccessError | None:
    if found is not None and found.leaf_warning is not None:
        text = found.leaf_message or name
        warnings.warn_explicit(text, found.leaf_warning, caller.f_code.co_filename, caller.f_lineno)
        return None
    refusal = RestrictedWorkflowAccessError(name, override_message=found.leaf_message if found else None)
    refusal.file, refusal.line = caller.f_code.co_filename, caller.f_lineno
    return refusal


def _caller_of_member(frame: FrameType | None) -> FrameType | None:
    """Who called a member of a package, or read it.

    A coroutine that was made into a task has no caller any more: it counts as its own.
    """
    is_in_member = False
    while frame is not None and _module_of(frame).startswith("everloop."):
        is_in_member = frame.f_code.co_name == "ask_call"
        frame = frame.f_back
    first = frame
    if frame is not None and is_in_member:
        frame = frame.f_back
    while frame is not None and (_root_of(frame) in _STANDARD or _root_of(frame) in _PASSING_ON):
        frame = frame.f_back
    return frame or first


def _module_of(frame: FrameType) -> str:
    return frame.f_globals.get("__name__") or ""


def _root_of(frame: FrameType) -> str:
    return _module_of(frame).partition(".")[0]
