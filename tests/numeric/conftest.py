"""Fixtures shared by the tests that run compiled networks."""

import ctypes

import pytest

from numeric.compiled import Libraries


def missing_device(target):
    """Why nothing can run that is compiled for the target; None if it can."""
    if target == "host":
        return None
    try:
        driver = ctypes.CDLL("libOpenCL.so.1")
    except OSError as error:
        return f"no OpenCL driver: {error}; ./dev test installs PoCL"
    platforms = ctypes.c_uint32(0)
    driver.clGetPlatformIDs(0, None, ctypes.byref(platforms))
    return None if platforms.value else "no OpenCL platform; ./dev test installs PoCL"


def pytest_collection_modifyitems(config, items):
    if reason := missing_device(config.getoption("target")):
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def libraries(request, tmp_path_factory):
    libraries = Libraries(tmp_path_factory.mktemp("libraries"), request.config.getoption("target"))
    yield libraries
    libraries.close()
