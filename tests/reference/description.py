"""Reads a network description (docs/yaml.md) into a list of layers that each know where their input comes from.

Containers, blocks and repetitions disappear here: what is left are `Layer`s in an order in which they can be computed.
Those of a loop stand in a row.
"""

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

import yaml

from .loops import computable_order
from .moves import moves_of
from .operators import OPERATORS

INPUT = "input"
CONTAINERS = ("sequential", "residual", "parallel", "repeat")
JOINS = {"sum": "add", "mul": "mul", "max": "maximum", "concat": "concat"}


class DescriptionError(Exception):
    """The text describes no network."""


class Loader(yaml.SafeLoader):
    """YAML with the numbers of YAML 1.2: `1e-5` is one."""


Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


@dataclass
class Layer:
    """One operator of the network. `inputs` are indices of earlier layers, or, of a `previous` in a loop, of a later
    one; -1 - i is the network's input i."""

    path: str
    operator: str
    attributes: dict
    inputs: list
    weights: str = ""


@dataclass(frozen=True)
class Entry:
    """What enters the network: frames, and how many of them to one that steps count."""

    name: str
    shape: tuple
    rate: Fraction


@dataclass
class Description:
    name: str
    entries: list
    weights: object
    layers: list = field(default_factory=list)
    output: int = -1
    leaving: frozenset = frozenset([-1])  # the output, and where the text has several, all of them


class Scope:
    """The members of one list of layers, each computed when it is first asked for."""

    def __init__(self, reader, parent, prefix, entering, items):
        self.reader, self.parent, self.prefix, self.entering = reader, parent, prefix, entering
        self.members, self.order, self.children, self.values = {}, [], {}, {}
        for place, item in enumerate(items):
            operator, body = split(item)
            name = str(body.get("name", place)) if isinstance(body, dict) else str(place)
            if name in self.members:
                raise DescriptionError(f"two layers are called {prefix}{name}")
            self.members[name] = (operator, body)
            self.order.append(name)

    def value(self, name):
        """The index of the layer that computes the member's result."""
        if name not in self.values:
            self.values[name] = None
            operator, body = self.members[name]
            build = self.reader.previous if operator == "previous" else self.reader.build
            self.values[name] = build(self, name, operator, body)
        if self.values[name] is None:
            raise DescriptionError(f"a cycle goes through {self.prefix}{name}")
        return self.values[name]

    def inputs(self, name, body):
        """The values that feed the member: those it names, or the member before it."""
        given = body.get("inputs") if isinstance(body, dict) else None
        if given is None:
            place = self.order.index(name)
            return [self.value(self.order[place - 1]) if place else self.entering()]
        return [self.find(each) for each in (given if isinstance(given, list) else [given])]

    def find(self, name):
        name = str(name)
        if name in self.reader.entries:
            return -1 - self.reader.entries.index(name)
        if "." in name:
            return self.outermost().inside(name.split("."))
        scope = self
        while scope and name not in scope.members:
            scope = scope.parent
        if not scope:
            raise DescriptionError(f"no layer is called {name}")
        return scope.value(name)

    def outermost(self):
        return self.parent.outermost() if self.parent else self

    def inside(self, path):
        if len(path) == 1:
            return self.value(path[0])
        if path[0] not in self.children:
            self.value(path[0])
        return self.children[path[0]].inside(path[1:])

    def last(self):
        return self.value(self.order[-1]) if self.order else self.entering()

    def build_all(self):
        for name in self.order:
            self.value(name)
        return self.last()


def split(item):
    """A layer's operator and what stands behind it."""
    if isinstance(item, str):
        return item, {}
    if not isinstance(item, dict) or len(item) != 1:
        raise DescriptionError(f"not a layer: {item!r}")
    ((operator, body),) = item.items()
    return operator, {} if body is None else body


def substitute(tree, values):
    """The tree with each `$name` replaced by the parameter's value."""
    if isinstance(tree, str) and tree.startswith("$"):
        if tree[1:] not in values:
            raise DescriptionError(f"no parameter is called {tree}")
        return values[tree[1:]]
    if isinstance(tree, list):
        return [substitute(each, values) for each in tree]
    if isinstance(tree, dict):
        return {key: substitute(each, values) for key, each in tree.items()}
    return tree


