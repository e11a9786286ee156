//===- OneFrame.h - The runtime's calls for one input and one output ------===//

#ifndef COCC_TESTS_RUNTIME_ONEFRAME_H
#define COCC_TESTS_RUNTIME_ONEFRAME_H

#include "cocc/table.h"

namespace cocc::test {

inline int64_t step(const cocc_network *network, cocc_state *state,
                    const void *in, float *out) {
  const void *inputs[] = {in};
  return cocc_step(network, state, inputs, &out, nullptr);
}

inline int64_t peek(const cocc_network *network, cocc_state *state,
                    const void *in, float *out) {
  const void *inputs[] = {in};
  return cocc_peek(network, state, inputs, &out, nullptr);
}

/// `rest`: the last `frames` frames of the clip.
inline int64_t flush(const cocc_network *network, const cocc_state *state,
                     void *scratch, float *out, const void *rest = nullptr,
                     int64_t frames = 0) {
  const void *inputs[] = {rest};
  return cocc_flush(network, state, inputs, frames, scratch, &out, nullptr);
}

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_ONEFRAME_H
