"""What the sandbox takes from the compiled module."""

from everloop._core import SandboxGlobals as Globals
from everloop._core import sandbox_ask as ask
from everloop._core import sandbox_guard_functions as guard_functions
from everloop._core import sandbox_guarded_call as guarded_call
from everloop._core import sandbox_is_guarded as is_guarded
from everloop._core import workflow_run_state as run_state

__all__ = ["Globals", "ask", "guard_functions", "guarded_call", "is_guarded", "run_state"]