class Reader:
    """Builds the layers of one description."""

    def __init__(self, tree):
        self.blocks = tree.get("define") or {}
        self.entries = [str(name) for name in tree.get("inputs", [INPUT])]
        self.layers = []
        self.unread = []  # (layer, what finds its inputs): they may be built after it

    def add(self, path, operator, attributes, inputs, weights=None):
        self.layers.append(Layer(path, operator, attributes, inputs, weights or path))
        return len(self.layers) - 1

    def previous(self, scope, name, operator, body):
        index = self.leaf(scope, name, operator, body, [])
        self.unread.append((self.layers[index], lambda: scope.inputs(name, body)))
        return index

    def read_previous(self):
        """What each `previous` reads, once all layers are there."""
        for layer, inputs in self.unread:
            layer.inputs = inputs()

    def leaf(self, scope, name, operator, body, inputs):
        """One operator, no container."""
        attributes = {key: value for key, value in body.items() if key not in ("name", "inputs", "weights")}
        return self.add(scope.prefix + name, operator, attributes, inputs, body.get("weights"))

    def build(self, scope, name, operator, body):
        path, inputs = scope.prefix + name, scope.inputs(name, body)
        if operator in self.blocks:
            return self.block(scope, name, operator, body, inputs)
        if operator in CONTAINERS:
            if len(inputs) != 1:
                raise DescriptionError(f"{path} takes one input")
            return getattr(self, operator)(scope, name, body, inputs[0])
        return self.leaf(scope, name, operator, body, inputs)

    def block(self, scope, name, operator, body, inputs):
        definition = self.blocks[operator]
        values = dict(definition.get("parameters") or {})
        values.update({key: value for key, value in body.items() if key not in ("name", "inputs", "weights")})
        missing = [key for key, value in values.items() if value is None]
        if missing:
            raise DescriptionError(f"{scope.prefix}{name} lacks {missing}")
        return self.sequential(scope, name, substitute(definition["layers"], values), inputs[0])

    def child(self, scope, name, entering, layers):
        """The scope of a list of layers inside the member `name`."""
        child = Scope(self, scope, f"{scope.prefix}{name}.", lambda: entering, layers)
        scope.children[name] = child
        return child

    def sequential(self, scope, name, body, entering):
        return self.child(scope, name, entering, members(body)).build_all()

    def repeat(self, scope, name, body, entering):
        copies = [{"sequential": {"layers": body["layers"]}} for _ in range(body["count"])]
        return self.child(scope, name, entering, copies).build_all()

    def residual(self, scope, name, body, entering):
        first = len(self.layers)
        branch = self.child(scope, name, entering, members(body)).build_all()
        options = body if isinstance(body, dict) else {}
        path, shrink = scope.prefix + name, options.get("shrink", "lagging")
        if shrink != "lagging":
            lost = self.lost_frames(path, first, branch, entering)
            entering = self.add(path, "skip", {"frames": lost // 2 if shrink == "centered" else lost}, [entering])
        return self.add(path, JOINS[options.get("reduce", "sum")], {}, [branch, entering])

    def lost_frames(self, path, first, branch, entering):
        """How many frames fewer than it was given the branch returns: the longest way through it counts."""
        lost, periods = {entering: Fraction(0)}, {entering: Fraction(1)}
        for index in range(first, branch + 1):
            layer = self.layers[index]
            moves = moves_of(OPERATORS[layer.operator].time(layer.attributes), len(layer.inputs))
            ways = [lost_behind(lost[i], periods[i], way) for i, way in zip(layer.inputs, moves) if i in lost]
            if ways:
                lost[index], periods[index] = max(ways)
        if periods[branch] == 1 and lost[branch] > 0 and lost[branch].denominator > 1:
            raise DescriptionError(f"{path} loses {lost[branch]} frames")
        return max(0, int(lost[branch])) if periods[branch] == 1 else 0

    def parallel(self, scope, name, body, entering):
        branches = body["branches"]
        named = branches.items() if isinstance(branches, dict) else ((str(i), b) for i, b in enumerate(branches))
        inner = self.child(scope, name, entering, [])
        values = []
        for key, layers in named:
            branch = self.child(inner, str(key), entering, layers or [])
            values.append(branch.build_all())
        return self.add(scope.prefix + name, JOINS[body.get("reduce", "sum")], {}, values)


def members(body):
    return body if isinstance(body, list) else body["layers"]


def lost_behind(lost, period, way):
    """What a clip has lost behind some moves, in frames of where they begin; and the period."""
    for move in way:
        lost += fewest_lost(move) * period / move.factor
        period *= Fraction(move.stride, move.factor)
    return lost, period


def fewest_lost(move):
    """The places by which a layer's outputs span less than a clip, of clips of all lengths the fewest."""
    long = abs(move.receptive_field) + abs(move.padding) + abs(move.padding_after) + move.skipped
    return min(move.factor * clip - move.stride * move.frames(clip) for clip in range(long, long + move.stride))


def read(text):
    """The description in `text`."""
    tree = yaml.load(text, Loader)
    if not isinstance(tree, dict):
        raise DescriptionError("a network is a mapping")
    reader = Reader(tree)
    scope = Scope(reader, None, "", lambda: -1, tree["layers"])
    output = scope.build_all()
    if "output" in tree:
        output = scope.find(tree["output"])
    given = tree["inputs"] if "inputs" in tree else {INPUT: tree["input"]}
    entries = [Entry(str(name), tuple(each["shape"]), Fraction(each.get("rate", 1))) for name, each in given.items()]
    outputs = tree.get("outputs", [])
    leaving = [output, *map(scope.find, outputs.values() if isinstance(outputs, dict) else outputs)]
    reader.read_previous()
    layers, places = in_order(reader.layers)
    output, *leaving = [places.get(each, each) for each in (output, *leaving)]
    return Description(tree["network"], entries, tree.get("weights"), layers, output, frozenset(leaving))


def in_order(layers):
    """The layers in an order in which they can be computed, and the new place of each."""
    order = computable_order(layers)
    places = {index: place for place, index in enumerate(order)}
    moved = [replace(layers[i], inputs=[places.get(each, each) for each in layers[i].inputs]) for i in order]
    return moved, places
