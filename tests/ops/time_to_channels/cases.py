"""time_to_channels over whole clips; see numeric/upsampling.py."""

from numeric.upsampling import CASES as BY_OPERATOR

CASES = BY_OPERATOR["time_to_channels"]
