"""upsample over whole clips; see numeric/upsampling.py."""

from numeric.upsampling import CASES as BY_OPERATOR

CASES = BY_OPERATOR["upsample"]
