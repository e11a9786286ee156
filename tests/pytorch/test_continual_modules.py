"""Modules of continual-inference as plain modules: the same numbers, names and parameters."""

import continual as co
import numpy as np
import pytest
import torch
from continual.transformer import SelectOrDelay
from torch import nn

import cocc
from cocc._export import save
from cocc._plain import is_continual, plain

from .continual_models import CLIP, NETWORKS, GraphConvolution, build, clip_of, forward, names


@pytest.mark.parametrize("name", NETWORKS)
def test_plain_modules_compute_the_same_with_the_same_parameters(name):
    module, frame = build(name)
    made = plain(module)
    assert not is_continual(made)
    assert names(made) == names(module)
    assert all(ours is theirs for ours, theirs in zip(made.parameters(), module.parameters(), strict=True))
    clip = clip_of(frame)
    np.testing.assert_allclose(forward(made.eval(), clip), forward(module, clip), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", NETWORKS)
def test_plain_modules_can_be_exported(name, tmp_path):
    module, frame = build(name)
    path = str(tmp_path / "net.pt2")
    save(module, path, frame, 2, CLIP)
    clip = clip_of(frame)
    np.testing.assert_allclose(
        forward(torch.export.load(path).module(), clip), forward(module, clip), rtol=1e-4, atol=1e-5
    )


def test_a_module_in_two_places_stays_one():
    conv = co.Conv1d(4, 4, 3)
    made = plain(co.Sequential(conv, nn.ReLU(), conv))
    assert made[0] is made[2]


def test_a_forward_stepping_module_is_taken_without_its_wrapper():
    module = co.forward_stepping(GraphConvolution(3, 4, 7)).eval()
    assert is_continual(module)
    made = plain(module)
    assert "forward" not in vars(made) and "forward" in vars(module)
    clip = clip_of((1, 3, 7))
    np.testing.assert_array_equal(forward(made, clip), forward(module, clip))


def test_an_own_module_of_the_library_is_called_as_pytorch_calls():
    class Scale(co.CoModule, nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.factor = nn.Parameter(torch.tensor(3.0))

        def forward(self, clip):
            return clip * self.factor

    made = plain(co.Sequential(Scale(), nn.ReLU()))
    assert type(made[0]).__name__ == "Scale"
    clip = clip_of((1, 4))
    np.testing.assert_array_equal(forward(made, clip), forward(nn.ReLU(), 3 * clip))
    program = torch.export.export(made, (clip,))
    places = [str(node.meta.get("nn_module_stack")) for node in program.graph.nodes]
    assert any("Scale" in place for place in places)  # for messages


@pytest.mark.parametrize("kind", ["Avg", "Max"])
@pytest.mark.parametrize("space", [1, (2, 3)])
def test_an_adaptive_pool_is_a_window_in_time(kind, space):
    size = (1, space, space) if space == 1 else (1, *space)
    module = getattr(co, f"Adaptive{kind}Pool3d")(size, kernel_size=5)
    made = plain(module)
    clip = clip_of((2, 3, 4, 6), 5)
    np.testing.assert_allclose(forward(made, clip), forward(module, clip), rtol=1e-5, atol=1e-6)
    assert forward(made, clip_of((2, 3, 4, 6), 8)).shape[2] == 4


@pytest.mark.parametrize(
    "module, message",
    [
        (SelectOrDelay(2), "net.0: continual.SelectOrDelay has no plain form; write"),
        (co.SingleOutputMultiheadAttention(4, 2, add_bias_kv=True, sequence_len=8), "net.0: add_bias_kv and add_zero"),
        (co.AdaptiveAvgPool2d((1, 1), kernel_size=4, dilation=2), "net.0: dilation in time, which forward leaves out"),
        (co.AdaptiveAvgPool2d((1, 1), kernel_size=4, padding=1), "net.0: AdaptiveAvgPool2d with padding"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else "",
)
def test_what_cannot_be_rebuilt_is_refused_with_its_place(module, message):
    with pytest.raises(cocc.CompileError, match=f"^{message}"):
        plain(nn.ModuleDict({"net": co.Sequential(module)}))


def test_hooks_are_refused():
    conv = co.Conv1d(4, 4, 3)
    conv.register_forward_hook(lambda module, given, result: 2 * result)
    with pytest.raises(cocc.CompileError, match="^0: continual.Conv1d has hooks or parametrizations; remove them"):
        plain(co.Sequential(conv))


def test_a_function_that_mixes_rows_is_refused(tmp_path):
    module = co.Sequential(co.Lambda(lambda frame: frame - frame.mean()))
    with pytest.raises(cocc.CompileError, match="^0: the function of continual.Lambda mixes the rows of a batch"):
        save(module, str(tmp_path / "net.pt2"), (1, 4), 2, None)
