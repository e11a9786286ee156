/* Networks whose kernels are functions of the library: steps, peeks and flushes
 * call them, and a stream's frames are the caller's memory. Where a kernel can,
 * it makes several frames in one call. */
#include "calls.h"
#include "steps.h"

#include <stdlib.h>
#include <string.h>

/* The m-th frames of a phase that one call makes. */
struct making {
  int64_t m;
  int64_t count;
};

/* A kernel's arguments while they are put together. */
struct call {
  int32_t count;
  int32_t taps;
  void *arguments[COCC_MAX_ARGUMENTS];
  cocc_buffer buffers[COCC_MAX_ARGUMENTS];
  int32_t places[COCC_MAX_TAPS];
};

static inline void add_buffer(struct call *call, const void *host,
                              uint8_t type_code) {
  cocc_buffer *buffer = &call->buffers[call->count];
  *buffer = (cocc_buffer){.host = (void *)host,
                          .type_code = type_code,
                          .type_bits = 32,
                          .type_lanes = 1};
  call->arguments[call->count++] = buffer;
}

enum { INT32 = 0, FLOAT32 = 2 };

static inline void add_taps(struct call *call, const struct turn *now,
                            const cocc_operand *operand, struct making making,
                            bool steady) {
  int32_t *places = &call->places[call->taps];
  add_buffer(call, now->state, FLOAT32);
  add_buffer(call, places, INT32);
  call->taps += operand->taps * (int32_t)making.count;
  for (int64_t i = 0; i < making.count; ++i, places += operand->taps)
    find_places(now, operand, making.m + i, steady, places);
}

/* Frame `index` of an input, one of those that the step brings. */
static inline const void *input_frame(const struct turn *now, int32_t input,
                                      int64_t index) {
  const int64_t taken = now->step * now->ports[input].frames_per_step;
  return (const unsigned char *)now->inputs[input] +
         (uint64_t)(index - taken) * now->tables->input_bytes[input];
}

/* Where frame `made` of a kernel's result goes; `first` is the first of the
 * step. */
static inline void *result_frame(const struct turn *now,
                                 const cocc_kernel *kernel, int64_t first,
                                 int64_t made) {
  const cocc_ring *ring = &now->tables->rings[kernel->result];
  if (kernel->output < 0)
    return now->state + frame_offset(ring, made);
  const int64_t written = now->counts[kernel->output] + made - first;
  return (unsigned char *)now->outputs[kernel->output] +
         (uint64_t)written * ring->slot_bytes;
}

/* Makes frame `made` of the kernel's result, or `count` of its phase from there
 * on. */
static inline void make(const struct turn *now, const cocc_kernel *kernel,
                        int64_t made, int64_t count, void *result,
                        bool steady) {
  int64_t m = made;
  const cocc_function *function = kernel->functions;
  if (kernel->function_count > 1) {
    m = quotient(made, kernel->function_count);
    function += made - m * kernel->function_count;
  }
  struct call call;
  call.count = 0;
  call.taps = 0;
  for (int32_t i = 0; i < function->operand_count; ++i) {
    const cocc_operand *operand = &function->operands[i];
    if (operand->ring < 0)
      add_buffer(&call, input_frame(now, COCC_CALLER(operand->ring), made),
                 FLOAT32);
    else
      add_taps(&call, now, operand, (struct making){m, count}, steady);
  }
  for (int32_t i = 0; i < function->weight_count; ++i)
    add_buffer(&call, function->weights[i], FLOAT32);
  add_buffer(&call, result, FLOAT32);
  (void)(count > 1 ? function->run_several : function->run)(call.arguments);
}

/* Whether frame `last` is behind frame `first` in the ring, too. */
static inline bool is_ahead(const struct turn *now, const cocc_kernel *kernel,
                            int64_t first, int64_t last) {
  const cocc_ring *ring = &now->tables->rings[kernel->result];
  return kernel->output >= 0 ||
         slot_of(ring, first) + last - first < ring->slots;
}

/* Phase by phase, as many frames at once as the kernel can make and as lie one
 * behind the other. */
