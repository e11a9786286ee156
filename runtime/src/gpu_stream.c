#include "gpu_stream.h"
#include "counts.h"
#include "gpu_plan.h"

#include <stdlib.h>
#include <string.h>

static int64_t count_tasks(const cocc_tables *tables) {
  int64_t count = 0;
  for (int32_t i = 0; i < tables->kernel_count; ++i)
    count += tables->kernels[i].function_count;
  return count;
}

void cocc_close_stream(struct stream *stream) {
  if (!stream)
    return;
  const cocc_tables *tables = stream->network->tables;
  const cocc_device_code *code = tables->device;
  for (int64_t i = 0; stream->tasks && i < count_tasks(tables); ++i)
    own_driver->forget(stream->tasks[i]);
  for (int32_t i = 0; stream->programs && i < code->source_count; ++i)
    own_driver->drop(stream->programs[i]);
  for (int32_t i = 0; stream->constants && i < code->constant_count; ++i)
    own_driver->free(stream->constants[i]);
  for (int32_t i = 0; i < COCC_MAX_INPUTS; ++i)
    own_driver->free(stream->inputs[i]);
  for (int32_t i = 0; i < COCC_MAX_OUTPUTS; ++i)
    own_driver->free(stream->outputs[i]);
  own_driver->free(stream->block);
  own_driver->free(stream->scratch);
  own_driver->free(stream->places);
  if (stream->device)
    own_driver->close(stream->device);
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
    stream->programs[i] = own_driver->build(stream->device, code->sources[i]);
    if (!stream->programs[i])
      return false;
  }
  for (int32_t i = 0; i < code->constant_count; ++i) {
    const cocc_constant *constant = &code->constants[i];
    stream->constants[i] =
        own_driver->allocate(stream->device, constant->bytes);
    if (!stream->constants[i] ||
        !own_driver->upload(stream->device, stream->constants[i],
                            constant->data, constant->bytes))
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
      *task = own_driver->find(stream->programs[own->source], own->entry);
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
    stream->inputs[i] = own_driver->allocate(stream->device, bytes);
    if (!stream->inputs[i])
      return false;
  }
  for (int32_t i = 0; i < network->output_count; ++i) {
    const cocc_output *output = &network->outputs[i];
    const int64_t most = output->most_frames > output->flush_frames
                             ? output->most_frames
                             : output->flush_frames;
    const int64_t elements = most * count_elements(output->rank, output->shape);
    stream->outputs[i] = own_driver->allocate(
        stream->device, (uint64_t)elements * sizeof(float));
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
  stream->block = own_driver->allocate(stream->device, bytes);
  const bool done =
      stream->block &&
      own_driver->upload(stream->device, stream->block, image, bytes);
  free(image);
  return done;
}

/* Makes the frames that lie before the input's first, and a copy of them. */
static bool make_first_frames(struct stream *stream) {
  const cocc_tables *tables = stream->network->tables;
  if (tables->first_step >= 0)
    return true;
  cocc_plan_first(stream);
  return cocc_run_plan(stream, stream->block) == 0 &&
         own_driver->copy(stream->device, stream->block, tables->fresh_offset,
                          stream->block, tables->kept_offset,
                          tables->kept_bytes);
}

struct stream *cocc_open_stream(const cocc_network *network) {
  struct stream *stream = calloc(1, sizeof(*stream));
  if (!stream) {
    cocc_fail("there is no memory");
    return NULL;
  }
  stream->network = network;
  stream->device = own_driver->open();
  if (stream->device && load_code(stream) && find_tasks(stream) &&
      make_ports(stream) && make_block(stream) && make_first_frames(stream))
    return stream;
  cocc_close_stream(stream);
  return NULL;
}
