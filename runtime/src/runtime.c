/* The step loop of every compiled network: works through the tables of table.h
 * and calls the kernels.
 *
 * Every step, peek and flush comes down to run_steady or run_edge for the ticks
 * of one step. From the table's steady_step on nothing is checked. Before it,
 * and in a flush, "at the edge", a kernel makes those frames alone that its
 * result has at these ticks, and a tap outside the clip reads its operand's
 * padding frame. Where a kernel can, it makes several frames in one call.
 */
#include "cocc/runtime.h"
#include "cocc/table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef void (*cocc_observer)(void *context, int32_t kernel);

/* What one turn of the step loop works with. */
struct turn {
  const cocc_tables *tables;
  const cocc_input *ports; /* of the network's inputs */
  unsigned char *state;
  const void *const *inputs; /* the step's frames in float32; null in a flush */
  float *const *outputs;
  int64_t *counts; /* of the frames written to each output so far */
  int64_t step;
  const int64_t *limits; /* a ring's frames in the ended clip; null before */
  cocc_observer observe;
  void *context;
};

/* Frames of a kernel's result: from `first` to before `end`. */
struct frames {
  int64_t first;
  int64_t end;
};

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

/* The first frame of the ring that does not lie before the tick. */
static inline int64_t first_from(const cocc_ring *ring, int64_t tick) {
  const int64_t ticks = tick - ring->warm_up;
  return ticks <= 0 ? 0 : quotient(ticks + ring->period - 1, ring->period);
}

static inline int64_t slot_of(const cocc_ring *ring, int64_t index) {
  return remainder_of(index + ring->shift, ring->slots);
}

