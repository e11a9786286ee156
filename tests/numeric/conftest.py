"""Fixtures shared by the tests that run compiled networks."""

import pytest

from numeric.compiled import Libraries


@pytest.fixture(scope="session")
def libraries(tmp_path_factory):
    libraries = Libraries(tmp_path_factory.mktemp("libraries"))
    yield libraries
    libraries.close()
