"""Options of the property test, and its libraries."""

from numeric.conftest import libraries  # noqa: F401

NETWORKS, SEED = 500, 1


def pytest_addoption(parser):
    parser.addoption("--networks", type=int, default=NETWORKS, help="how many random networks")
    parser.addoption("--seed", type=int, default=SEED, help="the seed they are drawn from")
    parser.addoption("--only", type=int, help="the number of the one network to test")


def pytest_generate_tests(metafunc):
    if "number" in metafunc.fixturenames:
        only = metafunc.config.getoption("only", None)
        numbers = range(metafunc.config.getoption("networks", NETWORKS)) if only is None else [only]
        metafunc.parametrize("number", numbers)
