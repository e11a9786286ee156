"""Fixtures shared by the tests that run compiled networks."""

import pytest

from numeric.compiled import Libraries


@pytest.fixture(scope="session")
def libraries(request, tmp_path_factory):
    libraries = Libraries(tmp_path_factory.mktemp("libraries"), request.config.getoption("target"))
    yield libraries
    libraries.close()
