"""Loops: layers that depend on each other, by way of a `previous`, which shows what another had one frame earlier."""


def is_previous(layer):
    return layer.operator == "previous"


def needed_for(layers, values):
    """The layers that make these values, and those that they depend on."""
    found, left = set(), list(values)
    while left:
        each = left.pop()
        if each >= 0 and each not in found:
            found.add(each)
            left += layers[each].inputs
    return found


def depends_on(layers, index):
    """The layers that a layer depends on; itself if it is in a loop."""
    return needed_for(layers, layers[index].inputs)


def loops_of(layers):
    """The loops, each the indices of its layers, in order."""
    loops = []
    for index in filter(lambda index: is_previous(layers[index]), range(len(layers))):
        before = depends_on(layers, index)
        if index in before and not any(index in loop for loop in loops):
            loops.append(sorted(each for each in before if index in depends_on(layers, each)))
    return loops


def loop_by_layer(layers):
    """For each layer the loop that it is in, or it alone."""
    groups = {index: [index] for index in range(len(layers))}
    for loop in loops_of(layers):
        groups.update({index: loop for index in loop})
    return groups


def read_from_outside(layers, loop):
    """What the layers of a loop read that is not of the loop; -1 is the network's input."""
    return sorted({i for index in loop for i in layers[index].inputs if i not in loop})


def computable_order(layers):
    """The layers' indices, each behind what it reads, and those of a loop in a row: there a `previous` stands before
    what it reads. `layers` are so but for what a `previous` reads."""
    groups, order = loop_by_layer(layers), []

    def place(group):
        if group[0] in order:
            return
        for i in read_from_outside(layers, group):
            if i >= 0:
                place(groups[i])
        order.extend(group)

    for group in groups.values():
        place(group)
    return order
