"""The weights of a network: from a safetensors file, or drawn from a seed as docs/yaml.md defines it."""

import numpy as np

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def fnv1a(text):
    """The 64 bit FNV-1a hash of the text's UTF-8 bytes."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 & MASK
    return value


def uniform(seed, name, count):
    """`count` float32 numbers in [0, 1) that depend on the seed and the tensor's name alone."""
    start = (seed & MASK) ^ fnv1a(name)
    z = np.uint64(start) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float32) / np.float32(2**24)


def seeded(seed, name, spec):
    """The tensor `name` of a network with `weights: {seed: ...}`."""
    low, high = np.float32(spec.low), np.float32(spec.high)
    numbers = uniform(seed, name, int(np.prod(spec.shape)))
    return (low + (high - low) * numbers).reshape(spec.shape)


def gather(source, specs, folder):
    """All tensors by name. `specs` maps names to their `Spec`s; `source` is what stands behind `weights:`."""
    if isinstance(source, dict):
        return {name: seeded(source["seed"], name, spec) for name, spec in specs.items()}
    if not specs:
        return {}
    from safetensors.numpy import load_file

    tensors = load_file(folder / source)
    for name, spec in specs.items():
        if tensors[name].shape != tuple(spec.shape):
            raise ValueError(f"{name} is {tensors[name].shape}, not {spec.shape}")
    return {name: tensors[name] for name in specs}
