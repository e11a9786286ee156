"""Networks of the literature, exported and compiled, against PyTorch's forward on whole clips."""

import re

import numpy as np
import pytest
import torch

from numeric import stepping
from numeric.stepping import check_chunks, check_end, check_forgets, check_forward, check_peek, check_reset, check_steps

from . import models
from .exporting import Timing, as_frames, compile_library, emit_yaml, export

SEEDS = (1, 2, 3)


def example(name: str, frames: int | None = None, seed: int = 0) -> torch.Tensor:
    """A clip for a model, of the length that it is exported with or another."""
    model = models.MODELS[name]
    shape = list(model.clip)
    if frames is not None:
        shape[model.time_dim] = frames
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module", params=models.MODELS)
def compiled(request, tmp_path_factory):
    """A model's name, its module and its compiled network."""
    cocc = pytest.importorskip("cocc")
    name = request.param
    model = models.MODELS[name]
    folder = tmp_path_factory.mktemp(name)
    module = models.make(name)
    program = export(module, example(name), folder / f"{name}.pt2")
    library = compile_library(program, model.time_dim, folder, model.options)
    return name, module, cocc.load(str(library))


def forward(name: str, module: torch.nn.Module, clip: torch.Tensor) -> np.ndarray:
    """What PyTorch makes of a clip."""
    with torch.no_grad():
        streamed = models.MODELS[name].streamed
        return (streamed(module, clip) if streamed else module(clip)).numpy()


@pytest.mark.parametrize("seed", SEEDS)
def test_equals_forward(compiled, seed):
    """By step, in random chunks, with flush, with a peek; NaN is forgotten. Also of clips longer than the export's."""
    name, module, net = compiled
    model = models.MODELS[name]
    rng = np.random.default_rng(seed)
    length = model.clip[model.time_dim] + int(rng.integers(0, 12))
    clip = example(name, length, seed)
    expected = as_frames(forward(name, module, clip), model.output_time, net.output_shape)
    frames = as_frames(clip.numpy(), model.time_dim, net.input_shape)
    timing = Timing(model.warm_up, model.stride, None if model.recurrent else net.receptive_field)
    assert (net.warm_up, net.stride) == (model.warm_up, model.stride)
    stepped = check_steps(net, frames, expected, timing, stepping.close_to)
    everything = check_end(net, frames, expected, stepped, timing, stepping.close_to)
    check_forward(net, frames, everything)
    check_chunks(net, frames, stepped, rng)
    check_reset(net, frames, stepped, rng)
    check_peek(net, frames, stepped, rng)
    check_forgets(net, frames, timing, rng)


def layers_of(text: str) -> str:
    """A network without what may differ between exports of one module: numbers in names, and which of two names a
    shared tensor has."""
    return re.sub(r"_\d+|, weights: ({.*?}|[\w.]+)", "", text)


@pytest.mark.parametrize("name", models.MODELS)
def test_ways_of_export_are_the_same(name, tmp_path):
    """Strict or not, and with a dynamic time dimension: torch.export gives the same network."""
    model = models.MODELS[name]
    texts = []
    for way in ({}, {"strict": True}, {"dynamic": model.time_dim}):
        folder = tmp_path / str(len(texts))
        folder.mkdir()
        program = export(models.make(name), example(name), folder / "net.pt2", **way)
        texts.append(layers_of(emit_yaml(program, model.time_dim, model.options)))
    assert texts[0] == texts[1] == texts[2]


def test_weights_keep_their_names(tmp_path):
    """A network reads as its modules do: only what was computed has a name of its own."""
    model = models.MODELS["r2plus1d"]
    text = emit_yaml(export(models.make("r2plus1d"), example("r2plus1d"), tmp_path / "net.pt2"), model.time_dim)
    assert "name: layer2" in text and "name: downsample" in text
    assert "weights: {" not in text, "a module's weights are called as its layer is"
