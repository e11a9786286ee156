"""Networks like public ones, small, and by hand when the frames of each come.

`NETWORKS` maps a name to a `Network`. Behind each is how its warm-up follows from docs/semantics.md: a layer adds its
lateness L times the period of its fine frames, rounded down to a multiple of the greatest common divisor of its own
period and the frames of a step. Periods are in frames of the input unless said.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import torch
from torch import nn

from . import public_loops, public_speech, public_video, public_waves


@dataclass(frozen=True)
class Network:
    """`warm_ups`: in frames of the input, by the frames of a step."""

    make: Callable[[], nn.Module]
    # Of a frame of the input.
    frame: tuple[int, ...]
    # Outputs for each frame of the input.
    rate: Fraction | int
    warm_ups: dict[int, Fraction | int]
    # The fewest frames of a clip that is tried, and what all lengths are multiples of.
    least: int
    multiple: int = 1
    # The delay is the warm-up less these.
    skipped: int = 0
    time_dim: int = 2
    recurrent: bool = False
    # What makes more frames of one behind strides: the period of that one, and how many. They come evenly.
    expanded: tuple[tuple[int, int], ...] = ()
    options: dict = field(default_factory=dict)

    def most_steps(self, frames_per_step: int) -> int:
        """How many steps an output may come behind the newest frame that is in it."""
        uneven = [period - period // factor for period, factor in self.expanded if frames_per_step % period]
        return -(-sum(uneven) // frames_per_step)


# What makes the search for lengths shorter: exports of long clips take long.
LONG, BY_FOURS = {"clip_length": 2560}, {"multiple_of": 4}

NETWORKS = {
    # Down by 4 (k8, 4 in front: L 3) and by 2 (k4, 2 in front: L 1): 3 + 1*4. Up: what is cropped waits for nothing.
    # In steps of 4 the first is rounded to 0; in steps of 8 the second too.
    "Demucs": Network(
        public_waves.Demucs, (1, 1), 1, {1: 7, 4: 4, 8: 0}, 40, 8, recurrent=True, expanded=((8, 2), (4, 4))
    ),
    # Each stride s waits for s - 1 frames: 1*1 + 3*2 + 4*8 + 7*40. In steps of 80 all but the last, of which 280 is
    # rounded to 240, are rounded to 0.
    "SEANet encoder": Network(
        public_waves.seanet_encoder, (1, 1), Fraction(1, 320), {1: 319, 80: 240, 320: 0}, 1300, recurrent=True,
        options=LONG,
    ),
    "SEANet decoder": Network(
        public_waves.seanet_decoder, (1, public_waves.CODE), 320, {1: 0, 2: 0}, 6, recurrent=True
    ),
    "SEANet": Network(
        lambda: nn.Sequential(public_waves.seanet_encoder(), public_waves.seanet_decoder()), (1, 1), 1,
        {1: 319, 320: 0}, 1300, recurrent=True, expanded=((320, 8), (40, 5), (8, 4), (2, 2)), options=LONG,
    ),
    "Mimi decoder": Network(public_waves.MimiDecoder, (1, 8), 16, {1: 0, 3: 0}, 12),
    # In ticks, 32 a frame: the first convolution 3*32, up by 8 (crop 4) 4*4, up by 4 (crop 2) 2, the last one 3. The
    # longer block: (2 + 2) + (6 + 2), once with frames of 4 ticks and once of 1. 96 + 16 + 48 + 2 + 12 + 3 = 177.
    "HiFi-GAN": Network(public_waves.HiFiGAN, (1, 10), 32, {1: Fraction(177, 32), 2: Fraction(177, 32)}, 14),
    # Filters 16; at period 4: (3 + 1 + 3)*4, down 4*4; at 16: two convolutions 2*16; up 2*4, units (1 + 3)*4, wave
    # 3*4; filters 15. In steps of 16 the way down is at 60 and becomes 48.
    "RAVE": Network(public_waves.RAVE, (1, 1), 1, {1: 143, 16: 131}, 200, 16, expanded=((16, 4), (4, 4))),
    # 30 frames in front are all that the windows look back.
    "amplifier": Network(public_waves.Amplifier, (1, 1), 1, {1: 0, 7: 0}, 45),
    # Windows of 8 every 4, 4 frames in front: L 3; back, with 4 cropped: L 4. In steps of 4 and 8 the first is 0.
    "Conv-TasNet": Network(
        lambda: public_speech.ConvTasNet(False), (1, 1), 1, {1: 7, 4: 4, 8: 4}, 32, 4, recurrent=True,
        expanded=((4, 4),), options=BY_FOURS,
    ),
    "Conv-TasNet, folded": Network(
        lambda: public_speech.ConvTasNet(True), (1, 1), 1, {1: 7, 4: 4}, 32, 4, recurrent=True,
        expanded=((4, 4),), options=BY_FOURS,
    ),
    # Blocks of 16 every 4: L 15, in steps of 4 rounded to 12. Their overlapping sum waits for nothing.
    "DTLN": Network(public_speech.DTLN, (1, 1), 1, {1: 15, 4: 12}, 40, 4, recurrent=True, expanded=((4, 4),)),
    # 2 frames behind, and the first 2 left out: an output's own frame is its newest.
    "FullSubNet": Network(
        public_speech.FullSubNet, (1, 1, 7), 1, {1: 2, 3: 2}, 12, skipped=2, time_dim=3, recurrent=True
    ),
    "MoViNet": Network(public_video.MoViNet, (1, 3, 8, 8), 1, {1: 0, 3: 0}, 12, recurrent=True),
    # Fast: stem 2, then 1 and 1; lateral of stride 4, each 2 more: 4, and from behind the first block 5. Slow at 5,
    # its second block 4, its pool 4. In steps of 4 the second lateral's 5 is rounded to 4.
    "SlowFast": Network(
        public_video.SlowFast, (1, 3, 8, 8), Fraction(1, 4), {1: 13, 4: 12}, 24, 4, options=BY_FOURS
    ),
    # A loop has each frame's result with the frame.
    "matting": Network(public_loops.Matting, (1, 3, 4, 6), 1, {1: 0, 3: 0}, 9, time_dim=1, recurrent=True),
    "Mamba": Network(public_loops.Mamba, (1, 5), 1, {1: 0, 3: 0}, 9, time_dim=1, recurrent=True),
    # The window in front looks one frame ahead.
    "spiking": Network(public_loops.Spiking, (1, 4), 1, {1: 1, 3: 1}, 9, recurrent=True),
}


def make(name: str, seed: int = 0) -> nn.Module:
    """The module in eval mode, with random weights and statistics."""
    torch.manual_seed(seed)
    module = NETWORKS[name].make()
    for child in module.modules():
        if isinstance(child, nn.modules.batchnorm._BatchNorm):
            nn.init.uniform_(child.weight, 0.5, 1.5)
            for tensor in (child.bias, child.running_mean):
                nn.init.uniform_(tensor, -0.3, 0.3)
            nn.init.uniform_(child.running_var, 0.5, 1.5)
    return module.eval()
