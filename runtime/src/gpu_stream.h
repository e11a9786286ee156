/* A stream whose frames a device has, in one block of its memory that is laid
 * out as the state of a CPU network is. */
#ifndef COCC_SRC_GPU_STREAM_H
#define COCC_SRC_GPU_STREAM_H

#include "cocc/table.h"
#include "device.h"

#define cocc_open_stream COCC_SYMBOL(open_stream)
#define cocc_close_stream COCC_SYMBOL(close_stream)

#define own_driver (&cocc_own_driver)

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
  bool has_failed; /* there was no memory for the plan */
};

/* Null is a failure, of which cocc_fail has been told. */
struct stream *cocc_open_stream(const cocc_network *network);
/* Of null, and of one that was not opened all the way, too. */
void cocc_close_stream(struct stream *stream);

#endif
