"""A made-up application of several modules that knows `temporalio` alone; `test_compat_shop.py` runs it on both."""
