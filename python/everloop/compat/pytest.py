"""``pytest -p everloop.compat.pytest``: runs tests that import `temporalio` on everloop.

It is installed as pytest loads this module, before conftest files and tests are imported.
"""

from everloop.compat import install

__all__: list[str] = []

install()
