"""Every operator, compiled, against PyTorch: the cases of tests/ops/<operator>/cases.py."""

import numpy as np
import pytest

import reference
from numeric.compiled import listed_operators
from numeric.operator_case import all_cases, load_cases, network_of, random_clip, torch_forward
from numeric.stepping import check, close_to, outputs_by_step

CASES = all_cases()
BATCHES = (1, 2)


@pytest.fixture(scope="module", autouse=True)
def started(request, libraries):
    """The libraries of all tests that were asked for, under way together."""
    for item in request.session.items:
        arguments = getattr(getattr(item, "callspec", None), "params", {})
        if item.module is request.module and "case" in arguments:
            libraries.start(arguments["case"].text(arguments["batch"]))


def test_every_operator_has_cases_and_a_reference():
    operators = listed_operators()
    assert operators
    assert [name for name in operators if not load_cases(name)] == [], "add tests/ops/<operator>/cases.py"
    assert [name for name in operators if name not in reference.OPERATORS] == [], "see tests/reference/operators.py"


def pytest_generate_tests(metafunc):
    if "case" not in metafunc.fixturenames:
        return
    # A driver takes its time over each kernel: on devices, the batch that shows more.
    batches = BATCHES if metafunc.config.getoption("target") == "host" else BATCHES[-1:]
    metafunc.parametrize("operator, case", CASES, ids=[f"{operator}-{case.label}" for operator, case in CASES])
    metafunc.parametrize("batch", batches)


def test_same_as_torch(libraries, operator, case, batch):
    network = network_of(case, batch)
    net = libraries.load(case.text(batch))
    rng = np.random.default_rng(batch)
    clip = random_clip(network, rng)
    check(net, clip, torch_forward(case.module(), network.weights, clip), network, rng)
    for _ in range(2):
        clip = random_clip(network, rng)
        expected = torch_forward(case.module(), network.weights, clip)
        stepped = outputs_by_step(net, clip)
        close_to(stepped, expected[:, :, : stepped.shape[2]], "another clip")
