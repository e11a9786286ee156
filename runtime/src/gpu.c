/* Networks whose kernels a device runs. A stream's frames are in one block of
 * the device's memory, laid out as the state of a CPU network is.
 *
 * A step is put together first: the launches in their order, and for each frame
 * of each launch the places that it reads and writes, which all go to the
 * device at once. Then the launches follow one another on the device's queue.
 */
#include "calls.h"
#include "device.h"

#include <stdarg.h>
#include <stdio.h>

/* A launch of a step: of a function's frames, whose places begin at `first`. */
struct planned {
  const cocc_kernel *kernel;
  const cocc_function *function;
  cocc_task *task;
  int32_t first;
  int32_t frames;
};

/* All that a stream has besides its step. */
struct stream {
  const cocc_network *network;
  cocc_device *device;
  cocc_program **programs;
  cocc_memory **constants;
  cocc_task **tasks; /* kernel after kernel, of each function */
  cocc_memory *block, *scratch, *places;
  cocc_memory *inputs[COCC_MAX_INPUTS], *outputs[COCC_MAX_OUTPUTS];
  float *converted; /* an input's frames in float32 */
  int32_t *table;   /* of places, and how many there are and have room */
  int64_t table_count, table_room, table_memory;
  struct planned *plan;
  int64_t plan_count, plan_room;
  bool has_failed; /* there was no memory for a plan */
};

struct device_state {
  struct cocc_state head;
  struct stream *stream;
};

_Static_assert(sizeof(struct device_state) <= COCC_DEVICE_STATE_BYTES,
               "a handle fits");

static const cocc_driver *const driver = &cocc_own_driver;

static _Thread_local char failure[512];

bool cocc_fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(failure, sizeof(failure), format, arguments);
  va_end(arguments);
  return false;
}

const char *cocc_last_error(void) { return failure; }

static struct stream *stream_of(const cocc_state *state) {
  return ((const struct device_state *)state)->stream;
}

/*===-- Plans -------------------------------------------------------------===*/

/* Makes room for `count` more of the elements at `items`. */
static bool grow(void **items, int64_t used, int64_t count, int64_t *room,
                 size_t size) {
  if (used + count <= *room)
    return true;
  const int64_t more = 2 * (used + count);
  void *larger = realloc(*items, (size_t)more * size);
  if (!larger)
    return false;
  *items = larger;
  *room = more;
  return true;
}

static int32_t floats_in(uint64_t bytes) {
  return (int32_t)(bytes / sizeof(float));
}

/* The row of places of a function's m-th frame, frame `made` of the result. */
static int32_t *add_row(const struct turn *now, const cocc_kernel *kernel,
                        const cocc_function *function, int64_t made, int64_t m,
                        int64_t first, bool steady, int32_t *row) {
  for (int32_t i = 0; i < function->operand_count; ++i) {
    const cocc_operand *operand = &function->operands[i];
    if (operand->ring < 0) {
      const int32_t input = COCC_CALLER(operand->ring);
      const int64_t taken = now->step * now->ports[input].frames_per_step;
      *row++ =
          (int32_t)(made - taken) * floats_in(now->tables->input_bytes[input]);
    } else {
      find_places(now, operand, m, steady, row);
      row += operand->taps;
    }
  }
  const cocc_ring *result = &now->tables->rings[kernel->result];
  if (kernel->output < 0)
    *row++ = floats_in(frame_offset(result, made));
  else
    *row++ = (int32_t)(now->counts[kernel->output] + made - first) *
             floats_in(result->slot_bytes);
  return row;
}

static int32_t count_places(const cocc_function *function) {
  int32_t count = 1;
  for (int32_t i = 0; i < function->operand_count; ++i)
    count += function->operands[i].taps;
  return count;
}

/* A launch for `count` frames of a kernel from `made` on, those of one
 * function. `first`: the first of the kernel's in this step. */
static void plan_launch(const struct turn *now, const cocc_kernel *kernel,
                        int64_t made, int64_t count, int64_t first,
                        bool steady) {
  struct stream *stream = now->maker;
  const int64_t functions = kernel->function_count;
  const int64_t number = remainder_of(made, functions);
  const cocc_function *function = &kernel->functions[number];
  const int64_t places = count * count_places(function);
  if (!grow((void **)&stream->table, stream->table_count, places,
            &stream->table_room, sizeof(int32_t)) ||
      !grow((void **)&stream->plan, stream->plan_count, 1, &stream->plan_room,
            sizeof(struct planned))) {
    stream->has_failed = true;
    return;
  }
  cocc_task **task = stream->tasks + number;
  for (const cocc_kernel *k = now->tables->kernels; k != kernel; ++k)
    task += k->function_count;
  stream->plan[stream->plan_count++] = (struct planned){
      kernel, function, *task, (int32_t)stream->table_count, (int32_t)count};
  int32_t *row = stream->table + stream->table_count;
  for (int64_t i = 0; i < count; ++i, made += functions)
    row = add_row(now, kernel, function, made, quotient(made, functions), first,
                  steady, row);
  stream->table_count += places;
}

