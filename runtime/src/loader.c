/* The functions of runtime.h for programs that load networks: each network's
 * library has its own. */
#include "calls.h"

#include <stdlib.h>

/* Those of the network that the calling thread has last made a stream of, or
 * stepped. */
static _Thread_local const cocc_calls *last_asked;

static const cocc_calls *ask(const cocc_network *network) {
  last_asked = network->calls;
  return network->calls;
}

cocc_state *cocc_init(const cocc_network *network, void *memory, size_t size) {
  if (!is_network(network))
    return NULL;
  return ask(network)->init(network, memory, size);
}

cocc_state *cocc_create(const cocc_network *network) {
  if (!is_network(network))
    return NULL;
  const uint64_t mask = COCC_STATE_ALIGNMENT - 1;
  const size_t size = (size_t)((network->state_bytes + mask) & ~mask);
  void *memory = aligned_alloc(COCC_STATE_ALIGNMENT, size);
  cocc_state *state = cocc_init(network, memory, size);
  if (!state)
    free(memory);
  return state;
}

void cocc_release(cocc_state *state) {
  if (state && state->calls)
    state->calls->release(state);
}

void cocc_destroy(cocc_state *state) {
  cocc_release(state);
  free(state);
}

int64_t cocc_step(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts) {
  return network ? ask(network)->step(network, state, inputs, outputs, counts)
                 : COCC_ERROR_ARGUMENT;
}

int64_t cocc_step_observed(const cocc_network *network, cocc_state *state,
                           const void *const *inputs, float *const *outputs,
                           int64_t *counts,
                           void (*observe)(void *context, int32_t kernel),
                           void *context) {
  return network ? ask(network)->step_observed(network, state, inputs, outputs,
                                               counts, observe, context)
                 : COCC_ERROR_ARGUMENT;
}

int64_t cocc_peek(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts) {
  return network ? ask(network)->peek(network, state, inputs, outputs, counts)
                 : COCC_ERROR_ARGUMENT;
}

int64_t cocc_flush(const cocc_network *network, const cocc_state *state,
                   const void *const *inputs, int64_t frames, void *scratch,
                   float *const *outputs, int64_t *counts) {
  return network ? ask(network)->flush(network, state, inputs, frames, scratch,
                                       outputs, counts)
                 : COCC_ERROR_ARGUMENT;
}

int cocc_reset(const cocc_network *network, cocc_state *state) {
  return network ? ask(network)->reset(network, state) : COCC_ERROR_ARGUMENT;
}

int cocc_copy(const cocc_network *network, cocc_state *to,
              const cocc_state *from) {
  return network ? ask(network)->copy(network, to, from) : COCC_ERROR_ARGUMENT;
}

const char *cocc_last_error(void) {
  return last_asked ? last_asked->last_error() : "";
}