static void make_several(const struct turn *now, const cocc_kernel *kernel,
                         struct frames frames, bool steady) {
  const int64_t phases = kernel->function_count;
  for (int64_t phase = 0; phase < phases; ++phase)
    for (int64_t made = frames.first + phase; made < frames.end;) {
      const int64_t last = made + (kernel->several - 1) * phases;
      const bool fits = last < frames.end && is_ahead(now, kernel, made, last);
      const int64_t count = fits ? kernel->several : 1;
      make(now, kernel, made, count,
           result_frame(now, kernel, frames.first, made), steady);
      made += count * phases;
    }
}

static inline void make_frames(const struct turn *now, int32_t number,
                               struct frames frames, bool steady) {
  const cocc_kernel *kernel = &now->tables->kernels[number];
  if (kernel->several > 1)
    make_several(now, kernel, frames, steady);
  else
    for (int64_t made = frames.first; made < frames.end; ++made)
      make(now, kernel, made, 1, result_frame(now, kernel, frames.first, made),
           steady);
  if (kernel->output >= 0)
    now->counts[kernel->output] += frames.end - frames.first;
  if (now->observe)
    now->observe(now->context, number);
}

/* The same of all inputs; those of integers are converted in the state. */
static int receive(const cocc_network *network, cocc_state *state,
                   const void *const *inputs, int64_t count,
                   const void **frames) {
  if (!inputs)
    return COCC_ERROR_ARGUMENT;
  for (int32_t i = 0; i < network->input_count; ++i) {
    unsigned char *own =
        (unsigned char *)state + network->tables->input_offsets[i];
    const int error =
        receive_input(&network->inputs[i], inputs[i],
                      elements_of(network, i, count), (float *)own, &frames[i]);
    if (error)
      return error;
  }
  return 0;
}

static inline int64_t run_step(const cocc_network *network, cocc_state *state,
                               const void *const *inputs, float *const *outputs,
                               int64_t *counts, cocc_observer observe,
                               void *context) {
  int error = check(network, state);
  if (error)
    return error;
  if (are_misaligned(outputs, network->output_count))
    return COCC_ERROR_ARGUMENT;
  const void *frames[COCC_MAX_INPUTS];
  error = receive(network, state, inputs, network->frames_per_step, frames);
  if (error)
    return error;
  int64_t written[COCC_MAX_OUTPUTS];
  int64_t *own = counts ? counts : written;
  memset(own, 0, (size_t)network->output_count * sizeof(*own));
  const struct turn now = {.tables = network->tables,
                           .ports = network->inputs,
                           .state = (unsigned char *)state,
                           .inputs = frames,
                           .outputs = outputs,
                           .counts = own,
                           .step = state->step,
                           .observe = observe,
                           .context = context};
  if (now.step >= now.tables->steady_step)
    run_steady(&now);
  else
    run_edge(&now);
  return sum_of(own, network->output_count);
}

int64_t cocc_step_observed(const cocc_network *network, cocc_state *state,
                           const void *const *inputs, float *const *outputs,
                           int64_t *counts, cocc_observer observe,
                           void *context) {
  const int64_t written =
      run_step(network, state, inputs, outputs, counts, observe, context);
  if (written >= 0)
    ++state->step;
  return written;
}

int64_t cocc_step(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts) {
  return cocc_step_observed(network, state, inputs, outputs, counts, NULL,
                            NULL);
}

/* The slots that a step writes hold nothing that is read before the next step
 * writes them again, so a step that is not counted has not happened. */
int64_t cocc_peek(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts) {
  return run_step(network, state, inputs, outputs, counts, NULL, NULL);
}

/* Runs the clip in `state` to its end, with its last `frames` frames, and
 * leaves `state` used up. */
static int64_t run_to_end(const cocc_network *network, cocc_state *state,
                          const void *const *inputs, int64_t frames,
                          float *const *outputs, int64_t *counts) {
  const cocc_tables *tables = network->tables;
  int64_t *limits = (int64_t *)((unsigned char *)state + tables->limits_offset);
  find_limits(network, state->step * network->frames_per_step + frames, limits);
  const int64_t owed = count_owed(tables, limits, state->step);
  struct turn now = {.tables = tables,
                     .ports = network->inputs,
                     .state = (unsigned char *)state,
                     .inputs = inputs,
                     .outputs = outputs,
                     .counts = counts,
                     .step = state->step,
                     .limits = limits};
  for (; sum_of(counts, network->output_count) < owed; ++now.step)
    run_edge(&now);
  return owed;
}