/* Whether a frame is made of one that the same step may make. */
static bool reads_itself(const cocc_kernel *kernel) {
  const cocc_function *function = kernel->functions;
  for (int32_t i = 0; i < function->operand_count; ++i)
    if (function->operands[i].ring == kernel->result)
      return true;
  return false;
}

static inline void make_frames(const struct turn *now, int32_t number,
                               struct frames frames, bool steady) {
  const cocc_kernel *kernel = &now->tables->kernels[number];
  const int64_t functions = kernel->function_count;
  const bool in_turn = reads_itself(kernel);
  const int64_t due = frames.end - frames.first;
  for (int64_t i = 0; i < (in_turn ? due : functions) && i < due; ++i) {
    const int64_t count = in_turn ? 1 : (due - i + functions - 1) / functions;
    plan_launch(now, kernel, frames.first + i, count, frames.first, steady);
  }
  if (kernel->output >= 0)
    now->counts[kernel->output] += due;
  if (now->observe)
    now->observe(now->context, number);
}

/*===-- What was planned, on the device -----------------------------------===*/

static const cocc_memory *memory_of(const struct stream *stream,
                                    const struct planned *planned,
                                    const cocc_argument *argument,
                                    const cocc_memory *block) {
  const cocc_kernel *kernel = planned->kernel;
  switch (argument->kind) {
  case COCC_LAUNCH_OPERAND: {
    const int32_t ring = planned->function->operands[argument->index].ring;
    return ring < 0 ? stream->inputs[COCC_CALLER(ring)] : block;
  }
  case COCC_LAUNCH_RESULT:
    return kernel->output < 0 ? block : stream->outputs[kernel->output];
  case COCC_LAUNCH_PLACES:
    return stream->places;
  default:
    return stream->constants[argument->index];
  }
}

static bool launch(const struct stream *stream, const struct planned *planned,
                   const cocc_memory *block) {
  const cocc_launch *own = planned->function->launch;
  for (int32_t i = 0; i < own->argument_count; ++i) {
    const cocc_argument *argument = &own->arguments[i];
    const bool is_first = argument->kind == COCC_LAUNCH_FIRST;
    bool is_set;
    if (is_first || argument->kind == COCC_LAUNCH_FRAMES)
      is_set = driver->set_number(planned->task, i,
                                  is_first ? planned->first : planned->frames);
    else
      is_set = driver->set_memory(planned->task, i,
                                  memory_of(stream, planned, argument, block));
    if (!is_set)
      return false;
  }
  const cocc_grid grid = {{(uint32_t)own->blocks_x, (uint32_t)own->blocks_y,
                           (uint32_t)planned->frames},
                          {(uint32_t)own->threads_x, (uint32_t)own->threads_y,
                           (uint32_t)own->threads_z},
                          (uint32_t)own->shared_bytes};
  return driver->launch(stream->device, planned->task, own->argument_count,
                        &grid);
}

static bool upload_places(struct stream *stream) {
  if (stream->table_count > stream->table_memory) {
    driver->free(stream->places);
    stream->table_memory = 0;
    stream->places = driver->allocate(
        stream->device, (uint64_t)stream->table_room * sizeof(int32_t));
    if (!stream->places)
      return false;
    stream->table_memory = stream->table_room;
  }
  return driver->upload(stream->device, stream->places, stream->table,
                        (uint64_t)stream->table_count * sizeof(int32_t));
}

static void clear_plan(struct stream *stream) {
  stream->plan_count = stream->table_count = 0;
  stream->has_failed = false;
}

/* Runs the plan on the state in `block`. */
static int run_plan(struct stream *stream, const cocc_memory *block) {
  if (stream->has_failed)
    return COCC_ERROR_MEMORY;
  if (stream->plan_count == 0)
    return 0;
  if (!upload_places(stream))
    return COCC_ERROR_DEVICE;
  for (int64_t i = 0; i < stream->plan_count; ++i)
    if (!launch(stream, &stream->plan[i], block))
      return COCC_ERROR_DEVICE;
  return driver->finish(stream->device) ? 0 : COCC_ERROR_DEVICE;
}

