"""What pages say about the repository is so: links, listings, names of tests, the table of includes."""

import json
import os
import re
import subprocess

import pytest

from reference.golden import GOLDEN, INPUT_RATES, RATES
from reference.golden_loops import LOOPS

from .conftest import ROOT

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
EXCERPT = re.compile(r"^<!-- from (\S+) -->\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EVERY_LAYER_HAS = {"name", "inputs", "weights"}


def anchors(text):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_links(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text())):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.is_relative_to(ROOT) or not file.exists() or (anchor and anchor not in anchors(file.read_text())):
            broken.append(target)
    assert not broken


def test_excerpts(page):
    """A listing behind `<!-- from FILE -->` is in that file, character by character."""
    text = page.read_text()
    excerpts = EXCERPT.findall(text)
    assert len(excerpts) == text.count("<!-- from "), "a comment without its listing"
    for file, excerpt in excerpts:
        assert excerpt in (ROOT / file).read_text(), f"{file} no longer has\n{excerpt}"


def test_an_operator_has_its_places():
    """adding-an-operator.md quotes each of the places that it lists."""
    text = (ROOT / "docs/adding-an-operator.md").read_text()
    assert {file for file, _ in EXCERPT.findall(text)} >= {
        "dialect/ActivationOps.td",
        "compiler/codegen/kernels/LeakyRelu.cpp",
        "tests/ops/leaky_relu/cases.py",
        "tests/reference/operators.py",
    }


def test_names_of_tests():
    """In "`A` and `B` in [file](path)" the file has A and B."""
    page = ROOT / "docs/semantics.md"
    mentions = re.findall(r"((?:`\w+`(?:,\s|\sand\s)?)+)\sin\s\[[^\]]+\]\(([^)]+)\)", page.read_text())
    assert len(mentions) > 10
    for names, path in mentions:
        text = (page.parent / path).read_text()
        assert [name for name in re.findall(r"\w+", names) if name != "and" and name not in text] == [], path


def shown(frames):
    """Golden frames, or one, as the page has them."""
    def texts(frame):
        return f"({','.join(map(texts, frame))})" if isinstance(frame, tuple) else f"{frame:g}"

    return " ".join(map(texts, frames if isinstance(frames, list) else [frames]))


def given(frames):
    """The frames of a clip."""
    counted = frames == list(range(len(frames)))
    return f"`0..{len(frames) - 1}`" if counted else f"`{shown(frames)}`"


def row_of(golden):
    """A golden row as (frames, by steps, flush); in RATES as (frames, S, W, by steps, flush)."""
    return (
        given(golden.frames),
        *(() if golden.stride is None else (str(golden.stride), str(golden.warm_up))),
        " ".join(f"{shown(made)}@{step}" for step, made in golden.steps.items()),
        shown(golden.flushed),
    )


def inputs_row_of(golden):
    """A row of INPUT_RATES in the same way."""
    rates = ["" if rate == 1 else f", rate {rate}" for _, rate, _ in golden.entries]
    entries = [f"{name}{rate}: {given(frames)}" for rate, (name, _, frames) in zip(rates, golden.entries)]
    return (
        "; ".join(entries), str(golden.stride), str(golden.warm_up),
        " ".join(f"{shown(made)}@{step}" for step, made in golden.steps.items()), shown(golden.flushed),
    )


def section(page, heading):
    return (ROOT / page).read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def tables_in(text):
    """The rows of each table, as lists of cells, without its head."""
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]] for table in tables]


def test_golden_tables():
    """The golden tables of semantics.md are those that tests run."""
    golden, rates, inputs, loops = tables_in(section("docs/semantics.md", "Golden values"))
    found = {case: (frames, steps, flush) for case, _, frames, steps, flush in golden}
    assert found == {row.label: row_of(row) for row in GOLDEN}
    assert {case: tuple(cells) for case, *cells in rates} == {row.label: row_of(row) for row in RATES}
    assert {case: tuple(cells) for case, *cells in inputs} == {row.label: inputs_row_of(row) for row in INPUT_RATES}
    assert {case: tuple(cells) for case, *cells in loops} == {row.label: row_of(row) for row in LOOPS}
    for row in [*RATES, *INPUT_RATES, *LOOPS]:
        said = re.search(r"\bN = (\d+)", row.label)
        assert row.frames_per_step == (int(said[1]) if said else 1), row.label


