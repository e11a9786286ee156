"""Writes docs/coverage.md: which tests cover each module.

    ./dev python tests/covered/table.py
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

from covered.core_aten import OPERATORS, REFUSED, WORDS  # noqa: E402
from covered.modules import CONTINUAL, TORCH, Tests  # noqa: E402
from covered.upstream import COVERED, NOT_OURS, names  # noqa: E402

PAGE = TESTS.parent / "docs/coverage.md"
HEAD = """<!-- Written by the tests, tests/covered, from the tables there. -->

# What is covered

Each module with the tests of its numbers against PyTorch: compiled, run by step and over whole clips. A test is named
by the start of its id in pytest, in the folder [tests](../tests).
"""
REFUSALS = """## What of PyTorch is refused

Modules and operators of core ATen that are refused as their tests call them, with words of the message."""
SUITE = """## The tests of continual-inference

Each test of the library's own suite, as `file.test`, with ours of the same behaviour: of the compiled network, by all
calls."""
TITLES = (
    ("Modules of continual-inference 1.2.4", "co", CONTINUAL),
    ("Modules of PyTorch", "nn", TORCH),
    ("Operators of core ATen", "aten", OPERATORS),
)


def rows(package: str, modules: dict[str, Tests]) -> list[str]:
    tests = [f"| `{package}.{name}` | {', '.join(f'`{test}`' for test in found)} |" for name, found in modules.items()]
    return [f"| {'operator' if package == 'aten' else 'module'} | tests |", "| --- | --- |", *tests]


def behaviours() -> list[str]:
    """The rows of continual-inference's own tests."""
    ours = {name: ", ".join(f"`{test}`" for test in tests) for name, tests in COVERED.items()}
    rows = [f"| `{name}` | {ours[name] if name in ours else f'none: {NOT_OURS[name]}'} |" for name in names()]
    return ["", *SUITE.splitlines(), "", "| its test | ours |", "| --- | --- |", *rows]


def refusals() -> list[str]:
    rows = [f"| `{package}.{name}` | {words} | `{REFUSED[f'{package}.{name}'][0]}` |"
            for package, refused in sorted(WORDS.items(), reverse=True) for name, words in refused.items()]
    return ["", *REFUSALS.splitlines(), "", "| module or operator | message | test |", "| --- | --- | --- |", *rows]


def page() -> str:
    """The text of docs/coverage.md."""
    lines = [HEAD.rstrip("\n")]
    for title, package, modules in TITLES:
        lines += ["", f"## {title}", "", *rows(package, modules)]
    return "\n".join([*lines, *refusals(), *behaviours()]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
