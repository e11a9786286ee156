"""Writes what can be generated of this folder, each file only where it changes.

    ./dev python docs/generate.py

* reference/*.md from the dialect's and the passes' TableGen records,
* the listings of IR in architecture.md: the block of code behind `<!-- cocc ARGUMENTS -->` is what `cocc ARGUMENTS`
  prints, run in the repository's root,
* cocc.schema.json, by frontends/schema.py,
* in the table of layers of yaml.md the rows of those of which no row was written by hand.

The compiler is the one that the environment variable COCC names; TableGen is that of LLVM=/usr/lib/llvm-22.
"""

import json
import os
import re
import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
LLVM = Path(os.environ.get("LLVM", "/usr/lib/llvm-22"))

# Each file of the reference: its title, the records it comes from, and how TableGen is asked for it.
REFERENCES = {
    "ops.md": (
        "Operations and attributes",
        "dialect/ContinualOps.td",
        ["-gen-dialect-doc", "--dialect=continual"],
    ),
    "passes.md": ("Passes", "compiler/passes/Passes.td", ["-gen-pass-doc"]),
    "interfaces.md": ("Interfaces", "dialect/ContinualInterfaces.td", ["-gen-op-interface-docs"]),
}
MARK = "<!-- of its record -->"
LISTING = re.compile(r"(<!-- cocc (?P<arguments>[^\n]*?) -->\n\n?```mlir\n)(?P<text>.*?)(?=```)", re.DOTALL)


def output_of(*command):
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def reference(name):
    """The text of reference/<name>."""
    title, records, how = REFERENCES[name]
    text = output_of(LLVM / "bin/mlir-tblgen", "-I", ".", "-I", LLVM / "include", *how, records)
    text = re.sub(r"\A<!--.*?-->\n+(# .*\n+)?", "", text)
    text = text.replace("[TOC]\n\n", "")
    # TableGen says this of each method without a body; a default implementation is none to it.
    text = re.sub(r"(Default: [^#]*?)\n\nNOTE: This method \*must\* be implemented by the user\.", r"\1", text)
    text = re.sub(r"### Methods:\n+(?=## |\Z)", "", text)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\n{3,}", "\n\n", text)
    return f"<!-- Generated from {records} by docs/generate.py. -->\n\n# {title}\n\n{text.strip()}\n"


def listing(arguments):
    """What the compiler prints, without what is the same in every listing: the module around the network and the
    (elided) resources behind it."""
    compiler = os.environ.get("COCC", ROOT / "build/dev/bin/cocc")
    text = output_of(compiler, *arguments.split())
    body = text[text.index("\n") + 1 : text.index("\n}\n") + 1] if text.startswith("module {") else text
    return textwrap.dedent(body)


def architecture():
    """The page with its listings as the compiler prints them now."""
    text = (DOCS / "architecture.md").read_text()
    return LISTING.sub(lambda found: found[1] + listing(found["arguments"]), text)


def description():
    """The page yaml.md with a row of its table for each layer; those that are generated are marked and come last."""
    before, head, rest = (DOCS / "yaml.md").read_text().partition("| layer | attributes (default) |")
    table, blank, after = rest.partition("\n\n")
    rows = [row for row in table.splitlines() if not row.endswith(f"{MARK} |")]
    written = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])} if rows else set()
    layers = layer_attributes(json.loads(schema()))
    missing = sorted(layers.keys() - written)
    rows += [f"| `{name}` | {layers[name]}{' ' * bool(layers[name])}| {MARK} |" for name in missing]
    return before + head + "\n".join(rows) + blank + after


def layer_attributes(schema):
    """For each layer of the schema its own attributes with their defaults, as a row of the table says them."""
    (named,) = (each["properties"] for each in schema["$defs"]["layer"]["anyOf"] if "properties" in each)
    texts = {}
    for name, record in named.items():
        properties = record.get("properties") or record["anyOf"][0].get("properties", {})
        if "weights" in properties:  # no container
            own = [(key, each) for key, each in properties.items() if key not in ("name", "inputs", "weights")]
            texts[name] = ", ".join(
                f"`{key}`" + (f" ({json.dumps(each['default'])})" if "default" in each else "") for key, each in own
            )
    return texts


def schema():
    return output_of(sys.executable, "frontends/schema.py", LLVM / "bin/llvm-tblgen", ".", LLVM / "include")


# Each generated file, and what makes its text.
GENERATORS = {
    **{DOCS / "reference" / name: partial(reference, name) for name in REFERENCES},
    DOCS / "architecture.md": architecture,
    DOCS / "cocc.schema.json": schema,
    DOCS / "yaml.md": description,
}


def main():
    for path, generate in GENERATORS.items():
        text = generate()
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
