/* What the functions of runtime.h ask of their arguments. */
#ifndef COCC_SRC_CALLS_H
#define COCC_SRC_CALLS_H

#include "cocc/table.h"
#include "counts.h"

#include <stdbool.h>
#include <stdint.h>

static inline bool is_misaligned(const void *pointer, uintptr_t alignment) {
  return !pointer || (uintptr_t)pointer % alignment != 0;
}

static inline bool is_network(const cocc_network *network) {
  return network && network->magic == COCC_NETWORK_MAGIC &&
         network->abi_version == COCC_ABI_VERSION;
}

static inline int check(const cocc_network *network, const cocc_state *state) {
  if (!network || is_misaligned(state, COCC_STATE_ALIGNMENT))
    return COCC_ERROR_ARGUMENT;
  return state->fingerprint == network->fingerprint ? 0 : COCC_ERROR_STATE;
}

static inline bool are_misaligned(float *const *frames, int32_t count) {
  if (!frames)
    return true;
  for (int32_t i = 0; i < count; ++i)
    if (is_misaligned(frames[i], sizeof(float)))
      return true;
  return false;
}

/* Whether all elements are indices below the limit, no number being none. */
static inline bool are_indices(const float *frame, int64_t elements,
                               int64_t limit) {
  for (int64_t i = 0; i < elements; ++i)
    if (!(frame[i] > -1.0f && frame[i] < (float)limit))
      return false;
  return true;
}

/* Integers as float32, which holds those below 2^24; whether all may be there.
 */
static inline bool convert(const cocc_input *input, const void *frame,
                           int64_t elements, float *converted) {
  const int64_t most = ((int64_t)1 << 24) - 1;
  const int64_t low = input->limit > 0 ? 0 : -most;
  const int64_t high = input->limit > 0 ? input->limit - 1 : most;
  for (int64_t i = 0; i < elements; ++i) {
    const int64_t value = input->type == COCC_INT32
                              ? ((const int32_t *)frame)[i]
                              : ((const int64_t *)frame)[i];
    if (value < low || value > high)
      return false;
    converted[i] = (float)value;
  }
  return true;
}

/* Checks the caller's frames of an input, and finds where they are as the
 * kernels want them: where they are, or at `converted`. */
static inline int receive_input(const cocc_input *input, const void *frame,
                                int64_t elements, float *converted,
                                const void **found) {
  const bool is_wide = input->type == COCC_INT64;
  if (is_misaligned(frame, is_wide ? sizeof(int64_t) : sizeof(float)))
    return COCC_ERROR_ARGUMENT;
  *found = input->type == COCC_FLOAT32 ? frame : converted;
  if (input->type != COCC_FLOAT32)
    return convert(input, frame, elements, converted) ? 0 : COCC_ERROR_VALUE;
  if (input->limit > 0 && !are_indices(frame, elements, input->limit))
    return COCC_ERROR_VALUE;
  return 0;
}

/* Whether frames that a flush may write have no place. */
static inline bool lacks_outputs(const cocc_network *network,
                                 float *const *outputs) {
  if (!outputs)
    return true;
  for (int32_t i = 0; i < network->output_count; ++i)
    if (network->outputs[i].flush_frames > 0 &&
        is_misaligned(outputs[i], sizeof(float)))
      return true;
  return false;
}

/* Whether a clip of so many frames ends between two frames of an input. */
static inline bool ends_between(const cocc_network *network, int64_t frames) {
  for (int32_t i = 0; i < network->input_count; ++i)
    if (frames * network->inputs[i].frames_per_step % network->frames_per_step)
      return true;
  return false;
}

#endif
