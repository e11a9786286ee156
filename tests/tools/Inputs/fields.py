"""Checks a report of net.yaml: its fields, and their values where they are easy to say."""

import json
import sys

TIMES = {"receptive_field", "rate", "stride", "padding", "delay", "warm_up"}
STEPS = {"latency", "most_frames", "flush_frames"}
COSTS = {"macs_per_step", "state_bytes", "parameters"}


def main(path):
    with open(path) as file:
        report = json.load(file)
    layers = report["layers"]
    assert [layer["name"] for layer in layers] == ["first", "1.second", "1.1", "1.2", "1", "2"]
    (output,) = report["outputs"]
    assert TIMES | STEPS <= output.keys() and COSTS | {"delay_bytes_saved"} <= report.keys()
    assert all(TIMES | COSTS <= layer.keys() for layer in layers)
    assert [report[key] for key in ("ticks_per_frame", "frames_per_step", "block")] == [1, 1, 4]
    assert report["inputs"] == [{"name": "input", "shape": [1, 3, 6, 8], "type": "float32"}]
    assert output["name"] == "output" and output["shape"] == layers[-1]["shape"] == [1, 16, 3, 8]
    # conv k5 s2 p2, conv k3 p1 at period 2, pool k2 s2 at period 2
    expected = {"receptive_field": 5 + 2 * 2 + 2, "stride": 4, "padding": 2 + 2, "delay": 6, "warm_up": 6}
    expected |= {"rate": "1/4"}
    assert {key: output[key] for key in expected} == expected
    assert layers[-1] | expected == layers[-1]
    assert (output["latency"], output["most_frames"]) == (6, 1)
    assert layers[0]["parameters"] == 16 * 3 * 5 * 9 + 16
    assert report["parameters"] == sum(layer["parameters"] for layer in layers)
    assert layers[0]["macs_per_step"] == 16 * 3 * 5 * 9 * 3 * 8 / 2
    assert report["macs_per_step"] == sum(layer["macs_per_step"] for layer in layers)
    assert sum(layer["state_bytes"] for layer in layers) <= report["state_bytes"]
    assert layers[4]["inputs"] == ["1.2", "first"]


if __name__ == "__main__":
    main(sys.argv[1])
