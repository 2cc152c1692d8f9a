"""The sandbox of workflow code: what a workflow must not call is refused, by name and with what to use instead.

Workflow code runs in the modules it was imported in, once per process: classes are the same inside and outside, and a
run costs nothing more for what its module imports. What is guarded are calls, on the threads that run workflow code and
only while they do: the clock, randomness, files, sockets, threads, processes. Code of modules that are passed through
may make them, for it is known to do so harmlessly.
"""

from ._errors import RestrictedWorkflowAccessError, UnintentionalPassthroughError
from ._matcher import SandboxMatcher
from ._restrictions import SandboxRestrictions
from ._runner import SandboxedWorkflowRunner

__all__ = [
    "RestrictedWorkflowAccessError",
    "SandboxMatcher",
    "SandboxRestrictions",
    "SandboxedWorkflowRunner",
    "UnintentionalPassthroughError",
]
