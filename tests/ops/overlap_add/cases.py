"""overlap_add over whole clips; see numeric/upsampling.py."""

from numeric.upsampling import CASES as BY_OPERATOR

CASES = BY_OPERATOR["overlap_add"]
