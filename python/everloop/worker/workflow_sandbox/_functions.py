"""The functions of C through which Python code reaches the world, each guarded once per process.

All that is not deterministic comes through one of these in the end: `uuid.uuid4` through `os.urandom`,
`random.shuffle` through the shared generator, `subprocess.run` through a fork, `pathlib.Path.read_text` through `open`.
"""

from __future__ import annotations

import builtins
import datetime
import gc
import importlib
import os
import random
import sys
import threading
from collections.abc import Iterator
from typing import Any

from everloop._bridge import sandbox as _core

__all__ = ["HARMLESS_INSIDE", "REFUSED_BY_NAME", "guard_functions"]

# What the standard library calls for reasons of its own, without the result showing: forbidden only to those who call
# it themselves, or through a function that is forbidden.
_HARMLESS_INSIDE = (
    "os.close os.cpu_count os.fstat os.get_terminal_size os.getcwd os.getpid os.isatty os.lstat os.readlink"
    " os.sched_getaffinity os.stat os.sysconf os.uname threading.Lock"
)
HARMLESS_INSIDE = frozenset(_HARMLESS_INSIDE.split())

_OS = (
    "abort access chdir chflags chmod chown chroot close closerange confstr copy_file_range cpu_count ctermid dup"
    " dup2 eventfd eventfd_read eventfd_write execv execve fchdir fchmod fchown fdatasync fork forkpty fpathconf"
    " fstat fstatvfs fsync ftruncate get_blocking get_inheritable get_terminal_size getcwd getcwdb getegid"
    " geteuid getgid getgrouplist getgroups getloadavg getlogin getpgid getpgrp getpid getppid getpriority"
    " getrandom getresgid getresuid getsid getuid getxattr grantpt initgroups isatty kill killpg lchflags lchmod"
    " lchown link listdir listxattr lockf login_tty lseek lstat memfd_create mkdir mkfifo mknod nice open openpty"
    " pathconf pidfd_open pipe pipe2 plock posix_fadvise posix_fallocate posix_openpt posix_spawn posix_spawnp"
    " pread preadv ptsname putenv pwrite pwritev read readlink readv register_at_fork remove removexattr rename replace"
    " rmdir scandir sched_getaffinity sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity"
    " sched_setparam sched_setscheduler sched_yield sendfile set_blocking set_inheritable setegid seteuid setgid"
    " setgroups setns setpgid setpgrp setpriority setregid setresgid setresuid setreuid setsid setuid setxattr"
    " splice startfile stat statvfs symlink sync sysconf system tcgetpgrp tcsetpgrp timerfd_create"
    " timerfd_gettime timerfd_gettime_ns timerfd_settime timerfd_settime_ns times truncate ttyname umask uname"
    " unlink unlockpt unsetenv unshare urandom utime wait wait3 wait4 waitid waitpid write writev"
)
_TIME = (
    "clock_gettime clock_gettime_ns clock_settime clock_settime_ns get_clock_info localtime monotonic"
    " monotonic_ns perf_counter perf_counter_ns process_time process_time_ns pthread_getcpuclockid sleep"
    " thread_time thread_time_ns time time_ns tzset"
)
_SOCKET = (
    "close dup getaddrinfo gethostbyaddr gethostbyname gethostbyname_ex gethostname getnameinfo getprotobyname"
    " getservbyname getservbyport if_indextoname if_nameindex if_nametoindex setdefaulttimeout sethostname"
    " socketpair"
)
_SOCKET_METHODS = (
    "_accept bind connect connect_ex listen recv recv_into recvfrom recvfrom_into recvmsg send sendall sendmsg sendto"
)
_GENERATOR = "getrandbits getstate random seed setstate"
_SIGNAL = (
    "alarm getitimer getsignal pause pidfd_send_signal pthread_kill pthread_sigmask"
    " raise_signal set_wakeup_fd setitimer siginterrupt signal sigpending sigtimedwait sigwait sigwaitinfo"
)
_LOCALE = "localeconv nl_langinfo setlocale strcoll strxfrm"

