"""Notes which tests of a run have passed."""

import pytest

PASSED: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--target", default="host", help="for what networks are compiled, as the compiler's --target")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        PASSED.append(report.nodeid)


@pytest.fixture(scope="session")
def passed() -> list[str]:
    """The ids of the tests that have passed so far."""
    return PASSED
