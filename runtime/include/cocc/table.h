/* cocc/table.h: the constant tables that the compiler emits beside a network's
 * kernels and that the step loop walks.
 *
 * Whatever changes here must change in compiler/codegen/EmitStructs.h and
 * EmitTables.cpp as well, and raises COCC_ABI_VERSION.
 *
 * A value of the network lives in a ring of frames inside the state. Frame j of
 * a value is in slot j mod slots, and frame j is made at step warm_up + j *
 * period; so the step counter alone says where everything is, and it is all
 * that a step changes besides frames.
 */
#ifndef COCC_TABLE_H
#define COCC_TABLE_H

#include "cocc/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Halide's halide_buffer_t, of which kernels read `host` alone: extents and
 * strides are constants in their code. */
typedef struct cocc_buffer {
  uint64_t device;
  const void *device_interface;
  void *host;
  uint64_t flags;
  uint8_t type_code; /* 0 int, 2 float */
  uint8_t type_bits;
  uint16_t type_lanes;
  int32_t dimensions;
  void *dim;
  void *padding;
} cocc_buffer;

/* Where a value's frames are. Offsets and sizes in bytes, offsets from the
 * start of the state. */
typedef struct cocc_ring {
  uint64_t offset; /* of element 0 of the frame in slot 0 */
  uint64_t slot_bytes;
  int64_t slots;
  int64_t period;  /* base ticks from a frame to the next */
  int64_t warm_up; /* the step of frame 0 */
} cocc_ring;

/* Instead of a ring: the caller's frame for an input. */
#define COCC_CALLER(input) (-1 - (input))

/* Instead of a place for padding frames: those before the clip are its first
 * frame again, those behind it its last. */
#define COCC_REPEATED_EDGES UINT64_MAX

/* What a kernel reads of a value for frame j of its result: `taps` frames,
 * `dilation` apart, the oldest of them frame j * stride + first.
 *
 * Handed over as two buffers: the state, and an int32 vector with each tap's
 * place in floats from the state's start, oldest tap first. A tap before the
 * first or behind the last frame of the clip is the frame at padding_offset.
 * The caller's frame is handed over as it is, as one buffer; it has one tap.
 * A kernel whose operand is its own result reads an earlier frame of it. */
typedef struct cocc_operand {
  int32_t ring; /* or COCC_CALLER(i), with one tap and on ring 0's clock */
  int32_t taps;
  int64_t first; /* negative by as many frames as the clip is padded with */
  int64_t stride;
  int64_t dilation;
  uint64_t padding_offset; /* in the state; or COCC_REPEATED_EDGES */
  int64_t receptive_field;
  int64_t pad_after;
} cocc_operand;

/* One step function. Its arguments, in order: each operand's buffer or two, the
 * weights, the result; at most COCC_MAX_ARGUMENTS, with at most COCC_MAX_TAPS
 * taps in all. It returns 0: it checks nothing and allocates nothing, so it
 * cannot fail. */
typedef struct cocc_kernel {
  int (*run)(void **arguments);
  const char *name;
  const cocc_operand *operands;
  const void *const *weights;
  int32_t operand_count;
  int32_t weight_count;
  int32_t result; /* a ring; its clock is the kernel's */
  int32_t output; /* the output to whose frame the result is written, while the
                     ring lends its clock alone; -1: none */
  int64_t macs;
  int64_t bytes; /* weights, frames read and frame written */
} cocc_kernel;

/* A block of the state that holds one value throughout. */
typedef struct cocc_fill {
  uint64_t offset;
  uint64_t bytes;
  float value;
} cocc_fill;

/* The kernels that run at steps congruent to this phase, in order: the order in
 * the table, where producers stand before consumers. */
typedef struct cocc_phase {
  const int32_t *kernels;
  int32_t count;
} cocc_phase;

#define COCC_MAX_ARGUMENTS 64
#define COCC_MAX_TAPS 1024

typedef struct cocc_tables {
  const cocc_ring *rings; /* ring 0 has the clock of the network's inputs */
  const cocc_kernel *kernels;
  const cocc_phase
      *phases; /* phase_count of them: step t runs phases[t mod phase_count] */
  const cocc_fill *fills;
  int32_t ring_count;
  int32_t kernel_count;
  int32_t phase_count;
  int32_t fill_count;
  int64_t steady_step; /* from this step on no tap lies before the first frame
                          and every kernel of a phase runs */
  uint64_t
      limits_offset; /* in the state: one int64 a ring, the frames it will have
                        had when the clip has ended; used by a flush */
  const uint64_t *input_offsets; /* in the state: a float32 frame for each input
                                    of integers, which kernels read in its
                                    place; 0 for one of float32 */
} cocc_tables;

/* The state starts with this. */
struct cocc_state {
  uint64_t fingerprint;
  int64_t step; /* frames taken so far */
};

/* cocc_step, telling `observe` each kernel that has just run. For tools that
 * measure. */
int cocc_step_observed(const cocc_network *network, cocc_state *state,
                       const void *const *inputs, float *const *outputs,
                       void (*observe)(void *context, int32_t kernel),
                       void *context);

#ifdef __cplusplus
}
#endif
#endif
