/* The step loop of every compiled network: works through the tables of table.h
 * and calls the kernels.
 *
 * Every step, peek and flush comes down to run_phase at some tick. From the
 * table's steady_step on nothing is checked. Before it, and in a flush, "at the
 * edge", a kernel runs only if its result has a frame at that tick, and a tap
 * outside the clip reads its operand's padding frame.
 */
#include "cocc/runtime.h"
#include "cocc/table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef void (*cocc_observer)(void *context, int32_t kernel);

/* What one turn of the step loop works with. */
struct tick {
  const cocc_tables *tables;
  unsigned char *state;
  const void *const *inputs; /* the newest frames in float32; null in a flush */
  float *const *outputs;
  int64_t step;
  const int64_t *limits; /* a ring's frames in the ended clip; null before */
};

/* A kernel's arguments while they are put together. */
struct call {
  int32_t count;
  int32_t taps;
  void *arguments[COCC_MAX_ARGUMENTS];
  cocc_buffer buffers[COCC_MAX_ARGUMENTS];
  int32_t places[COCC_MAX_TAPS];
};

/* Of a value that is not negative; most fit 32 bits, where dividing is cheap.
 */
static inline int64_t quotient(int64_t value, int64_t divisor) {
  if (divisor == 1)
    return value;
  if (((uint64_t)(value | divisor) >> 32) == 0)
    return (uint32_t)value / (uint32_t)divisor;
  return value / divisor;
}

static inline int64_t remainder_of(int64_t value, int64_t divisor) {
  return value - quotient(value, divisor) * divisor;
}

/* The frame that the ring has got last; negative before the first. */
static inline int64_t newest_frame(const cocc_ring *ring, int64_t step) {
  if (step < ring->warm_up)
    return -1;
  return quotient(step - ring->warm_up, ring->period);
}

static inline unsigned char *frame(const struct tick *now,
                                   const cocc_ring *ring, int64_t index) {
  const int64_t slot = remainder_of(index, ring->slots);
  return now->state + ring->offset + (uint64_t)slot * ring->slot_bytes;
}

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

/* Frame `index` of the operand, if the clip has it. */
static const unsigned char *
edge_tap(const struct tick *now, const cocc_operand *operand, int64_t index) {
  const cocc_ring *ring = &now->tables->rings[operand->ring];
  const int64_t last = now->limits ? now->limits[operand->ring] - 1 : INT64_MAX;
  if (index < 0 || index > last) {
    if (operand->padding_offset != COCC_REPEATED_EDGES)
      return now->state + operand->padding_offset;
    index = index < 0 ? 0 : last;
  }
  return frame(now, ring, index);
}

/* The place of each tap of a ring, in floats from the state's start, for frame
 * `made` of the result. */
static inline void add_taps(struct call *call, const struct tick *now,
                            const cocc_operand *operand, int64_t made,
                            bool steady) {
  const cocc_ring *ring = &now->tables->rings[operand->ring];
  int64_t index = made * operand->stride + operand->first;
  int32_t *places = &call->places[call->taps];
  if (steady) {
    const int64_t first = (int64_t)(ring->offset / sizeof(float));
    const int64_t floats = (int64_t)(ring->slot_bytes / sizeof(float));
    index = remainder_of(index, ring->slots);
    for (int32_t tap = 0; tap < operand->taps; ++tap) {
      places[tap] = (int32_t)(first + index * floats);
      index += operand->dilation; /* under slots, as all taps are in the ring */
      if (index >= ring->slots)
        index -= ring->slots;
    }
  } else {
    for (int32_t tap = 0; tap < operand->taps; ++tap) {
      const ptrdiff_t bytes = edge_tap(now, operand, index) - now->state;
      places[tap] = (int32_t)(bytes / (ptrdiff_t)sizeof(float));
      index += operand->dilation;
    }
  }
  call->taps += operand->taps;
  add_buffer(call, now->state, FLOAT32);
  add_buffer(call, places, INT32);
}

static inline void run_kernel(const struct tick *now, const cocc_kernel *kernel,
                              bool steady) {
  const cocc_ring *result = &now->tables->rings[kernel->result];
  const int64_t made = newest_frame(result, now->step);
  struct call call;
  call.count = 0;
  call.taps = 0;
  for (int32_t i = 0; i < kernel->operand_count; ++i) {
    const cocc_operand *operand = &kernel->operands[i];
    if (operand->ring < 0)
      add_buffer(&call, now->inputs[COCC_CALLER(operand->ring)], FLOAT32);
    else
      add_taps(&call, now, operand, made, steady);
  }
  for (int32_t i = 0; i < kernel->weight_count; ++i)
    add_buffer(&call, kernel->weights[i], FLOAT32);
  add_buffer(&call,
             kernel->output >= 0 ? (void *)now->outputs[kernel->output]
                                 : frame(now, result, made),
             FLOAT32);
  (void)kernel->run(call.arguments);
}

/* At the edge: whether the kernel's result has a frame at this tick. */
static bool is_due(const struct tick *now, const cocc_kernel *kernel) {
  const cocc_ring *result = &now->tables->rings[kernel->result];
  const int64_t index = newest_frame(result, now->step);
  return index >= 0 && (!now->limits || index < now->limits[kernel->result]);
}