/* Brings the caller's frames to the device. */
static int send_inputs(struct stream *stream, const void *const *inputs,
                       int64_t count) {
  const cocc_network *network = stream->network;
  if (!inputs)
    return COCC_ERROR_ARGUMENT;
  for (int32_t i = 0; i < network->input_count; ++i) {
    const int64_t elements = elements_of(network, i, count);
    const void *frames;
    const int error = receive_input(&network->inputs[i], inputs[i], elements,
                                    stream->converted, &frames);
    if (error)
      return error;
    if (!driver->upload(stream->device, stream->inputs[i], frames,
                        (uint64_t)elements * sizeof(float)))
      return COCC_ERROR_DEVICE;
  }
  return 0;
}

static int take_outputs(struct stream *stream, float *const *outputs,
                        const int64_t *counts) {
  const cocc_network *network = stream->network;
  for (int32_t i = 0; i < network->output_count; ++i) {
    const cocc_output *output = &network->outputs[i];
    const int64_t elements =
        counts[i] * count_elements(output->rank, output->shape);
    if (elements > 0 &&
        !driver->download(stream->device, outputs[i], stream->outputs[i],
                          (uint64_t)elements * sizeof(float)))
      return COCC_ERROR_DEVICE;
  }
  return 0;
}

/*===-- Calls -------------------------------------------------------------===*/

