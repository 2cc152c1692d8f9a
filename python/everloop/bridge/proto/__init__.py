"""Messages in which workflow runs are activated and answer, by their official names.

`everloop.worker.WorkflowInstance` speaks them. A package for each file, such as
`everloop.bridge.proto.workflow_activation`, and the modules of the files themselves, such as
`everloop.bridge.proto.workflow_activation.workflow_activation_pb2`. Like those of `everloop.api` they are made when
they are imported, and everloop imports none of them for itself unless a worker has a runner that makes instances.
"""

import sys

from everloop.api import _finder

_finder.furnish(sys.modules[__name__])
