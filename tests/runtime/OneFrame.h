//===- OneFrame.h - The runtime's calls for one input and one output ------===//

#ifndef COCC_TESTS_RUNTIME_ONEFRAME_H
#define COCC_TESTS_RUNTIME_ONEFRAME_H

#include "cocc/table.h"

namespace cocc::test {

inline int step(const cocc_network *network, cocc_state *state, const void *in,
                float *out) {
  const void *inputs[] = {in};
  return cocc_step(network, state, inputs, &out);
}

inline int peek(const cocc_network *network, cocc_state *state, const void *in,
                float *out) {
  const void *inputs[] = {in};
  return cocc_peek(network, state, inputs, &out);
}

inline int64_t flush(const cocc_network *network, const cocc_state *state,
                     void *scratch, float *out) {
  return cocc_flush(network, state, scratch, &out, nullptr);
}

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_ONEFRAME_H