/* Returns a number with bit i set where a frame of output i was written. */
static inline int run_phase(const struct tick *now, bool steady,
                            cocc_observer observe, void *context) {
  const cocc_tables *tables = now->tables;
  const cocc_phase *phase =
      &tables->phases[remainder_of(now->step, tables->phase_count)];
  int written = 0;
  for (int32_t i = 0; i < phase->count; ++i) {
    const cocc_kernel *kernel = &tables->kernels[phase->kernels[i]];
    if (!steady && !is_due(now, kernel))
      continue;
    run_kernel(now, kernel, steady);
    if (kernel->output >= 0)
      written |= 1 << kernel->output;
    if (observe)
      observe(context, phase->kernels[i]);
  }
  return written;
}

static bool is_misaligned(const void *pointer, uintptr_t alignment) {
  return !pointer || (uintptr_t)pointer % alignment != 0;
}

static int check(const cocc_network *network, const cocc_state *state) {
  if (!network || is_misaligned(state, COCC_STATE_ALIGNMENT))
    return COCC_ERROR_ARGUMENT;
  return state->fingerprint == network->fingerprint ? 0 : COCC_ERROR_STATE;
}

static bool are_misaligned(float *const *frames, int32_t count) {
  if (!frames)
    return true;
  for (int32_t i = 0; i < count; ++i)
    if (is_misaligned(frames[i], sizeof(float)))
      return true;
  return false;
}

static int64_t count_elements(int64_t rank, const int64_t *shape) {
  int64_t elements = 1;
  for (int64_t i = 0; i < rank; ++i)
    elements *= shape[i];
  return elements;
}

/* Whether all elements are indices below the limit, no number being none. */
static bool are_indices(const float *frame, int64_t elements, int64_t limit) {
  for (int64_t i = 0; i < elements; ++i)
    if (!(frame[i] > -1.0f && frame[i] < (float)limit))
      return false;
  return true;
}

/* Integers as float32, which holds those below 2^24; whether all may be there.
 */
