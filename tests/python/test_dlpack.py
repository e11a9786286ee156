"""Frames of other libraries, and that they are not copied where that can be helped."""

import numpy as np
import pytest
import torch

from cocc._native import Stream


class Recorder:
    """A stream that notes where the frames lie that it is handed."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.addresses = []

    def run(self, inputs: list[np.ndarray], outputs: list[np.ndarray], flush: bool, update: bool) -> list[int]:
        self.addresses += [frames.__array_interface__["data"][0] for frames in inputs]
        return self.stream.run(inputs, outputs, flush, update)


@pytest.fixture
def recorded(tiny):
    """The network `tiny`, and the addresses at which its native code has read frames."""
    tiny._stream = Recorder(tiny._stream)
    return tiny, tiny._stream.addresses


def test_tensors_give_what_arrays_give(tiny):
    clip = torch.randn(1, 2, 9, 3, generator=torch.Generator().manual_seed(0))
    expected = tiny.forward(clip.numpy())
    given = tiny.forward(clip)
    assert isinstance(given, np.ndarray)
    np.testing.assert_array_equal(given, expected)
    stepped = [tiny.step(clip[:, :, t]) for t in range(9)]
    np.testing.assert_array_equal(np.stack(stepped[1:], 2), expected[:, :, :8])


def test_dense_frames_are_read_where_they_are(recorded):
    net, addresses = recorded
    array, tensor = np.zeros((1, 2, 3), np.float32), torch.zeros(1, 2, 3)
    net.step(array)
    net.step(tensor)
    net.step(tensor.requires_grad_())
    assert addresses == [array.__array_interface__["data"][0], *2 * [tensor.data_ptr()]]


def test_clips_with_time_outermost_are_read_where_they_are(recorded):
    net, addresses = recorded
    clip = torch.randn(5, 1, 2, 3)
    outputs = net.steps(clip, time_dim=0)
    assert outputs.shape == (4, 1, 2, 3)
    net.steps(clip.movedim(0, 2))  # a view: the frames are dense in it, too
    net.steps(clip.movedim(0, 1), time_dim=1)  # the batch is one
    assert addresses == 3 * [clip.data_ptr()]


def test_other_layouts_are_copied(recorded):
    net, addresses = recorded
    clip = torch.randn(1, 2, 5, 3)
    np.testing.assert_array_equal(net.steps(clip), net.forward(clip)[:, :, :4])
    frame = torch.randn(1, 3, 2).transpose(1, 2)
    net.step(frame)
    assert clip.data_ptr() not in addresses and frame.data_ptr() not in addresses


def test_memory_that_cannot_be_written_is_taken(recorded):
    net, addresses = recorded
    frame = np.zeros((1, 2, 3), np.float32)
    frame.flags.writeable = False
    net.step(frame)
    assert addresses == [frame.__array_interface__["data"][0]]


def test_native_code_makes_no_copies(tiny):
    out = np.zeros((4, 1, 2, 3), np.float32)
    for frames in (np.zeros((1, 1, 3, 2), np.float32).swapaxes(2, 3), np.zeros((1, 1, 2, 3))):
        with pytest.raises(TypeError):
            Stream(tiny).run([frames], [out], False, True)
    frames = np.zeros((1, 1, 2, 3), np.float32)
    whole = frames.astype(np.int32)
    for inputs, outputs in (([frames, frames], [out]), ([frames], [out, out]), ([], [out]), ([whole], [out])):
        with pytest.raises(TypeError):
            Stream(tiny).run(inputs, outputs, False, True)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.bfloat16, torch.int32])
def test_other_types_name_both(tiny, dtype):
    name = str(dtype).removeprefix("torch.")
    with pytest.raises(ValueError, match=f"^a frame must be of float32, not of {name}$"):
        tiny.step(torch.zeros(1, 2, 3, dtype=dtype))
    with pytest.raises(ValueError, match=f"^a clip must be of float32, not of {name}$"):
        tiny.forward(torch.zeros(1, 2, 4, 3, dtype=dtype))


def test_other_shapes_name_both(tiny):
    with pytest.raises(ValueError, match=r"a frame must have shape \(1, 2, 3\), not \(2, 3\)"):
        tiny.step(torch.zeros(2, 3))


def test_memory_of_another_device_is_refused(tiny):
    class OnGpu:
        dtype = torch.float32
        device = "cuda:0"

        def __dlpack__(self, **wishes):
            raise BufferError("no")

        def __dlpack_device__(self):
            return (2, 0)

    for frame, device in ((OnGpu(), "cuda:0"), (torch.zeros(1, 2, 3, device="meta"), "meta")):
        with pytest.raises(ValueError, match=f"a frame must be numbers in the CPU's memory, not on {device}: "):
            tiny.step(frame)


def test_lists_are_arrays_of_float64(tiny):
    with pytest.raises(ValueError, match="a frame must be of float32, not of float64"):
        tiny.step([[[1.0, 2.0, 3.0]] * 2])
