"""What docs/generate.py writes is checked in as it writes it now."""

import importlib.util
import os
import re
import subprocess

import pytest

from .conftest import ROOT

spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


@pytest.mark.parametrize("path", generate.GENERATORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_is_up_to_date(path):
    assert path.exists(), "./dev python docs/generate.py makes it"
    assert path.read_text() == generate.GENERATORS[path](), "./dev python docs/generate.py brings it up to date"


def test_each_phase_is_shown():
    """architecture.md has a listing of each phase that prints IR, in order."""
    text = (ROOT / "docs/architecture.md").read_text()
    shown = [found["arguments"] for found in generate.LISTING.finditer(text)]
    assert len(shown) == text.count("<!-- cocc "), "a comment without its listing"
    options = subprocess.run([os.environ["COCC"], "--help"], capture_output=True, text=True, check=True).stdout
    (phases,) = re.findall(r"print the network after a phase: (.*), stmt or layout", options)
    assert [re.search(r"--emit=(\w+)", arguments)[1] for arguments in shown] == phases.split(", ")