_DRAWS = "choice choices randint random randrange sample shuffle uniform"
REFUSED_BY_NAME = frozenset(
    {f"os.{name}" for name in _OS.split()}
    | {f"time.{name}" for name in _TIME.split()}
    | {f"random.{name}" for name in _DRAWS.split()}
    | {"datetime.date.today", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"}
    | {"uuid.uuid1", "uuid.uuid4"}
)
"""Calls that are refused however they are made: those of functions of C, and some of what leads straight to them."""

_lock = threading.Lock()
_is_done = False


def guard_functions() -> None:
    """Guard them all, if that has not been done in this process."""
    global _is_done
    with _lock:
        if not _is_done:
            _guard_environment()
        if not _is_done and sys.implementation.name == "cpython":
            _core.guard_functions([it for it in _functions() if _is_built_in(it[0])])
        _is_done = True


def _guard_environment() -> None:
    """Guard the environment's variables: they are a dictionary of Python's, every key of which is encoded first."""
    environments: list[Any] = [os.environ, getattr(os, "environb", None)]
    for environment in environments:
        for name in ("encodekey", "decodekey"):
            convert = getattr(environment, name, None)
            if convert is not None:
                setattr(environment, name, _core.guarded_call(convert, "os.environ"))


def _functions() -> Iterator[tuple[Any, str, Any]]:
    """Each function, its name for users, and the only object whose method it is, if there is one."""
    yield _genuine(builtins.open, "_io", "open"), "__builtins__.open", None
    for name in ("input", "breakpoint"):
        yield _genuine(getattr(builtins, name), "builtins", name), f"__builtins__.{name}", None
    yield _genuine_method(datetime.date, "today"), "datetime.date.today", None
    for name in ("now", "utcnow", "today"):
        yield _genuine_method(datetime.datetime, name), f"datetime.datetime.{name}", None
    shared: Any = getattr(random, "_inst", None)
    # `Random` overrides some of them in Python, which call these of its base.
    base_of_generator = random.Random.__base__
    for name in _GENERATOR.split() if shared is not None else ():
        method = getattr(base_of_generator, name).__get__(shared)
        yield method, f"random.{name}", shared
    yield from _members("time", _TIME, "time")
    yield from _members(os.name if os.name == "nt" else "posix", _OS, "os")
    yield from _members("_socket", _SOCKET, "socket")
    yield from _members("select", "select poll", "select")
    yield from _members("_signal", _SIGNAL, "signal")
    yield from _members("_locale", _LOCALE, "locale")
    yield from _members("_uuid", "generate_time_safe UuidCreate", "uuid")
    yield from _members("_thread", "start_new_thread start_joinable_thread", "threading")
    yield from _members("_posixsubprocess", "fork_exec", "subprocess")
    yield from _members("_winapi", "CreateProcess", "subprocess")
    lock = getattr(importlib.import_module("_thread"), "allocate_lock", None)
    yield _genuine(lock, "_thread", "allocate_lock"), "threading.Lock", None
    yield from _socket_methods()
    yield from _waiting_methods()


def _is_built_in(function: Any) -> bool:
    return type(function) is type(len)


def _genuine(function: Any, module: str, name: str) -> Any:
    """The function of C, also where gevent or a clock of tests has put another in its place.

    Whoever does that keeps the genuine one to call it, or nobody can call it any more.
    """
    if function is None or _is_built_in(function):
        return function
    held = (it for it in gc.get_objects() if _is_built_in(it) and it.__name__ == name)
    return next((it for it in held if it.__module__ in (module, module.lstrip("_"))), None)


def _genuine_method(of: type, name: str) -> Any:
    """The method of a class, or of that which a clock of tests has derived from it to take its place."""
    methods = (getattr(base, name, None) for base in of.__mro__)
    return next((method for method in methods if _is_built_in(method)), None)


def _members(module: str, names: str, shown: str) -> Iterator[tuple[Any, str, Any]]:
    try:
        loaded = importlib.import_module(module)
    except ImportError:
        return
    for name in names.split():
        yield _genuine(getattr(loaded, name, None), module, name), f"{shown}.{name}", None


def _socket_methods() -> Iterator[tuple[Any, str, Any]]:
    try:
        socket = importlib.import_module("_socket").socket
    except ImportError:
        return
    # Never connected, nor even opened: it is only there to name methods of its type.
    unopened = socket.__new__(socket)
    for name in _SOCKET_METHODS.split():
        yield getattr(unopened, name, None), f"socket.socket.{name.lstrip('_')}", None


def _waiting_methods() -> Iterator[tuple[Any, str, Any]]:
    """What waits for events of files; `poll` objects come from a function that is guarded."""
    epoll: Any = getattr(importlib.import_module("select"), "epoll", None)
    if epoll is not None:
        # Nothing is registered with it: it is only there to name a method of its type.
        with epoll() as unused:
            yield unused.poll, "select.epoll.poll", None
