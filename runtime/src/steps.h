/* What runs in a step, and where its frames are: works through the tables of
 * table.h.
 *
 * Every step, peek and flush comes down to run_steady or run_edge for the ticks
 * of one step. From the table's steady_step on nothing is checked. Before it,
 * and in a flush, "at the edge", a kernel makes those frames alone that its
 * result has at these ticks, and a tap outside the clip reads its operand's
 * padding frame.
 *
 * How frames are made says the file that includes this one: it defines
 * make_frames.
 */
#ifndef COCC_SRC_STEPS_H
#define COCC_SRC_STEPS_H

#include "cocc/runtime.h"
#include "cocc/table.h"
#include "counts.h"

#include <stdbool.h>
#include <stddef.h>

typedef void (*cocc_observer)(void *context, int32_t kernel);

/* What one turn of the step loop works with. */
struct turn {
  const cocc_tables *tables;
  const cocc_input *ports;   /* of the network's inputs */
  unsigned char *state;      /* null where it is a device's */
  const void *const *inputs; /* the step's frames in float32; null in a flush */
  float *const *outputs;
  int64_t *counts; /* of the frames written to each output so far */
  int64_t step;
  const int64_t *limits; /* a ring's frames in the ended clip; null before */
  cocc_observer observe;
  void *context;
  void *maker; /* for make_frames */
};

/* Frames of a kernel's result: from `first` to before `end`. */
struct frames {
  int64_t first;
  int64_t end;
};

/* Makes frames of the result of kernel `number`, one at least. */
static inline void make_frames(const struct turn *now, int32_t number,
                               struct frames frames, bool steady);

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

/* Where frame `index` is, in bytes from the state's start. */
static inline uint64_t frame_offset(const cocc_ring *ring, int64_t index) {
  return ring->offset + (uint64_t)slot_of(ring, index) * ring->slot_bytes;
}

/* The same of frame `index` of the operand, if the clip has it. */
static inline uint64_t edge_offset(const struct turn *now,
                                   const cocc_operand *operand, int64_t index) {
  const cocc_ring *ring = &now->tables->rings[operand->ring];
  const int64_t last = now->limits ? now->limits[operand->ring] - 1 : INT64_MAX;
  if (index < 0 || index > last) {
    if (operand->padding_offset != COCC_REPEATED_EDGES)
      return operand->padding_offset;
    index = index < 0 ? 0 : last;
  }
  return frame_offset(ring, index);
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
      const uint64_t offset = edge_offset(now, operand, index);
      places[tap] = (int32_t)(offset / sizeof(float));
      index += operand->dilation;
    }
  }
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

#endif
