"""The ways to step a network, each with `write(frame)`, `run()` (what is timed) and `read()`.

Frames are (B, C, *S). The engines step a graph from parts.py with buffers that are bound once; two sets of states
take turns as input and output, so that nothing is copied between steps."""

import numpy as np
import torch


class Library:
    """continual-inference's forward_step."""

    def __init__(self, module):
        self.module = module

    def write(self, frame):
        self.frame = torch.from_numpy(frame)

    def run(self):
        self.output = self.module.forward_step(self.frame)

    def read(self):
        return self.output.numpy()


class OnnxRuntime:
    def __init__(self, path, inputs, outputs):
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

        def empty(shape):
            return ort.OrtValue.ortvalue_from_numpy(np.zeros(shape, np.float32))

        self.frame, self.output = empty(inputs[0]), empty(outputs[0])
        self.states = [[empty(shape) for shape in inputs[1:]] for _ in range(2)]
        self.bindings = [self.bind(*self.states), self.bind(*reversed(self.states))]

    def bind(self, old, new):
        binding = self.session.io_binding()
        for spec, value in zip(self.session.get_inputs(), [self.frame, *old]):
            binding.bind_ortvalue_input(spec.name, value)
        for spec, value in zip(self.session.get_outputs(), [self.output, *new]):
            binding.bind_ortvalue_output(spec.name, value)
        return binding

    def write(self, frame):
        self.frame.update_inplace(np.ascontiguousarray(frame[:, :, None]))

    def run(self):
        self.session.run_with_iobinding(self.bindings[0])
        self.bindings.reverse()

    def read(self):
        return self.output.numpy()[:, :, 0]


class OpenVino:
    def __init__(self, path, inputs, outputs):
        import openvino as ov

        model = ov.Core().compile_model(
            str(path), "CPU", {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"}
        )
        self.frame, self.output = np.zeros(inputs[0], np.float32), np.zeros(outputs[0], np.float32)
        self.states = [[np.zeros(shape, np.float32) for shape in inputs[1:]] for _ in range(2)]
        self.requests = [self.bind(ov, model, *self.states), self.bind(ov, model, *reversed(self.states))]

    def bind(self, ov, model, old, new):
        request = model.create_infer_request()
        for place, array in enumerate([self.frame, *old]):
            request.set_input_tensor(place, ov.Tensor(array, shared_memory=True))
        for place, array in enumerate([self.output, *new]):
            request.set_output_tensor(place, ov.Tensor(array, shared_memory=True))
        return request

    def write(self, frame):
        self.frame[:] = frame[:, :, None]

    def run(self):
        self.requests[0].infer()
        self.requests.reverse()

    def read(self):
        return self.output[:, :, 0].copy()


class Cocc:
    def __init__(self, path):
        import cocc

        self.net = cocc.compile(str(path))

    def write(self, frame):
        self.frame = np.ascontiguousarray(frame)

    def run(self):
        self.output = self.net.step(self.frame)

    def read(self):
        return self.output