static void *allocate(uint64_t bytes) {
  const uint64_t mask = COCC_STATE_ALIGNMENT - 1;
  return aligned_alloc(COCC_STATE_ALIGNMENT, (bytes + mask) & ~mask);
}

static int64_t flush_copy(const cocc_network *network, cocc_state *copy,
                          const void *const *inputs, int64_t frames,
                          float *const *outputs, int64_t *counts) {
  const void *received[COCC_MAX_INPUTS];
  if (frames > 0) {
    const int error = receive(network, copy, inputs, frames, received);
    if (error)
      return error;
  }
  int64_t written[COCC_MAX_OUTPUTS];
  int64_t *own = counts ? counts : written;
  memset(own, 0, (size_t)network->output_count * sizeof(*own));
  return run_to_end(network, copy, received, frames, outputs, own);
}

int64_t cocc_flush(const cocc_network *network, const cocc_state *state,
                   const void *const *inputs, int64_t frames, void *scratch,
                   float *const *outputs, int64_t *counts) {
  const int error = check(network, state);
  if (error)
    return error;
  if (frames < 0 || frames >= network->frames_per_step ||
      ends_between(network, frames) ||
      (scratch && is_misaligned(scratch, COCC_STATE_ALIGNMENT)) ||
      lacks_outputs(network, outputs))
    return COCC_ERROR_ARGUMENT;
  void *copy = scratch ? scratch : allocate(network->state_bytes);
  if (!copy)
    return COCC_ERROR_MEMORY;
  memcpy(copy, state, network->state_bytes);
  const int64_t written =
      flush_copy(network, copy, inputs, frames, outputs, counts);
  if (!scratch)
    free(copy);
  return written;
}

static void apply(const cocc_fill *fill, unsigned char *state) {
  float *values = (float *)(state + fill->offset);
  for (uint64_t i = 0; i < fill->bytes / sizeof(float); ++i)
    values[i] = fill->value;
}

/* Makes the frames that lie before the input's first, and a copy of them. */
static void make_first_frames(const cocc_tables *tables, unsigned char *state) {
  struct turn now = {.tables = tables, .state = state};
  for (now.step = tables->first_step; now.step < 0; ++now.step)
    run_edge(&now);
  if (tables->first_step < 0)
    memcpy(state + tables->fresh_offset, state + tables->kept_offset,
           tables->kept_bytes);
}

cocc_state *cocc_init(const cocc_network *network, void *memory, size_t size) {
  if (!is_network(network) || is_misaligned(memory, COCC_STATE_ALIGNMENT) ||
      size < network->state_bytes)
    return NULL;
  memset(memory, 0, network->state_bytes);
  for (int32_t i = 0; i < network->tables->fill_count; ++i)
    apply(&network->tables->fills[i], memory);
  make_first_frames(network->tables, memory);
  cocc_state *state = memory;
  state->fingerprint = network->fingerprint;
  return state;
}

cocc_state *cocc_create(const cocc_network *network) {
  if (!network)
    return NULL;
  void *memory = allocate(network->state_bytes);
  cocc_state *state = cocc_init(network, memory, network->state_bytes);
  if (!state)
    free(memory);
  return state;
}

void cocc_destroy(cocc_state *state) { free(state); }

void cocc_release(cocc_state *state) { (void)state; }

const char *cocc_last_error(void) { return ""; }

/* Frames of the time before stay where they are: no tap reaches behind the
 * first frame, and padding and borders are never written. */
int cocc_reset(const cocc_network *network, cocc_state *state) {
  const int error = check(network, state);
  if (error)
    return error;
  const cocc_tables *tables = network->tables;
  unsigned char *bytes = (unsigned char *)state;
  if (tables->first_step < 0)
    memcpy(bytes + tables->kept_offset, bytes + tables->fresh_offset,
           tables->kept_bytes);
  state->step = 0;
  return 0;
}

int cocc_copy(const cocc_network *network, cocc_state *to,
              const cocc_state *from) {
  int error = check(network, to);
  error = error ? error : check(network, from);
  if (!error)
    memmove(to, from, network->state_bytes);
  return error;
}

const cocc_calls cocc_own_calls = {
    cocc_init,  cocc_release, cocc_step,       cocc_peek,         cocc_flush,
    cocc_reset, cocc_copy,    cocc_last_error, cocc_step_observed};
