"""What docs/generate.py writes is checked in as it writes it now."""

import importlib.util
import subprocess

import pytest

from conftest import ROOT

spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)

GENERATED = generate.generated()
AGAIN = "./dev python docs/generate.py brings it up to date"


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: str(path.relative_to(ROOT)))
def test_is_up_to_date(path):
    assert path.exists() and path.read_text() == GENERATED[path], AGAIN


def test_each_phase_is_shown():
    """architecture.md has a listing of each phase that the compiler knows."""
    text = (ROOT / "docs/architecture.md").read_text()
    shown = [found["arguments"].rpartition("--emit=")[2] for found in generate.LISTING.finditer(text)]
    assert len(shown) == text.count("<!-- cocc "), "a comment without its listing"
    help_text = subprocess.run(
        [generate.ROOT / "build/dev/bin/cocc" if False else __import__("os").environ["COCC"], "--help"],
        capture_output=True,
        text=True,
    ).stdout
    phases = help_text.partition("after a phase: ")[2].partition(" or layout")[0]
    expected = [name for name in phases.replace("\n", " ").replace(",", " ").split() if name != "stmt"]
    assert shown == expected
