"""channels_to_time over whole clips; see numeric/upsampling.py."""

from numeric.upsampling import CASES as BY_OPERATOR

CASES = BY_OPERATOR["channels_to_time"]