static inline unsigned char *frame(const struct turn *now,
                                   const cocc_ring *ring, int64_t index) {
  const int64_t slot = slot_of(ring, index);
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
edge_tap(const struct turn *now, const cocc_operand *operand, int64_t index) {
  const cocc_ring *ring = &now->tables->rings[operand->ring];
  const int64_t last = now->limits ? now->limits[operand->ring] - 1 : INT64_MAX;
  if (index < 0 || index > last) {
    if (operand->padding_offset != COCC_REPEATED_EDGES)
      return now->state + operand->padding_offset;
    index = index < 0 ? 0 : last;
  }
  return frame(now, ring, index);
}

/* The place of each tap of a ring, in floats from the state's start, for the
 * m-th frame of a phase. */
static inline void find_places(const struct turn *now,
                               const cocc_operand *operand, int64_t m,
                               bool steady, int32_t *places) {
  const cocc_ring *ring = &now->tables->rings[operand->ring];
  int64_t index = m * operand->stride + operand->first;
  if (steady) {
    const int64_t first = (int64_t)(ring->offset / sizeof(float));
    const int64_t floats = (int64_t)(ring->slot_bytes / sizeof(float));
    index = slot_of(ring, index);
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
}

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
    return frame(now, ring, made);
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

/* The same for all kernels of a loop, of which `number` is the first. */
static void make_in_turn(const struct turn *now, int32_t number,
                         struct frames frames, bool steady) {
  const int32_t last = number + (int32_t)now->tables->kernels[number].in_turn;
  for (int64_t made = frames.first; made < frames.end; ++made)
    for (int32_t i = number; i <= last; ++i)
      make_frames(now, i, (struct frames){made, made + 1}, steady);
}

/* The frames of a kernel, and of those that are on a loop with it; returns how
 * many kernels these are. */
static inline int64_t make_due(const struct turn *now, int32_t number,
                               struct frames due, bool steady) {
  const int64_t others = now->tables->kernels[number].in_turn;
  if (others > 0)
    make_in_turn(now, number, due, steady);
  else if (due.first < due.end)
    make_frames(now, number, due, steady);
  return 1 + others;
}

static void run_steady(const struct turn *now) {
  const cocc_tables *tables = now->tables;
  const cocc_phase *phase =
      &tables->phases[remainder_of(now->step, tables->phase_count)];
  const int64_t tick = now->step * tables->step_ticks;
  for (int64_t i = 0; i < phase->count;) {
    const cocc_run *run = &phase->runs[i];
    const int32_t result = tables->kernels[run->kernel].result;
    const int64_t first = first_from(&tables->rings[result], tick);
    i += make_due(now, run->kernel, (struct frames){first, first + run->frames},
                  true);
  }
}

/* The frames of a kernel's result that the step makes. Those of an output that
 * lie before the first step come in it. */
static struct frames find_due(const struct turn *now,
                              const cocc_kernel *kernel) {
  const cocc_tables *tables = now->tables;
  const cocc_ring *result = &tables->rings[kernel->result];
  const int64_t tick = now->step * tables->step_ticks;
  struct frames due = {first_from(result, tick),
                       first_from(result, tick + tables->step_ticks)};
  if (kernel->output >= 0 && now->step < 0)
    due.end = due.first;
  if (kernel->output >= 0 && now->step == 0)
    due.first = 0;
  if (now->limits && due.end > now->limits[kernel->result])
    due.end = now->limits[kernel->result];
  return due;
}

static void run_edge(const struct turn *now) {
  for (int32_t i = 0; i < now->tables->kernel_count;)
    i += (int32_t)make_due(now, i, find_due(now, &now->tables->kernels[i]),
                           false);
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

/* The frames of an input while time goes on by so many. */
static int64_t frames_of(const cocc_network *network, int32_t input,
                         int64_t frames) {
  return frames * network->inputs[input].frames_per_step /
         network->frames_per_step;
}

/* Checks the caller's frames, those of each input while time goes on by
 * `count`, and finds where they are as the kernels want them. */
static int receive(const cocc_network *network, cocc_state *state,
                   const void *const *inputs, int64_t count,
                   const void **frames) {
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
    const int64_t elements = frames_of(network, i, count) *
                             count_elements(input->rank, input->shape);
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

static int64_t sum_of(const int64_t *counts, int32_t count) {
  int64_t sum = 0;
  for (int32_t i = 0; i < count; ++i)
    sum += counts[i];
  return sum;
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

/* Frames that come out of a layer that has got `in` frames in all. Without any
 * there is no clip to pad. */
static int64_t frames_out(const cocc_extent *extent, int64_t in) {
  const int64_t room = in * extent->expand + extent->room;
  return in <= 0 || room < 0 ? 0 : room / extent->stride + 1;
}

/* Of a clip of so many frames. */
static void find_limits(const cocc_network *network, int64_t frames,
                        int64_t *limits) {
  const cocc_tables *tables = network->tables;
  for (int32_t i = 0; i < network->input_count; ++i)
    limits[i] = frames_of(network, i, frames);
  for (int32_t i = 0; i < tables->kernel_count; ++i) {
    const cocc_kernel *kernel = &tables->kernels[i];
    int64_t limit = INT64_MAX;
    for (int32_t j = 0; j < kernel->extent_count; ++j) {
      const cocc_extent *extent = &kernel->extents[j];
      const int64_t count = frames_out(extent, limits[extent->ring]);
      limit = count < limit ? count : limit;
    }
    limits[kernel->result] = limit;
  }
}

/* The frames of all outputs that the clip still owes behind so many steps. Of a
 * clip too short for a layer to have any frame, steps may have brought more
 * frames of padding than the clip has. */
static int64_t count_owed(const cocc_tables *tables, const int64_t *limits,
                          int64_t steps) {
  int64_t owed = 0;
  for (int32_t i = 0; i < tables->kernel_count; ++i) {
    const cocc_kernel *kernel = &tables->kernels[i];
    if (kernel->output < 0)
      continue;
    const cocc_ring *ring = &tables->rings[kernel->result];
    const int64_t had =
        steps == 0 ? 0 : first_from(ring, steps * tables->step_ticks);
    const int64_t left = limits[kernel->result] - had;
    owed += left > 0 ? left : 0;
  }
  return owed;
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

/* Whether a clip of so many frames ends between two frames of an input. */
static bool ends_between(const cocc_network *network, int64_t frames) {
  for (int32_t i = 0; i < network->input_count; ++i)
    if (frames * network->inputs[i].frames_per_step % network->frames_per_step)
      return true;
  return false;
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
  if (!network || network->magic != COCC_NETWORK_MAGIC ||
      network->abi_version != COCC_ABI_VERSION ||
      is_misaligned(memory, COCC_STATE_ALIGNMENT) ||
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