static bool convert(const cocc_input *input, const void *frame,
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

/* Checks the caller's frames, and finds where each is as the kernels want it.
 */
static int receive(const cocc_network *network, cocc_state *state,
                   const void *const *inputs, const void **frames) {
  if (!inputs)
    return COCC_ERROR_ARGUMENT;
  for (int32_t i = 0; i < network->input_count; ++i) {
    const cocc_input *input = &network->inputs[i];
    const bool is_wide = input->type == COCC_INT64;
    if (is_misaligned(inputs[i], is_wide ? sizeof(int64_t) : sizeof(float)))
      return COCC_ERROR_ARGUMENT;
    frames[i] = inputs[i];
    if (input->type == COCC_FLOAT32 && input->limit == 0)
      continue;
    const int64_t elements = count_elements(input->rank, input->shape);
    if (input->type == COCC_FLOAT32) {
      if (!are_indices(inputs[i], elements, input->limit))
        return COCC_ERROR_VALUE;
      continue;
    }
    frames[i] = (unsigned char *)state + network->tables->input_offsets[i];
    if (!convert(input, inputs[i], elements, (float *)frames[i]))
      return COCC_ERROR_VALUE;
  }
  return 0;
}

static inline int run_step(const cocc_network *network, cocc_state *state,
                           const void *const *inputs, float *const *outputs,
                           cocc_observer observe, void *context) {
  int error = check(network, state);
  if (error)
    return error;
  if (are_misaligned(outputs, network->output_count))
    return COCC_ERROR_ARGUMENT;
  const void *frames[COCC_MAX_INPUTS];
  error = receive(network, state, inputs, frames);
  if (error)
    return error;
  const struct tick now = {.tables = network->tables,
                           .state = (unsigned char *)state,
                           .inputs = frames,
                           .outputs = outputs,
                           .step = state->step};
  if (now.step >= now.tables->steady_step)
    return run_phase(&now, true, observe, context);
  return run_phase(&now, false, observe, context);
}

int cocc_step_observed(const cocc_network *network, cocc_state *state,
                       const void *const *inputs, float *const *outputs,
                       cocc_observer observe, void *context) {
  const int written =
      run_step(network, state, inputs, outputs, observe, context);
  if (written >= 0)
    ++state->step;
  return written;
}

int cocc_step(const cocc_network *network, cocc_state *state,
              const void *const *inputs, float *const *outputs) {
  return cocc_step_observed(network, state, inputs, outputs, NULL, NULL);
}

/* The slots that a step writes hold nothing that is read before the next step
 * writes them again, so a step that is not counted has not happened. */
int cocc_peek(const cocc_network *network, cocc_state *state,
              const void *const *inputs, float *const *outputs) {
  return run_step(network, state, inputs, outputs, NULL, NULL);
}

/* Frames that come out of a layer that has got `in` frames in all. Without any
 * there is no clip to pad. */
static int64_t frames_out(const cocc_operand *operand, int64_t in) {
  const int64_t room =
      in - operand->first + operand->pad_after - operand->receptive_field;
  return in <= 0 || room < 0 ? 0 : room / operand->stride + 1;
}

static void find_limits(const cocc_tables *tables, int64_t frames,
                        int64_t *limits) {
  limits[0] = frames;
  for (int32_t i = 0; i < tables->kernel_count; ++i) {
    const cocc_kernel *kernel = &tables->kernels[i];
    int64_t limit = INT64_MAX;
    for (int32_t j = 0; j < kernel->operand_count; ++j) {
      const cocc_operand *operand = &kernel->operands[j];
      if (operand->ring == kernel->result)
        continue;
      const int32_t ring = operand->ring < 0 ? 0 : operand->ring;
      const int64_t count = frames_out(operand, limits[ring]);
      limit = count < limit ? count : limit;
    }
    limits[kernel->result] = limit;
  }
}

/* The frames of each output that the clip still owes; returns their sum. */
static int64_t find_due(const cocc_tables *tables, const int64_t *limits,
                        int64_t steps, int64_t *due) {
  int64_t sum = 0;
  for (int32_t i = 0; i < tables->kernel_count; ++i) {
    const cocc_kernel *kernel = &tables->kernels[i];
    if (kernel->output < 0)
      continue;
    const int64_t had =
        newest_frame(&tables->rings[kernel->result], steps - 1) + 1;
    due[kernel->output] = limits[kernel->result] - had;
    sum += due[kernel->output];
  }
  return sum;
}

/* Runs the clip in `state` to its end and leaves `state` used up. */
static int64_t run_to_end(const cocc_network *network, cocc_state *state,
                          float *const *outputs, int64_t *counts) {
  const cocc_tables *tables = network->tables;
  int64_t *limits = (int64_t *)((unsigned char *)state + tables->limits_offset);
  find_limits(tables, state->step, limits);
  int64_t due[COCC_MAX_OUTPUTS];
  const int64_t sum = find_due(tables, limits, state->step, due);
  float *next[COCC_MAX_OUTPUTS];
  memcpy(next, outputs, (size_t)network->output_count * sizeof(*next));
  if (counts)
    memcpy(counts, due, (size_t)network->output_count * sizeof(*due));
  struct tick now = {.tables = tables,
                     .state = (unsigned char *)state,
                     .outputs = next,
                     .step = state->step,
                     .limits = limits};
  for (int64_t written = 0; written < sum; ++now.step) {
    const int outputs_written = run_phase(&now, false, NULL, NULL);
    for (int32_t i = 0; i < network->output_count; ++i)
      if (outputs_written >> i & 1) {
        next[i] +=
            count_elements(network->outputs[i].rank, network->outputs[i].shape);
        ++written;
      }
  }
  return sum;
}

/* Whether frames that a flush may write have no place. */
static bool lacks_outputs(const cocc_network *network, float *const *outputs) {
  if (!outputs)
    return true;
  for (int32_t i = 0; i < network->output_count; ++i)
    if (network->outputs[i].flush_frames > 0 &&
        is_misaligned(outputs[i], sizeof(float)))
      return true;
  return false;
}

static void *allocate(uint64_t bytes) {
  const uint64_t mask = COCC_STATE_ALIGNMENT - 1;
  return aligned_alloc(COCC_STATE_ALIGNMENT, (bytes + mask) & ~mask);
}

int64_t cocc_flush(const cocc_network *network, const cocc_state *state,
                   void *scratch, float *const *outputs, int64_t *counts) {
  const int error = check(network, state);
  if (error)
    return error;
  if ((scratch && is_misaligned(scratch, COCC_STATE_ALIGNMENT)) ||
      lacks_outputs(network, outputs))
    return COCC_ERROR_ARGUMENT;
  void *copy = scratch ? scratch : allocate(network->state_bytes);
  if (!copy)
    return COCC_ERROR_MEMORY;
  memcpy(copy, state, network->state_bytes);
  const int64_t written = run_to_end(network, copy, outputs, counts);
  if (!scratch)
    free(copy);
  return written;
}

static void apply(const cocc_fill *fill, unsigned char *state) {
  float *values = (float *)(state + fill->offset);
  for (uint64_t i = 0; i < fill->bytes / sizeof(float); ++i)
    values[i] = fill->value;
}

cocc_state *cocc_init(const cocc_network *network, void *memory, size_t size) {
  if (!network || network->magic != COCC_NETWORK_MAGIC ||
      network->abi_version != COCC_ABI_VERSION ||
      is_misaligned(memory, COCC_STATE_ALIGNMENT) ||
      size < network->state_bytes)
    return NULL;
  memset(memory, 0, network->state_bytes);
  for (int32_t i = 0; i < network->tables->fill_count; ++i)
    apply(&network->tables->fills[i], memory);
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

/* Frames of the time before stay where they are: no tap reaches behind the
 * first frame, and padding and borders are never written. */
int cocc_reset(const cocc_network *network, cocc_state *state) {
  const int error = check(network, state);
  if (!error)
    state->step = 0;
  return error;
}
