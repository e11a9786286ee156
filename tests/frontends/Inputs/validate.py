"""Checks that the schema accepts what the compiler accepts, and refuses some mistakes: validate.py SCHEMA ROOT"""

import json
import pathlib
import re
import sys

import yaml

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit(0)

MISTAKES = [
    "[covn: 3]", "[conv]", "[conv: {channels: 8}]", "[conv: {channels: 0, kernel: 1}]", "[relu: {slope: 1}]",
    "[gelu: {approximate: tahn}]", "[conv: {channels: 8, kernel: 1, bias: 3}]", "[{conv: , relu: }]",
    "[residual: {shrink: middle, layers: []}]", "[]",
]


class Loader(yaml.SafeLoader):
    """YAML with the numbers of YAML 1.2: `1e-5` is one."""


Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789"))


def main(schema, root):
    schema = json.loads(pathlib.Path(schema).read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    files = [*root.glob("examples/**/*.yaml"), *root.glob("tests/frontends/import/*.yaml")]
    assert files
    for file in files:
        for error in validator.iter_errors(yaml.load(file.read_text(), Loader)):
            sys.exit(f"{file}: {error.json_path}: {error.message}")
    for layers in MISTAKES:
        network = {"network": "n", "input": {"shape": [1, 8]}, "layers": yaml.load(layers, Loader)}
        if validator.is_valid(network):
            sys.exit(f"the schema accepts {layers}")


main(sys.argv[1], pathlib.Path(sys.argv[2]))
