"""Makes a failing network smaller while it still fails."""

import copy

TRIES = 150  # compilations
KEPT = ("name", "inputs", "weights", "layers", "branches")


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


def changed(tree, path, change):
    """A copy of the tree, of whose part at `path` something was changed."""
    tree = copy.deepcopy(tree)
    change(follow(tree, path))
    return tree


def with_value(tree, path, key, value):
    return changed(tree, path, lambda part: part.__setitem__(key, value))


def fewer_layers(tree):
    """Half of the outermost list gone; one member of one list gone, or replaced by the layers inside it."""
    half = len(tree["layers"]) // 2
    for kept in (tree["layers"][:half], tree["layers"][half:]) if half > 1 else ():
        yield {**tree, "layers": copy.deepcopy(kept)}
    for path, index in places(tree["layers"]):
        path = ("layers", *path)
        yield changed(tree, path, lambda part: part.__delitem__(index))
        item = follow(tree, path)[index]
        for _, inner in inner_lists(next(iter(item.values()))) if isinstance(item, dict) else ():
            inner = copy.deepcopy(inner)
            yield changed(tree, path, lambda part: part.__setitem__(slice(index, index + 1), inner))


def bodies(tree):
    """The ways to the attributes of each layer."""
    for path, index in places(tree["layers"]):
        item = follow(tree["layers"], path)[index]
        if isinstance(item, dict) and isinstance(next(iter(item.values())), dict):
            yield ("layers", *path, index, next(iter(item)))


def other_inputs(tree):
    """A layer reads what enters the network, or what stands before it, or a join one value less."""
    for path in bodies(tree):
        inputs = follow(tree, path).get("inputs")
        for place in range(len(inputs)) if isinstance(inputs, list) else ():
            yield with_value(tree, (*path, "inputs"), place, "input")
            yield changed(tree, (*path, "inputs"), lambda part: part.__delitem__(place))
        if isinstance(inputs, str):
            yield changed(tree, path, lambda part: part.__delitem__("inputs"))


def lower(number):
    """Smaller numbers, the smallest first."""
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return []
    found = [each for each in (0, 1, number // 2 if number > 3 else 0, number - 1) if abs(each) < abs(number)]
    return sorted(set(found))


def lower_numbers(tree):
    """An attribute gone, or one of its numbers smaller."""
    for path in bodies(tree):
        for key, value in follow(tree, path).items():
            if key not in KEPT:
                yield changed(tree, path, lambda part: part.__delitem__(key))
            for place, number in enumerate(value) if isinstance(value, list) and key not in KEPT else ():
                for less in lower(number):
                    yield with_value(tree, (*path, key), place, less)
            for less in lower(value):
                yield with_value(tree, path, key, less)


def smaller_frames(tree):
    """A frame with an axis less, or with a smaller one."""
    shape = tree["input"]["shape"]
    if len(shape) > 2:
        less = with_value(tree, ("input",), "shape", shape[:-1])
        for path in bodies(less):
            for key, value in follow(less, path).items():
                if isinstance(value, list) and key not in KEPT and len(value) == len(shape) - 1:
                    follow(less, path)[key] = value[:-1]
        yield less
    for place, extent in enumerate(shape):
        for number in lower(extent):
            if number:
                yield with_value(tree, ("input", "shape"), place, number)


def smaller(tree):
    """Yields trees that are a step smaller, those that are much smaller first."""
    for change in (fewer_layers, other_inputs, smaller_frames, lower_numbers):
        yield from change(tree)


def shrink(tree, fails, tries=TRIES):
    """The smallest tree found for which `fails`, called with it, is True. It is None where that did not say, which is
    not counted as a try."""
    seen, found = set(), True
    while found:
        found = False
        for candidate in smaller(tree):
            if tries <= 0 or not candidate["layers"] or str(candidate) in seen:
                continue
            seen.add(str(candidate))
            answer = fails(candidate)
            tries -= answer is not None
            if answer:
                tree, found = candidate, True
                break
    return tree