static int64_t run_step(const cocc_network *network, cocc_state *state,
                        const void *const *inputs, float *const *outputs,
                        int64_t *counts, cocc_observer observe, void *context) {
  int error = check(network, state);
  if (error)
    return error;
  if (are_misaligned(outputs, network->output_count))
    return COCC_ERROR_ARGUMENT;
  struct stream *stream = stream_of(state);
  error = send_inputs(stream, inputs, network->frames_per_step);
  if (error)
    return error;
  int64_t written[COCC_MAX_OUTPUTS];
  int64_t *own = counts ? counts : written;
  memset(own, 0, (size_t)network->output_count * sizeof(*own));
  const struct turn now = {.tables = network->tables,
                           .ports = network->inputs,
                           .inputs = inputs,
                           .outputs = outputs,
                           .counts = own,
                           .step = state->step,
                           .observe = observe,
                           .context = context,
                           .maker = stream};
  clear_plan(stream);
  if (now.step >= now.tables->steady_step)
    run_steady(&now);
  else
    run_edge(&now);
  error = run_plan(stream, stream->block);
  if (!error)
    error = take_outputs(stream, outputs, own);
  return error ? error : sum_of(own, network->output_count);
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

int64_t cocc_peek(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts) {
  return run_step(network, state, inputs, outputs, counts, NULL, NULL);
}

/* Plans the end of a clip with its last `frames` frames. */
static int plan_end(struct stream *stream, const cocc_state *state,
                    int64_t frames, int64_t *counts) {
  const cocc_network *network = stream->network;
  const cocc_tables *tables = network->tables;
  int64_t *limits = malloc((size_t)tables->ring_count * sizeof(*limits));
  if (!limits)
    return COCC_ERROR_MEMORY;
  find_limits(network, state->step * network->frames_per_step + frames, limits);
  const int64_t owed = count_owed(tables, limits, state->step);
  struct turn now = {.tables = tables,
                     .ports = network->inputs,
                     .counts = counts,
                     .step = state->step,
                     .limits = limits,
                     .maker = stream};
  clear_plan(stream);
  for (; sum_of(counts, network->output_count) < owed; ++now.step)
    run_edge(&now);
  free(limits);
  return 0;
}

int64_t cocc_flush(const cocc_network *network, const cocc_state *state,
                   const void *const *inputs, int64_t frames, void *scratch,
                   float *const *outputs, int64_t *counts) {
  (void)scratch; // of the caller's memory, which has no state
  int error = check(network, state);
  if (error)
    return error;
  if (frames < 0 || frames >= network->frames_per_step ||
      ends_between(network, frames) || lacks_outputs(network, outputs))
    return COCC_ERROR_ARGUMENT;
  struct stream *stream = stream_of(state);
  error = frames > 0 ? send_inputs(stream, inputs, frames) : 0;
  if (error)
    return error;
  int64_t written[COCC_MAX_OUTPUTS];
  int64_t *own = counts ? counts : written;
  memset(own, 0, (size_t)network->output_count * sizeof(*own));
  const uint64_t bytes = network->tables->device->state_bytes;
  if (!stream->scratch)
    stream->scratch = driver->allocate(stream->device, bytes);
  if (!stream->scratch || !driver->copy(stream->device, stream->scratch, 0,
                                        stream->block, 0, bytes))
    return COCC_ERROR_DEVICE;
  error = plan_end(stream, state, frames, own);
  if (!error)
    error = run_plan(stream, stream->scratch);
  if (!error)
    error = take_outputs(stream, outputs, own);
  return error ? error : sum_of(own, network->output_count);
}

/*===-- Streams -----------------------------------------------------------===*/

static int64_t count_tasks(const cocc_tables *tables) {
  int64_t count = 0;
  for (int32_t i = 0; i < tables->kernel_count; ++i)
    count += tables->kernels[i].function_count;
  return count;
}

static void close_stream(struct stream *stream) {
  if (!stream)
    return;
  const cocc_tables *tables = stream->network->tables;
  const cocc_device_code *code = tables->device;
  for (int64_t i = 0; stream->tasks && i < count_tasks(tables); ++i)
    driver->forget(stream->tasks[i]);
  for (int32_t i = 0; stream->programs && i < code->source_count; ++i)
    driver->drop(stream->programs[i]);
  for (int32_t i = 0; stream->constants && i < code->constant_count; ++i)
    driver->free(stream->constants[i]);
  for (int32_t i = 0; i < COCC_MAX_INPUTS; ++i)
    driver->free(stream->inputs[i]);
  for (int32_t i = 0; i < COCC_MAX_OUTPUTS; ++i)
    driver->free(stream->outputs[i]);
  driver->free(stream->block);
  driver->free(stream->scratch);
  driver->free(stream->places);
  if (stream->device)
    driver->close(stream->device);
  free(stream->tasks);
  free(stream->programs);
  free(stream->constants);
  free(stream->converted);
  free(stream->table);
  free(stream->plan);
  free(stream);
}

static bool load_code(struct stream *stream) {
  const cocc_device_code *code = stream->network->tables->device;
  stream->programs =
      calloc((size_t)code->source_count + 1, sizeof(*stream->programs));
  stream->constants =
      calloc((size_t)code->constant_count + 1, sizeof(*stream->constants));
  if (!stream->programs || !stream->constants)
    return cocc_fail("there is no memory");
  for (int32_t i = 0; i < code->source_count; ++i) {
    stream->programs[i] = driver->build(stream->device, code->sources[i]);
    if (!stream->programs[i])
      return false;
  }
  for (int32_t i = 0; i < code->constant_count; ++i) {
    const cocc_constant *constant = &code->constants[i];
    stream->constants[i] = driver->allocate(stream->device, constant->bytes);
    if (!stream->constants[i] ||
        !driver->upload(stream->device, stream->constants[i], constant->data,
                        constant->bytes))
      return false;
  }
  return true;
}

static bool find_tasks(struct stream *stream) {
  const cocc_tables *tables = stream->network->tables;
  stream->tasks =
      calloc((size_t)count_tasks(tables) + 1, sizeof(*stream->tasks));
  if (!stream->tasks)
    return cocc_fail("there is no memory");
  cocc_task **task = stream->tasks;
  for (int32_t i = 0; i < tables->kernel_count; ++i)
    for (int32_t j = 0; j < tables->kernels[i].function_count; ++j, ++task) {
      const cocc_launch *own = tables->kernels[i].functions[j].launch;
      *task = driver->find(stream->programs[own->source], own->entry);
      if (!*task)
        return false;
    }
  return true;
}

static bool make_ports(struct stream *stream) {
  const cocc_network *network = stream->network;
  uint64_t largest = 0;
  for (int32_t i = 0; i < network->input_count; ++i) {
    const uint64_t bytes =
        (uint64_t)elements_of(network, i, network->frames_per_step) *
        sizeof(float);
    largest = bytes > largest ? bytes : largest;
    stream->inputs[i] = driver->allocate(stream->device, bytes);
    if (!stream->inputs[i])
      return false;
  }
  for (int32_t i = 0; i < network->output_count; ++i) {
    const cocc_output *output = &network->outputs[i];
    const int64_t most = output->most_frames > output->flush_frames
                             ? output->most_frames
                             : output->flush_frames;
    const int64_t elements = most * count_elements(output->rank, output->shape);
    stream->outputs[i] =
        driver->allocate(stream->device, (uint64_t)elements * sizeof(float));
    if (!stream->outputs[i])
      return false;
  }
  stream->converted = malloc(largest);
  return stream->converted || cocc_fail("there is no memory");
}

/* A block like the state of a stream that has had no frame. */
static bool make_block(struct stream *stream) {
  const cocc_tables *tables = stream->network->tables;
  const uint64_t bytes = tables->device->state_bytes;
  unsigned char *image = calloc(1, bytes);
  if (!image)
    return cocc_fail("there is no memory");
  for (int32_t i = 0; i < tables->fill_count; ++i) {
    const cocc_fill *fill = &tables->fills[i];
    for (uint64_t j = 0; j < fill->bytes; j += sizeof(float))
      memcpy(image + fill->offset + j, &fill->value, sizeof(float));
  }
  stream->block = driver->allocate(stream->device, bytes);
  const bool done = stream->block &&
                    driver->upload(stream->device, stream->block, image, bytes);
  free(image);
  return done;
}

/* Makes the frames that lie before the input's first, and a copy of them. */
static bool make_first_frames(struct stream *stream) {
  const cocc_tables *tables = stream->network->tables;
  if (tables->first_step >= 0)
    return true;
  struct turn now = {.tables = tables, .maker = stream};
  clear_plan(stream);
  for (now.step = tables->first_step; now.step < 0; ++now.step)
    run_edge(&now);
  return run_plan(stream, stream->block) == 0 &&
         driver->copy(stream->device, stream->block, tables->fresh_offset,
                      stream->block, tables->kept_offset, tables->kept_bytes);
}

static struct stream *open_stream(const cocc_network *network) {
  struct stream *stream = calloc(1, sizeof(*stream));
  if (!stream) {
    cocc_fail("there is no memory");
    return NULL;
  }
  stream->network = network;
  stream->device = driver->open();
  if (stream->device && load_code(stream) && find_tasks(stream) &&
      make_ports(stream) && make_block(stream) && make_first_frames(stream))
    return stream;
  close_stream(stream);
  return NULL;
}

cocc_state *cocc_init(const cocc_network *network, void *memory, size_t size) {
  if (!network || network->magic != COCC_NETWORK_MAGIC ||
      network->abi_version != COCC_ABI_VERSION ||
      is_misaligned(memory, COCC_STATE_ALIGNMENT) ||
      size < network->state_bytes)
    return NULL;
  struct stream *stream = open_stream(network);
  if (!stream)
    return NULL;
  struct device_state *state = memory;
  *state = (struct device_state){
      .head = {.fingerprint = network->fingerprint, .calls = &cocc_own_calls},
      .stream = stream};
  return &state->head;
}

cocc_state *cocc_create(const cocc_network *network) {
  if (!network)
    return NULL;
  void *memory = aligned_alloc(COCC_STATE_ALIGNMENT, COCC_DEVICE_STATE_BYTES);
  cocc_state *state = cocc_init(network, memory, COCC_DEVICE_STATE_BYTES);
  if (!state)
    free(memory);
  return state;
}

void cocc_release(cocc_state *state) {
  if (!state)
    return;
  close_stream(stream_of(state));
  ((struct device_state *)state)->stream = NULL;
  state->fingerprint = 0;
}

void cocc_destroy(cocc_state *state) {
  cocc_release(state);
  free(state);
}

int cocc_reset(const cocc_network *network, cocc_state *state) {
  const int error = check(network, state);
  if (error)
    return error;
  const cocc_tables *tables = network->tables;
  struct stream *stream = stream_of(state);
  if (tables->first_step < 0 &&
      !driver->copy(stream->device, stream->block, tables->kept_offset,
                    stream->block, tables->fresh_offset, tables->kept_bytes))
    return COCC_ERROR_DEVICE;
  state->step = 0;
  return 0;
}

int cocc_copy(const cocc_network *network, cocc_state *to,
              const cocc_state *from) {
  int error = check(network, to);
  error = error ? error : check(network, from);
  if (error)
    return error;
  const uint64_t bytes = network->tables->device->state_bytes;
  struct stream *target = stream_of(to), *source = stream_of(from);
  unsigned char *image = malloc(bytes);
  if (!image)
    return COCC_ERROR_MEMORY;
  const bool done =
      driver->download(source->device, image, source->block, bytes) &&
      driver->upload(target->device, target->block, image, bytes) &&
      driver->finish(target->device);
  free(image);
  if (!done)
    return COCC_ERROR_DEVICE;
  to->step = from->step;
  return 0;
}

const cocc_calls cocc_own_calls = {
    cocc_init,  cocc_release, cocc_step,       cocc_peek,         cocc_flush,
    cocc_reset, cocc_copy,    cocc_last_error, cocc_step_observed};
