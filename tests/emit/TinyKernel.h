/* TinyKernel.h: what the two kernels of the tiny network share. */
#ifndef COCC_TESTS_EMIT_TINYKERNEL_H
#define COCC_TESTS_EMIT_TINYKERNEL_H

#include "cocc/table.h"

/* Frames of 2 x 3 floats. */
enum { CHANNELS = 2, PIXELS = 3, FRAME = CHANNELS * PIXELS };

#define JOIN_EXPANDED(A, B) A##B
#define JOIN(A, B) JOIN_EXPANDED(A, B)
#define ENTRY(NAME) JOIN(TINY_NETWORK, NAME)

#endif
