"""What does not depend on the clip is computed by PyTorch, whatever operator it uses."""

import numpy as np
import pytest
import torch
from safetensors import safe_open
from torch import nn
from torch.nn.utils import parametrizations, parametrize, spectral_norm, weight_norm

import cocc
from cocc._export import export

from .test_exports import Of


class Symmetric(nn.Module):
    """An even kernel."""

    def forward(self, weight):
        return weight + weight.flip(-1)


def film(self, clip):
    scale, shift = self.map(self.style)[:, :, None].chunk(2, 1)
    return clip * torch.nn.functional.softplus(scale) + shift


def whitened(self, clip):
    values, vectors = torch.linalg.eigh(self.covariance)
    matrix = vectors @ torch.diag(values.clamp_min(0.1).rsqrt()) @ vectors.T
    return torch.einsum("ij,bjt->bit", matrix, clip)


def solved(self, clip):
    inverse = torch.linalg.inv(torch.matrix_exp(self.covariance))
    return torch.einsum("ij,bjt->bit", inverse, clip) + torch.linalg.svd(self.covariance)[1].sum()


def normed(self, clip):
    return nn.functional.conv1d(clip, nn.functional.normalize(self.weight, dim=(1, 2)).sort(2)[0])


def symmetric(generator: torch.Generator) -> nn.Parameter:
    matrix = torch.randn(3, 3, generator=generator)
    return nn.Parameter(matrix @ matrix.T)


MODULES = {
    "spectral_norm": lambda g: spectral_norm(nn.Conv1d(3, 4, 3)),
    "weight_norm": lambda g: weight_norm(nn.Conv1d(3, 4, 3)),
    "parametrizations": lambda g: nn.Sequential(
        parametrizations.spectral_norm(nn.Conv1d(3, 4, 3)), parametrizations.weight_norm(nn.Conv1d(4, 4, 2)),
    ),
    "orthogonal": lambda g: parametrizations.orthogonal(nn.Conv1d(3, 3, 1)),
    "own parametrization": lambda g: parametrize.register_parametrization(nn.Conv1d(3, 4, 5), "weight", Symmetric()),
    "film": lambda g: Of(film, map=nn.Linear(5, 6), style=nn.Parameter(torch.randn(1, 5, generator=g))),
    "eigenvectors": lambda g: Of(whitened, covariance=symmetric(g)),
    "inverse": lambda g: Of(solved, covariance=symmetric(g)),
    "sorted": lambda g: Of(normed, weight=nn.Parameter(torch.randn(4, 3, 3, generator=g))),
    "recurrent": lambda g: Of(
        lambda self, clip: clip * self.gru(self.words)[0][:, -1, :, None], gru=nn.GRU(5, 3, batch_first=True),
        words=nn.Parameter(torch.randn(1, 7, 5, generator=g)),
    ),
}


@pytest.mark.parametrize("name", MODULES)
def test_equals_forward(name):
    torch.manual_seed(0)
    module = MODULES[name](torch.Generator().manual_seed(1)).eval()
    clip = torch.randn(1, 3, 23, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        expected = module(clip).numpy()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    found = cocc.compile(module, (1, 3)).forward(clip.numpy())
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * np.abs(expected).max())
    for name, value in module.state_dict().items():
        torch.testing.assert_close(value, before[name])


def test_weights_keep_their_names_and_what_is_computed_gets_that_of_its_layer(tmp_path):
    module = nn.Sequential(nn.Conv1d(3, 4, 3), weight_norm(nn.Conv1d(4, 4, 2)), nn.Linear(4, 2)).eval()
    network = Of(lambda self, clip: self.net[2](self.net[1](self.net[0](clip)).mT).mT, net=module)
    cocc.export(network, tmp_path / "net.yaml", (1, 3))
    with safe_open(tmp_path / "net.safetensors", "pt") as file:
        names = {name.removeprefix("net.") for name in file.keys()}
    layers = ("0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias")
    assert names == set(layers)


def test_what_moves_with_the_length_is_computed_for_each():
    """A table's part, a mask and positions."""

    def function(self, clip):
        times = torch.arange(clip.shape[2])
        mask = (times[None] - times[:, None] < 3).float() * self.scale.exp()
        return clip @ mask + self.table.sin()[: clip.shape[2]]

    module = Of(function, scale=nn.Parameter(torch.tensor(0.5)), table=nn.Parameter(torch.randn(100)))
    for frames, program in export(module, (1, 3), 2, None, 1).items():
        calls = [str(node.target) for node in program.graph.nodes if node.op == "call_function"]
        assert calls == ["aten.matmul.default", "aten.add.Tensor"]
        assert (frames, frames) in {tuple(value.shape) for value in program.constants.values()}


def test_random_numbers_and_what_is_written_stay():
    def function(self, clip):
        filled = torch.zeros(3, 1)
        filled[1:] = self.scale.exp()
        return clip * filled + torch.rand(3, 1)

    module = Of(function, scale=nn.Parameter(torch.tensor(0.5)))
    program = next(iter(export(module, (1, 3), 2, None, 1).values()))
    calls = [str(node.target) for node in program.graph.nodes if node.op == "call_function"]
    assert "aten.rand.default" in calls and "aten.zeros.default" in calls
