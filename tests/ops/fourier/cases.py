"""fourier against torch.fft: sizes of one step and of several, and of one large factor; forwards and back."""

import torch

from numeric.operator_case import Apply, Case


def split(x):
    return torch.complex(*x.chunk(2, 1))


def joined(x):
    return torch.cat([x.real, x.imag], 1)


def whole(x, size):
    """A spectrum of which half is given."""
    return torch.fft.fft(torch.fft.irfft(x, size, 1), dim=1)


def transform(source, target, size, inverse, factor):
    def function(x):
        numbers = {"real": lambda: x + 0j, "complex": lambda: split(x), "half": lambda: whole(split(x), size)}[source]()
        made = torch.fft.ifft(numbers, dim=1) * size if inverse else torch.fft.fft(numbers, dim=1)
        made = made[:, : size // 2 + 1] if target == "half" else made
        return factor * (made.real if target == "real" else joined(made))

    return function


def case(source, target, size, space=(), inverse=False, factor=1.0):
    channels = {"real": size, "complex": 2 * size, "half": 2 * (size // 2 + 1)}[source]
    options = f"from: {source}, to: {target}, size: {size}, inverse: {str(inverse).lower()}, factor: {factor}"
    return Case(f"fourier: {{{options}}}", (channels, *space),
                lambda: Apply(transform(source, target, size, inverse, factor)))


CASES = [
    *(case("real", "half", size) for size in (1, 2, 7, 16, 26, 128, 160, 512, 1018)),
    *(case("half", "real", size, inverse=True, factor=1 / size) for size in (1, 8, 13, 96, 256, 400)),
    *(case("complex", "complex", size, (3,)) for size in (5, 64, 144)),
    case("complex", "half", 48),
    case("real", "complex", 120, (2, 3), factor=0.5),
    case("complex", "real", 128, inverse=True),
    case("half", "complex", 512, inverse=True),
    case("real", "half", 2048),
    case("half", "real", 2000, inverse=True),
]
