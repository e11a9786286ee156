/* Networks whose kernels a device runs. */
#include "calls.h"
#include "gpu_plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the caller holds. */
struct device_state {
  struct cocc_state head;
  struct stream *stream;
};

_Static_assert(sizeof(struct device_state) <= COCC_DEVICE_STATE_BYTES,
               "a handle fits");

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
    if (!own_driver->upload(stream->device, stream->inputs[i], frames,
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
        !own_driver->download(stream->device, outputs[i], stream->outputs[i],
                              (uint64_t)elements * sizeof(float)))
      return COCC_ERROR_DEVICE;
  }
  return 0;
}

static int64_t run_step(const cocc_network *network, cocc_state *state,
                        const void *const *inputs, float *const *outputs,
                        int64_t *counts) {
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
  const struct cocc_request request = {state->step, own};
  cocc_plan_step(stream, &request);
  error = cocc_run_plan(stream, stream->block);
  if (!error)
    error = take_outputs(stream, outputs, own);
  return error ? error : sum_of(own, network->output_count);
}

int64_t cocc_step(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts) {
  const int64_t written = run_step(network, state, inputs, outputs, counts);
  if (written >= 0)
    ++state->step;
  return written;
}

int64_t cocc_step_observed(const cocc_network *network, cocc_state *state,
                           const void *const *inputs, float *const *outputs,
                           int64_t *counts,
                           void (*observe)(void *context, int32_t kernel),
                           void *context) {
  (void)context;
  if (!observe)
    return cocc_step(network, state, inputs, outputs, counts);
  cocc_fail("a device runs the kernels of a step together; they cannot be "
            "observed one by one");
  return COCC_ERROR_DEVICE;
}

int64_t cocc_peek(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts) {
  return run_step(network, state, inputs, outputs, counts);
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
    stream->scratch = own_driver->allocate(stream->device, bytes);
  if (!stream->scratch || !own_driver->copy(stream->device, stream->scratch, 0,
                                            stream->block, 0, bytes))
    return COCC_ERROR_DEVICE;
  const struct cocc_request request = {.step = state->step, .counts = own};
  error = cocc_plan_end(stream, &request, frames)
              ? cocc_run_plan(stream, stream->scratch)
              : COCC_ERROR_MEMORY;
  if (!error)
    error = take_outputs(stream, outputs, own);
  return error ? error : sum_of(own, network->output_count);
}

cocc_state *cocc_init(const cocc_network *network, void *memory, size_t size) {
  if (!is_network(network) || is_misaligned(memory, COCC_STATE_ALIGNMENT) ||
      size < network->state_bytes)
    return NULL;
  struct stream *stream = cocc_open_stream(network);
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
  cocc_close_stream(stream_of(state));
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
      !own_driver->copy(stream->device, stream->block, tables->kept_offset,
                        stream->block, tables->fresh_offset,
                        tables->kept_bytes))
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
      own_driver->download(source->device, image, source->block, bytes) &&
      own_driver->upload(target->device, target->block, image, bytes) &&
      own_driver->finish(target->device);
  free(image);
  if (!done)
    return COCC_ERROR_DEVICE;
  to->step = from->step;
  return 0;
}

const cocc_calls cocc_own_calls = {
    cocc_init,  cocc_release, cocc_step,       cocc_peek,         cocc_flush,
    cocc_reset, cocc_copy,    cocc_last_error, cocc_step_observed};
