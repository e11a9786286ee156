"""Prints the examples of the dialect's reference as one module.

    python3 examples.py dialect/*Ops.td

Each `Example:` of an operation becomes a network of its own. An example shows
operations alone; operations of an unregistered dialect define the values that it uses, so
whoever parses the output must allow those.
"""

import re
import sys

EXAMPLE = re.compile(r"def Continual_(\w+)Op.*?Example:\n\n\s*```mlir\n(.*?)```", re.DOTALL)


def split_types(text: str) -> list[str]:
    """'tensor<2xf32>, tensor<3xf32>' -> both types."""
    return re.findall(r"tensor<[^>]*>", text)


def find_inputs(example: str) -> dict[str, str]:
    """The values that an example uses and does not define, each with its type."""
    outside = re.sub(r"\{\n\^bb0.*?\n\} :", ":", example, flags=re.DOTALL)
    head, _, signature = outside.partition(" : ") if " : tensor" in outside else outside.partition(" : (")
    defined = re.findall(r"(%\w+) =", outside)
    names = [name for name in re.findall(r"%\w+", head) if name not in defined]
    types = split_types(signature.split("->")[0])
    # A type may stand for the remaining operands as well.
    types += [types[-1]] * (len(names) - len(types)) if names else []
    return dict(zip(names, types))


def wrap(name: str, example: str) -> str:
    """The example, in a network unless it is one."""
    example = re.sub(r"^ {4}", "", example, flags=re.MULTILINE)
    if "continual.network" in example:
        return example
    inputs = find_inputs(example)
    lines = [f"continual.network @{name}(%unused: tensor<1x8xf32>) -> tensor<1x8xf32> {{"]
    lines += [f'{value} = "example.value"() : () -> {kind}' for value, kind in inputs.items()]
    if "continual.output" in example:
        return "\n".join(lines).replace("-> tensor<1x8xf32> {", f"-> {inputs['%0']} {{") + f"\n{example}}}\n"
    if "continual.yield" in example and "continual.kernel" not in example:
        kind = inputs["%3"]
        body = f'%0 = continual.kernel "{name}" () {{\n' + "\n".join(lines[1:]) + f"\n{example}}} : () -> {kind}\n"
        return lines[0] + f"\n{body}continual.output %unused : tensor<1x8xf32>\n}}\n"
    return "\n".join(lines) + f"\n{example}continual.output %unused : tensor<1x8xf32>\n}}\n"


def main() -> None:
    for path in sys.argv[1:]:
        with open(path) as file:
            for name, example in EXAMPLE.findall(file.read()):
                print(wrap(name, example))


if __name__ == "__main__":
    main()