# What differs from one message to the next: rates, numbers, names, shapes, and what is left out.
VARIABLE = re.compile(
    r"more than \d+|\d+ every (?:\d+ frames of the input|frame)|\d+(?:\.\d+)?|'\w+'|\[[\d, ]+\]|\.\.\.|@\w+"
)


def test_messages_are_the_compilers():
    """What semantics.md says of errors in time is said by the sources, word by word."""
    folders = ("dialect", "frontends", "compiler", "runtime/python")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".cpp", ".py"}]
    sources = re.sub(r'"\s*"', "", "\n".join(path.read_text() for path in paths))
    (rows,) = tables_in(section("docs/semantics.md", "What is refused"))
    assert len(rows) > 10
    for what, message in rows:
        words = [part for part in VARIABLE.split(message.strip("`")) if len(part.split()) > 2]
        assert words and [part for part in words if part not in sources] == [], what


def layers_of_schema():
    """Layer -> its attributes, each with its default or None."""
    schema = json.loads((ROOT / "docs/cocc.schema.json").read_text())
    (named,) = (each["properties"] for each in schema["$defs"]["layer"]["anyOf"] if "properties" in each)
    listed = subprocess.run([os.environ["COCC"], "--list-ops"], capture_output=True, text=True, check=True).stdout
    layers = {name: named[name].get("properties") or named[name]["anyOf"][0]["properties"] for name in listed.split()}
    return {
        layer: {name: each.get("default") for name, each in attributes.items() if name not in EVERY_LAYER_HAS}
        for layer, attributes in layers.items()
    }


def test_table_of_layers():
    """The table of yaml.md has all layers, with their attributes and defaults."""
    table = (ROOT / "docs/yaml.md").read_text().partition("| layer | attributes (default) |")[2].split("\n\n")[0]
    found = {}
    for line in table.splitlines()[2:]:
        names, attributes = line.split("|")[1:3]
        stated = re.findall(r"`(\w+)`(?: \(([^);]+)[);])?", attributes)
        for name in re.findall(r"`(\w+)`", names):
            found[name] = {attribute: json.loads(default) if default else None for attribute, default in stated}
    assert found == layers_of_schema()


def stated_includes():
    """The table of architecture.md: folder -> the folders that it includes from."""
    lines = (ROOT / "docs/architecture.md").read_text().partition("| folder | includes from |")[2].split("\n\n")[0]
    rows = [re.findall(r"`([\w/]+)`", line) for line in lines.splitlines() if "`" in line]
    return {folder: set(others) for folder, *others in rows}


def folder_of(path, folders):
    """The folder of the table in which a path lies; the headers of the runtime are included as cocc/..."""
    path = f"runtime/include/{path}" if path.startswith("cocc/") else path
    return next((folder for folder in folders if path.startswith(folder + "/")), None)


@pytest.mark.parametrize("folder", stated_includes())
def test_includes(folder):
    stated = stated_includes()
    sources = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".h", ".hpp", ".c", ".cpp"}]
    included = {include for path in sources for include in re.findall(r'#include "([^"]+)"', path.read_text())}
    assert {folder_of(include, stated) for include in included} - {None, folder} == stated[folder]


def test_table_of_includes_is_complete():
    """Every folder with C++ of its own is in the table."""
    stated = stated_includes()
    for part in ("dialect", "frontends", "compiler", "runtime"):
        for path in (ROOT / part).rglob("*.cpp"):
            assert folder_of(str(path.relative_to(ROOT)), stated), path


def test_no_page_names_a_machine(page):
    """Pages are about the repository, wherever it lies."""
    assert not re.search(r"(?<![\w.])/(work|root|home|tmp)/", page.read_text())


def test_license():
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text
    assert "Apache-2.0" in (ROOT / "README.md").read_text()
