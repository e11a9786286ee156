"""Makes a failing network smaller while it still fails."""

import copy


def places(layers, path=()):
    """Yields (path, index) for each member of each list of layers in the tree."""
    for index, item in enumerate(layers):
        yield path, index
        if isinstance(item, dict):
            ((key, body),) = item.items()
            for step, inner in inner_lists(body):
                yield from places(inner, (*path, index, key, *step))


def inner_lists(body):
    """Yields the lists of layers in a container's body, each with the way to it."""
    if isinstance(body, list):
        yield (), body
    elif isinstance(body, dict):
        if isinstance(body.get("layers"), list):
            yield ("layers",), body["layers"]
        branches = body.get("branches", [])
        for key, branch in branches.items() if isinstance(branches, dict) else enumerate(branches):
            yield ("branches", key), branch


def follow(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def smaller(tree):
    """Yields trees with one member of one list removed, or replaced by the layers inside it."""
    for path, index in places(tree["layers"]):
        without = copy.deepcopy(tree)
        del follow(without["layers"], path)[index]
        yield without
        item = follow(tree["layers"], path)[index]
        if isinstance(item, dict):
            ((_, body),) = item.items()
            for _, inner in inner_lists(body):
                flat = copy.deepcopy(tree)
                follow(flat["layers"], path)[index : index + 1] = copy.deepcopy(inner)
                yield flat


def shrink(tree, fails, tries=60):
    """The smallest tree found for which `fails` is still true."""
    found = True
    while found:
        found = False
        for candidate in smaller(tree):
            if not tries or not candidate["layers"]:
                continue
            tries -= 1
            if fails(candidate):
                tree, found = candidate, True
                break
    return tree
