/* Numbers of frames and of elements. */
#ifndef COCC_SRC_COUNTS_H
#define COCC_SRC_COUNTS_H

#include "cocc/runtime.h"

static inline int64_t count_elements(int64_t rank, const int64_t *shape) {
  int64_t elements = 1;
  for (int64_t i = 0; i < rank; ++i)
    elements *= shape[i];
  return elements;
}

/* The frames of an input while time goes on by so many. */
static inline int64_t frames_of(const cocc_network *network, int32_t input,
                                int64_t frames) {
  return frames * network->inputs[input].frames_per_step /
         network->frames_per_step;
}

/* The elements of an input's frames while time goes on by `count`. */
static inline int64_t elements_of(const cocc_network *network, int32_t i,
                                  int64_t count) {
  const cocc_input *input = &network->inputs[i];
  return frames_of(network, i, count) *
         count_elements(input->rank, input->shape);
}

static inline int64_t sum_of(const int64_t *counts, int32_t count) {
  int64_t sum = 0;
  for (int32_t i = 0; i < count; ++i)
    sum += counts[i];
  return sum;
}

#endif
