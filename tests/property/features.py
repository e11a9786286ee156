"""What random networks are made of: operators, containers and their attributes."""

from collections import Counter

from .shrinker import follow, places

OF_EVERY_LAYER = ("name", "inputs", "weights")


def features(tree):
    """How often the tree has each layer or container, and each of its own attributes as `layer.attribute`."""
    found = Counter()
    for path, index in places(tree["layers"]):
        item = follow(tree["layers"], path)[index]
        kind, body = (item, None) if isinstance(item, str) else next(iter(item.items()))
        found[kind] += 1
        attributes = body if isinstance(body, dict) else {}
        found.update(f"{kind}.{key}" for key in attributes if key not in OF_EVERY_LAYER)
    return found


def allowed(schema):
    """All of that which docs/cocc.schema.json, read, allows."""
    layers = next(each["properties"] for each in schema["$defs"]["layer"]["anyOf"] if "properties" in each)
    names = set(layers)
    for kind, record in layers.items():
        for form in record.get("anyOf", [record]):
            names |= {f"{kind}.{key}" for key in form.get("properties", {}) if key not in OF_EVERY_LAYER}
    return names
