"""The sandbox of workflow code: the public names of its configuration.

The guard itself is not built yet. A `SandboxedWorkflowRunner` is accepted everywhere and runs workflow code
as it is, like `everloop.worker.UnsandboxedWorkflowRunner`: modules are shared, and nothing stops a
non-deterministic call. Restrictions can be composed and are kept, but not enforced.
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
