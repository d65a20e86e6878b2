"""A kernel for all tests of a file, which is empty when each begins. A file that needs another one has its own."""

import pytest
from raw_client import Kernel, run


@pytest.fixture(scope="module")
def shared():
    with Kernel() as kernel:
        yield kernel


@pytest.fixture
def kernel(shared):
    run(shared, "%reset")
    return shared
