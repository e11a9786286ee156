"""The example networks in PyTorch, to be compared and timed against.

They are written once for two kits of parts: plain `torch.nn` modules over whole clips (`Clips`), and those of any
other library with the same interface."""

import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, branch, reduce="sum"):
        super().__init__()
        self.branch, self.multiply = branch, reduce == "mul"

    def forward(self, clip):
        made = self.branch(clip)
        return clip * made if self.multiply else clip + made


class Parallel(nn.Module):
    def __init__(self, *branches, reduce="sum"):
        super().__init__()
        self.branches, self.reduce = nn.ModuleList(branches), reduce

    def forward(self, clip):
        made = [branch(clip) for branch in self.branches]
        return torch.cat(made, 1) if self.reduce == "concat" else sum(made[1:], made[0])


class SpatialMean(nn.Module):
    def forward(self, clip):
        return clip.mean((-1, -2), keepdim=True)


class Clips:
    """Parts that compute whole clips (B, C, T, H, W)."""

    Conv, MaxPool, AvgPool = nn.Conv3d, nn.MaxPool3d, nn.AvgPool3d
    Sequential, Residual, Parallel = nn.Sequential, Residual, Parallel
    SpatialMean = SpatialMean


def conv_norm_relu(kit, inner, channels, kernel=1, padding=0):
    return kit.Sequential(kit.Conv(inner, channels, kernel, padding=padding), nn.BatchNorm3d(channels), nn.ReLU())


def conv3d(kit=Clips):
    return kit.Conv(1, 1, (3, 3, 3))


def mb_conv(kit=Clips):
    return kit.Residual(
        kit.Sequential(
            kit.Conv(32, 64, 1),
            nn.BatchNorm3d(64),
            nn.ReLU6(),
            kit.Conv(64, 64, 3, padding=1, groups=64),
            nn.ReLU6(),
            kit.Conv(64, 32, 1),
            nn.BatchNorm3d(32),
        )
    )


def inception(kit=Clips):
    return kit.Parallel(
        kit.Conv(192, 64, 1),
        kit.Sequential(conv_norm_relu(kit, 192, 96), conv_norm_relu(kit, 96, 128, 3, 1)),
        kit.Sequential(conv_norm_relu(kit, 192, 16), conv_norm_relu(kit, 16, 32, 5, 2)),
        kit.Sequential(kit.MaxPool((1, 3, 3), stride=1, padding=(0, 1, 1)), conv_norm_relu(kit, 192, 32)),
        reduce="concat",
    )


def squeeze_excite(kit, channels, squeezed):
    return kit.Residual(
        kit.Sequential(
            kit.SpatialMean(), kit.Conv(channels, squeezed, 1), nn.ReLU(), kit.Conv(squeezed, channels, 1), nn.Sigmoid()
        ),
        reduce="mul",
    )


def x3d_block(kit, inner, channels, squeezed, first, gated):
    hidden, stride = channels * 9 // 4, (1, 2, 2) if first else 1
    gate = [squeeze_excite(kit, hidden, squeezed)] if gated else []
    body = kit.Sequential(
        kit.Conv(inner, hidden, 1, bias=False),
        nn.BatchNorm3d(hidden),
        nn.ReLU(),
        kit.Conv(hidden, hidden, 3, stride=stride, padding=1, groups=hidden, bias=False),
        nn.BatchNorm3d(hidden),
        *gate,
        nn.SiLU(),
        kit.Conv(hidden, channels, 1, bias=False),
        nn.BatchNorm3d(channels),
    )
    if not first:
        return kit.Sequential(kit.Residual(body), nn.ReLU())
    shortcut = kit.Conv(inner, channels, 1, stride=stride, bias=False)
    if inner != channels:
        shortcut = kit.Sequential(shortcut, nn.BatchNorm3d(channels))
    return kit.Sequential(kit.Parallel(shortcut, body), nn.ReLU())


def cox3d_s(kit=Clips):
    layers = [
        kit.Conv(3, 24, (1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1), bias=False),
        kit.Conv(24, 24, (5, 1, 1), padding=(2, 0, 0), groups=24, bias=False),
        nn.BatchNorm3d(24),
        nn.ReLU(),
    ]
    inner = 24
    for depth, channels, squeezed in ((3, 24, 8), (5, 48, 8), (11, 96, 16), (7, 192, 32)):
        for place in range(depth):
            layers.append(x3d_block(kit, inner, channels, squeezed, place == 0, place % 2 == 0))
            inner = channels
    return kit.Sequential(
        *layers,
        kit.Conv(192, 432, 1, bias=False),
        nn.BatchNorm3d(432),
        nn.ReLU(),
        kit.SpatialMean(),
        kit.AvgPool((16, 1, 1), stride=(1, 1, 1)),
        kit.Conv(432, 2048, 1, bias=False),
        nn.ReLU(),
        kit.Conv(2048, 400, 1),
    )


class MotionEnergy(nn.Module):
    def __init__(self):
        super().__init__()
        self.gabor = nn.Conv3d(1, 16, 9, padding=4, bias=False)
        self.energy = nn.Conv3d(16, 8, 1, bias=False)
        self.smooth = nn.AvgPool3d((1, 5, 5), stride=1, padding=(0, 2, 2))
        self.opponent = nn.Conv3d(8, 4, 1, bias=False)

    def forward(self, clip):
        return self.opponent(self.smooth(self.energy(self.gabor(clip) ** 2)))


def own_tensors(module):
    """The module's weights as cocc counts them, in their order."""
    return [tensor for name, tensor in module.state_dict().items() if not name.endswith("num_batches_tracked")]


def set_weights(module, tensors):
    """Gives the module a network's tensors (NumPy, by name, in the order of its layers: the names differ)."""
    own = own_tensors(module)
    assert len(own) == len(tensors)
    for tensor, (name, value) in zip(own, tensors.items()):
        assert tuple(tensor.shape) == value.shape, name
        tensor.copy_(torch.from_numpy(value.copy()))
    return module.eval()
