"""Writes docs/coverage.md: which tests cover each module.

    ./dev python tests/covered/table.py
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

from covered.modules import CONTINUAL, EXPECTED_MISSING, TORCH, Tests  # noqa: E402
from covered.upstream import COVERED, NOT_OURS, names  # noqa: E402

PAGE = TESTS.parent / "docs/coverage.md"
HEAD = """<!-- Written by tests/covered/table.py from tests/covered/modules.py. -->

# What is covered

Each module with the tests of its numbers against PyTorch: compiled, run by step and over whole clips. A test is named by
the start of its id in pytest, in the folder [tests](../tests).
"""
SUITE = """## The tests of continual-inference

Each test of the library's own suite, as `file.test`, with ours of the same behaviour: of the compiled network, by all
calls."""
TITLES = {
    "continual": ("Modules of continual-inference 1.2.4", "co", CONTINUAL),
    "torch": ("Modules of PyTorch", "nn", TORCH),
}


def rows(package: str, modules: dict[str, Tests]) -> list[str]:
    tests = [f"| `{package}.{name}` | {', '.join(f'`{test}`' for test in found)} |" for name, found in modules.items()]
    return ["| module | tests |", "| --- | --- |", *tests]


def missing(package: str, reasons: dict[str, str]) -> list[str]:
    if not reasons:
        return []
    found = [f"| `{package}.{name}` | {reason} |" for name, reason in reasons.items()]
    return ["", "Not yet:", "", "| module | |", "| --- | --- |", *found]


def behaviours() -> list[str]:
    """The rows of continual-inference's own tests."""
    ours = {name: ", ".join(f"`{test}`" for test in tests) for name, tests in COVERED.items()}
    rows = [f"| `{name}` | {ours[name] if name in ours else f'none: {NOT_OURS[name]}'} |" for name in names()]
    return ["", *SUITE.splitlines(), "", "| its test | ours |", "| --- | --- |", *rows]


def page() -> str:
    """The text of docs/coverage.md."""
    lines = [HEAD.rstrip("\n")]
    for key, (title, package, modules) in TITLES.items():
        lines += ["", f"## {title}", "", *rows(package, modules), *missing(package, EXPECTED_MISSING[key])]
    return "\n".join([*lines, *behaviours()]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
