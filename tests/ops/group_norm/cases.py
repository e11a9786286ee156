"""group_norm against torch.nn.GroupNorm of each frame."""

from torch import nn

from numeric.operator_case import Case, framewise


class OfFrames(nn.GroupNorm):
    def forward(self, clip):
        return framewise(super().forward)(clip)


def group_norm(frame, groups, eps=1e-5, affine=True):
    options = f"groups: {groups}, eps: {eps}, affine: {str(affine).lower()}"
    return Case(
        f"group_norm: {{{options}}}", frame, lambda: nn.Sequential(OfFrames(groups, frame[0], eps, affine))
    )


CASES = [
    group_norm((12,), 3),
    group_norm((12,), 1),
    group_norm((64,), 4),
    group_norm((9, 7), 3),
    group_norm((10, 7), 10),
    group_norm((18, 5), 9, affine=False),
    group_norm((32, 5), 2, eps=0.1),
    group_norm((6, 5, 4), 2),
    group_norm((4, 5, 6), 4),
    group_norm((20, 3, 4), 5, affine=False),
    group_norm((20, 3, 4), 1),
    group_norm((48, 3, 4), 3),
]
