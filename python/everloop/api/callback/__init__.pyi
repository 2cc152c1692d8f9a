"""Made by tools/api_stubs.py from nothing: a package on the way to others."""


