"""The reference against PyTorch, on the cases of tests/ops and of layers that upsample over time."""

import numpy as np
import pytest

import reference
from numeric import upsampling
from numeric.operator_case import all_cases, load_cases, network_of, random_clip, torch_forward

UPSAMPLING = [(operator, case) for operator, cases in upsampling.CASES.items() for case in cases]
CASES = [*{(operator, case.label): (operator, case) for operator, case in [*all_cases(), *UPSAMPLING]}.values()]


@pytest.mark.parametrize("operator", reference.OPERATORS)
def test_every_operator_has_cases(operator):
    assert load_cases(operator) or operator in upsampling.CASES


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("operator, case", CASES, ids=[f"{operator}-{case.label}" for operator, case in CASES])
def test_same_as_torch(operator, case, batch):
    network = network_of(case, batch)
    clip = random_clip(network, np.random.default_rng(batch))
    expected = torch_forward(case.module(), network.weights, clip)
    outputs = network.forward(clip)
    assert outputs.dtype == np.float32 and outputs.shape == expected.shape
    assert outputs.shape[2] == network.timing.frames(clip.shape[2])
    assert (outputs.shape[:2] + outputs.shape[3:]) == network.output_shape
    np.testing.assert_allclose(outputs, expected, rtol=0, atol=2e-6 * np.abs(expected).max())
    np.testing.assert_allclose(outputs, network.forward(clip, np.float64), rtol=0, atol=2e-6 * np.abs(expected).max())
