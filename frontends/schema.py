"""Writes the JSON schema of network files, for completion in editors, from the dialect's records.

    schema.py llvm-tblgen INCLUDE... > docs/cocc.schema.json

The layers and their attributes come from dialect/ContinualOps.td; the frame around them from docs/yaml.md.
"""

import json
import re
import subprocess
import sys

PARAMETER, NAME, REFERENCE, INPUTS, LAYER, LAYERS = (
    {"$ref": f"#/$defs/{name}"} for name in ("parameter", "name", "reference", "inputs", "layer", "layers"))
SHARED = {
    "parameter": {"type": "string", "pattern": "^\\$", "description": "a parameter of the block"},
    "name": {"anyOf": [{"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}, {"type": "integer"}, PARAMETER],
             "description": "its name; by default its place in its list"},
    "reference": {"type": ["string", "integer"]},
    "inputs": {"anyOf": [REFERENCE, {"type": "array", "items": REFERENCE, "minItems": 1}],
               "description": "the layer that feeds it, or a list of them; by default the layer before it"},
    "layers": {"anyOf": [{"type": "array", "items": LAYER}, PARAMETER]},
}
PORT = "^[A-Za-z][A-Za-z0-9_]*$"
TENSOR = {"type": "string", "minLength": 1}
WEIGHTS = {"anyOf": [TENSOR, {"type": "object", "additionalProperties": TENSOR, "minProperties": 1}],
           "description": "what its weights are called by: a prefix, or each tensor"}
COUNT = {"anyOf": [{"type": "integer", "minimum": 1}, PARAMETER]}


def records(tblgen, includes):
    """All TableGen records of the dialect by name."""
    command = [tblgen, *(f"-I{each}" for each in includes), "--dump-json", f"{includes[0]}/dialect/ContinualOps.td"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


class Dialect:
    """Reads layers out of the records."""

    def __init__(self, every):
        self.every = every

    def layers(self):
        """The records of the operations that a file may name, by that name."""
        names = self.every["!instanceof"]["Continual_LayerOp"]
        return {self.every[each]["opName"]: self.every[each] for each in sorted(names)}

    def base(self, record):
        """The attribute's storage beneath defaults and limits, and the limits' names on the way."""
        limits = []
        while "baseAttr" in record and record["baseAttr"]:
            limits += [each["def"] for each in record.get("attrConstraints", [])]
            record = self.every[record["baseAttr"]["def"]]
        return record, limits

    def minimum(self, limits):
        """The least integer that the limits let through, or None."""
        for limit in limits:
            text = json.dumps([limit, self.every[limit].get("summary") or ""]).lower()
            if "nonnegative" in text or "non-negative" in text:
                return 0
            if "positive" in text:
                return 1
        return None

    def value(self, attribute):
        """The schema of an attribute's value, without its default."""
        storage, limits = self.base(attribute)
        kind = storage["returnType"].strip()
        integer = {"type": "integer"}
        if (least := self.minimum(limits)) is not None:
            integer["minimum"] = least
        if "ArrayRef<int64_t>" in kind:
            return [integer, {"type": "array", "items": {"anyOf": [integer, PARAMETER]}, "minItems": 1, "maxItems": 4}]
        if "ArrayRef<double>" in kind:
            number = {"type": "number"}
            return [number, {"type": "array", "items": {"anyOf": [number, PARAMETER]}, "minItems": 1, "maxItems": 2}]
        if kind == "bool":
            return [{"type": "boolean"}]
        if "APFloat" in kind:
            return [{"type": "number"}]
        if "StringRef" in kind:
            return [{"enum": re.findall(r'"([^"]*)"', attribute["summary"])}]
        return [integer]

    def attribute(self, record):
        schema = {"description": record["summary"], "anyOf": [*self.value(record), PARAMETER]}
        default = record.get("defaultValue")
        if default:
            text = default.strip("{}")
            if not text:
                return schema
            try:
                schema["default"] = json.loads(text)
            except json.JSONDecodeError:
                if "HUGE_VAL" not in text:  # no limit
                    schema["default"] = text.strip('"')
        return schema

    def attributes(self, layer):
        """The schemas of a layer's attributes by name, and the names of those without a default."""
        found, required = {}, []
        for argument, name in layer["arguments"]["args"]:
            record = self.every[argument["def"]]
            if "Attr" not in record["!superclasses"]:
                continue
            found[name] = self.attribute(record)
            if name == "padding" and "kernel" in found:
                found[name]["anyOf"].insert(0, {"enum": ["same", "valid"]})
            if not record.get("defaultValue"):
                required.append(name)
        return found, required


def mapping(properties, required=(), **more):
    """An object with no other keys."""
    schema = {"type": "object", "properties": properties, "additionalProperties": False, **more}
    if required:
        schema["required"] = list(required)
    return schema


def layer_schema(dialect, record):
    """What may stand behind a layer's name."""
    attributes, required = dialect.attributes(record)
    own = {"name": NAME, "inputs": INPUTS, "weights": WEIGHTS}
    schema = mapping({**attributes, **own}, required)
    return {"description": record["summary"], **(schema if required else {"anyOf": [schema, {"type": "null"}]})}


def containers():
    """What may stand behind a container's name."""
    own = {"name": NAME, "inputs": INPUTS}
    reduce = {"enum": ["sum", "mul", "max"], "default": "sum"}
    shrink = {"enum": ["lagging", "centered", "leading"], "default": "lagging",
              "description": "which frame of an unpadded window its branch meets"}
    any_reduce = {"enum": ["sum", "mul", "max", "concat"], "default": "sum"}
    branches = {"anyOf": [{"type": "array", "items": LAYERS, "minItems": 2},
                          {"type": "object", "additionalProperties": LAYERS, "minProperties": 2}, PARAMETER]}
    long_forms = {
        "sequential": mapping({**own, "layers": LAYERS}, ["layers"]),
        "residual": mapping({**own, "layers": LAYERS, "reduce": {"anyOf": [reduce, PARAMETER]},
                             "shrink": {"anyOf": [shrink, PARAMETER]}}, ["layers"]),
    }
    return {
        "sequential": {"description": "one after the other", "anyOf": [LAYERS, long_forms["sequential"]]},
        "residual": {"description": "adds its input to what its layers make of it",
                     "anyOf": [LAYERS, long_forms["residual"]]},
        "parallel": {"description": "branches that see the same input",
                     **mapping({**own, "reduce": {"anyOf": [any_reduce, PARAMETER]}, "branches": branches},
                               ["branches"])},
        "repeat": {"description": "the layers, so many times in a row",
                   **mapping({**own, "count": COUNT, "layers": LAYERS}, ["count", "layers"])},
    }


def schema(dialect):
    named = {name: layer_schema(dialect, record) for name, record in dialect.layers().items()}
    needy = [name for name, record in dialect.layers().items() if dialect.attributes(record)[1]]
    alone = [name for name in named if name not in needy]
    block = mapping({"parameters": {"type": ["object", "null"]}, "layers": LAYERS}, ["layers"])
    seed = mapping({"seed": {"type": "integer"}}, ["seed"])
    extent = {"type": "integer", "minimum": 1}
    frame = mapping({"shape": {"type": "array", "items": extent, "minItems": 1, "maxItems": 4,
                               "description": "batch, channels, up to two spatial axes; or the batch alone"},
                     "type": {"enum": ["float32", "int32", "int64"], "default": "float32"},
                     "limit": {**extent, "maximum": 1 << 24,
                               "description": "elements are whole numbers from 0 to below this"},
                     "rate": {"anyOf": [{**extent, "maximum": 1 << 16},
                                        {"type": "string", "pattern": "^[1-9][0-9]*/[1-9][0-9]*$"}], "default": 1,
                              "description": "its frames to one that a step counts, such as 160 or 1/4"}}, ["shape"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A network for cocc",
        **mapping({
            "network": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "description": "names the library"},
            "input": frame,
            "inputs": {"type": "object", "minProperties": 1, "propertyNames": {"pattern": PORT},
                       "additionalProperties": frame, "description": "instead of 'input': several by their names"},
            "weights": {"anyOf": [{"type": "string", "minLength": 1}, seed],
                        "description": "a safetensors file beside this one, or a seed"},
            "layers": {"type": "array", "items": LAYER, "minItems": 1},
            "define": {"type": "object", "additionalProperties": block, "description": "blocks of layers"},
            "output": REFERENCE,
            "outputs": {"anyOf": [{"type": "array", "items": {"type": "string", "pattern": PORT}, "minItems": 1},
                                  {"type": "object", "minProperties": 1, "propertyNames": {"pattern": PORT},
                                   "additionalProperties": REFERENCE}],
                        "description": "instead of 'output': layers, or names with the layers"},
            "align_outputs": {"type": "boolean", "default": False,
                              "description": "outputs that belong together leave at the same step"},
        }, ["network", "layers"], oneOf=[{"required": ["input"]}, {"required": ["inputs"]}]),
        "$defs": {
            **SHARED,
            "layer": {"anyOf": [
                {"enum": alone},
                {"type": "string", "not": {"enum": [*needy, *containers()]}, "description": "a block, or a parameter"},
                {"type": "object", "minProperties": 1, "maxProperties": 1,
                 "properties": {**named, **containers()},
                 "additionalProperties": {"type": ["object", "null"], "description": "a block and its parameters"}},
            ]},
        },
    }


if __name__ == "__main__":
    print(json.dumps(schema(Dialect(records(sys.argv[1], sys.argv[2:]))), indent=1))
