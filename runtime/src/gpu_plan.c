#include "gpu_plan.h"
#include "steps.h"

#include <stdlib.h>

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

/* Whether frames are made in launches of their own: one may be made of another,
 * or the kernel makes no more at once. */
static bool is_one_by_one(const cocc_kernel *kernel) {
  const cocc_function *function = kernel->functions;
  for (int32_t i = 0; i < function->operand_count; ++i)
    if (function->operands[i].ring == kernel->result)
      return true;
  return function->launch->is_alone;
}

static inline void make_frames(const struct turn *now, int32_t number,
                               struct frames frames, bool steady) {
  const cocc_kernel *kernel = &now->tables->kernels[number];
  const int64_t functions = kernel->function_count;
  const bool in_turn = is_one_by_one(kernel);
  const int64_t due = frames.end - frames.first;
  for (int64_t i = 0; i < (in_turn ? due : functions) && i < due; ++i) {
    const int64_t count = in_turn ? 1 : (due - i + functions - 1) / functions;
    plan_launch(now, kernel, frames.first + i, count, frames.first, steady);
  }
  if (kernel->output >= 0)
    now->counts[kernel->output] += due;
}

static struct turn begin(struct stream *stream,
                         const struct cocc_request *request) {
  stream->plan_count = stream->table_count = 0;
  stream->has_failed = false;
  return (struct turn){.tables = stream->network->tables,
                       .ports = stream->network->inputs,
                       .counts = request->counts,
                       .step = request->step,
                       .maker = stream};
}

void cocc_plan_step(struct stream *stream, const struct cocc_request *request) {
  const struct turn now = begin(stream, request);
  if (now.step >= now.tables->steady_step)
    run_steady(&now);
  else
    run_edge(&now);
}

bool cocc_plan_end(struct stream *stream, const struct cocc_request *request,
                   int64_t frames) {
  const cocc_network *network = stream->network;
  struct turn now = begin(stream, request);
  int64_t *limits = malloc((size_t)now.tables->ring_count * sizeof(*limits));
  if (!limits)
    return false;
  find_limits(network, now.step * network->frames_per_step + frames, limits);
  const int64_t owed = count_owed(now.tables, limits, now.step);
  for (now.limits = limits; sum_of(now.counts, network->output_count) < owed;
       ++now.step)
    run_edge(&now);
  free(limits);
  return true;
}

void cocc_plan_first(struct stream *stream) {
  const struct cocc_request request = {0};
  struct turn now = begin(stream, &request);
  for (now.step = now.tables->first_step; now.step < 0; ++now.step)
    run_edge(&now);
}

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
      is_set = own_driver->set_number(
          planned->task, i, is_first ? planned->first : planned->frames);
    else
      is_set = own_driver->set_memory(
          planned->task, i, memory_of(stream, planned, argument, block));
    if (!is_set)
      return false;
  }
  const cocc_grid grid = {{(uint32_t)own->blocks_x, (uint32_t)own->blocks_y,
                           (uint32_t)planned->frames},
                          {(uint32_t)own->threads_x, (uint32_t)own->threads_y,
                           (uint32_t)own->threads_z},
                          (uint32_t)own->shared_bytes};
  return own_driver->launch(stream->device, planned->task, own->argument_count,
                            &grid);
}

static bool upload_places(struct stream *stream) {
  if (stream->table_count > stream->table_memory) {
    own_driver->free(stream->places);
    stream->table_memory = 0;
    stream->places = own_driver->allocate(
        stream->device, (uint64_t)stream->table_room * sizeof(int32_t));
    if (!stream->places)
      return false;
    stream->table_memory = stream->table_room;
  }
  return own_driver->upload(stream->device, stream->places, stream->table,
                            (uint64_t)stream->table_count * sizeof(int32_t));
}

int cocc_run_plan(struct stream *stream, const cocc_memory *block) {
  if (stream->has_failed)
    return COCC_ERROR_MEMORY;
  if (stream->plan_count == 0)
    return 0;
  if (!upload_places(stream))
    return COCC_ERROR_DEVICE;
  for (int64_t i = 0; i < stream->plan_count; ++i)
    if (!launch(stream, &stream->plan[i], block))
      return COCC_ERROR_DEVICE;
  return own_driver->finish(stream->device) ? 0 : COCC_ERROR_DEVICE;
}
