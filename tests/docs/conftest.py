"""What the tests of the documents share: the repository, its pages, and the compiler."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("COCC", str(ROOT / "build/dev/bin/cocc"))


def pages():
    """All pages that people read."""
    return sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/README.md")])


def pytest_generate_tests(metafunc):
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
