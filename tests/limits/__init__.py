"""Limits, under their official names, on the official server and on ours."""
