/* cocc/table.h: the constant tables that the compiler emits beside a network's
 * kernels and that the step loop walks.
 *
 * Whatever changes here must change in compiler/codegen/EmitStructs.h and
 * EmitTables.cpp as well, and raises COCC_ABI_VERSION.
 *
 * Time is counted in ticks: a frame, as steps count them, is ticks_per_frame of
 * them, a step frames_per_step frames. A value of the network lives in a ring
 * of frames inside the state. Frame j of a value lies at tick warm_up + j *
 * period, is made in the step that covers this tick, and is in slot
 * (j + shift) mod slots; so the step counter alone says where everything is,
 * and it is all that a step changes besides frames. Frames at ticks below 0
 * depend on no input: they are made when a stream is.
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
  uint64_t
      slot_bytes; /* of an output's frame, in the caller's memory, its size */
  int64_t slots;
  int64_t shift;   /* the slot of frame 0 */
  int64_t period;  /* ticks from a frame to the next */
  int64_t warm_up; /* the tick of frame 0, maybe below 0 */
} cocc_ring;

/* Instead of a ring: the caller's frame for an input. */
#define COCC_CALLER(input) (-1 - (input))

/* Instead of a place for padding frames: those before the clip are its first
 * frame again, those behind it its last. */
#define COCC_REPEATED_EDGES UINT64_MAX

/* What a kernel reads of a value for the m-th frame of a phase: `taps` frames,
 * `dilation` apart, the oldest of them frame m * stride + first.
 *
 * Handed over as two buffers: the state, and an int32 vector with each tap's
 * place in floats from the state's start, oldest tap first. A tap before the
 * first or behind the last frame of the clip is the frame at padding_offset.
 * The caller's frame is handed over as it is, as one buffer; it has one tap.
 * A kernel whose operand is its own result reads an earlier frame of it. */
typedef struct cocc_operand {
  int32_t ring; /* or COCC_CALLER(i), with one tap and on ring i's clock */
  int32_t taps;
  int64_t first; /* negative by as many frames as the clip is padded with */
  int64_t stride;
  int64_t dilation;
  uint64_t padding_offset; /* in the state; or COCC_REPEATED_EDGES */
} cocc_operand;

/* What a launch hands to its kernel on a device: memory, or a number. */
enum {
  COCC_LAUNCH_OPERAND,  /* the memory of operand `index` of the function: the
                           streams' state, or an input's frames */
  COCC_LAUNCH_RESULT,   /* that of the result: the state, or an output's */
  COCC_LAUNCH_PLACES,   /* the table of places, in int32 */
  COCC_LAUNCH_FIRST,    /* the number in it with which the launch's begin */
  COCC_LAUNCH_FRAMES,   /* how many frames the launch makes */
  COCC_LAUNCH_CONSTANT, /* constant `index` of the device's code */
};

typedef struct cocc_argument {
  int32_t kind;
  int32_t index;
} cocc_argument;

/* A kernel of a device, and how it is launched: blocks_x by blocks_y
 * blocks for each frame. For each frame the table of places has a row: of
 * each operand's taps, the oldest first, operand after operand, and at its end
 * that of the result; all in floats from the start of the memory that it lies
 * in. */
typedef struct cocc_launch {
  const char *entry;
  const cocc_argument *arguments;
  int32_t argument_count;
  int32_t source; /* which of the device's sources has the entry */
  int32_t blocks_x, blocks_y;
  int32_t threads_x, threads_y, threads_z; /* of a block */
  int32_t shared_bytes;
  int32_t is_alone; /* 1: a launch makes one frame, and not any number */
} cocc_launch;

typedef struct cocc_constant {
  const void *data;
  uint64_t bytes;
} cocc_constant;

/* The bytes of a state whose frames a device has. */
#define COCC_DEVICE_STATE_BYTES 64

/* What a device needs of a network beside the tables. All its streams' states
 * lie one behind the other, but for the fills, which they share: in front of
 * fills_end is what no step writes. */
typedef struct cocc_device_code {
  const char *const *sources; /* in OpenCL C */
  const cocc_constant *constants;
  int32_t source_count;
  int32_t constant_count;
  uint64_t state_bytes; /* of one stream, the fills included */
  uint64_t fills_end;
  uint64_t largest_frame; /* bytes of the largest frame of a ring or output */
} cocc_device_code;

/* One step function. Its arguments, in order: each operand's buffer or two, the
 * weights, the result; at most COCC_MAX_ARGUMENTS, with at most COCC_MAX_TAPS
 * taps in all. It returns 0: it checks nothing and allocates nothing, so it
 * cannot fail.
 *
 * run_several makes several frames of the phase, bit by bit those that run
 * makes one by one: of each operand it gets the taps of the first frame, then
 * those of the second and so on, of a caller's the first of frames one behind
 * the other, and it writes the frames of the result function_count slots apart.
 */
typedef struct cocc_function {
  int (*run)(void **arguments);
  int (*run_several)(void **arguments); /* null where the kernel makes frames
                                           one by one */
  const cocc_launch *launch;            /* instead of run, on a device */
  const cocc_operand *operands;
  const void *const *weights;
  int32_t operand_count;
  int32_t weight_count;
} cocc_function;

/* How many frames a kernel makes of a clip: of `frames` frames of the ring, as
 * far as this one is concerned, (frames * expand + room) / stride + 1; none of
 * none, or where the sum is negative. */
typedef struct cocc_extent {
  int64_t ring;
  int64_t expand;
  int64_t room;
  int64_t stride;
} cocc_extent;

/* What makes a value. Frame j is made by function j mod function_count, as its
 * j / function_count-th: where a layer makes more frames than it gets, those of
 * one phase are made alike. */
typedef struct cocc_kernel {
  const cocc_function *functions;
  const cocc_extent *extents;
  const char *name;
  int32_t function_count;
  int32_t extent_count;
  int32_t result; /* a ring; its clock is the kernel's */
  int32_t output; /* the output to whose frames the result is written, while the
                     ring lends its clock alone; -1: none */
  int64_t in_turn; /* of the first kernel of a loop, how many behind it are on
                      the loop too: they make a frame each in turn; else 0 */
  int64_t several; /* frames that run_several makes; 1: there is none */
  int64_t macs;    /* of a frame, on average */
  int64_t bytes;   /* weights, frames read and frames written in a step */
} cocc_kernel;

/* A block of the state that holds one value throughout. */
typedef struct cocc_fill {
  uint64_t offset;
  uint64_t bytes;
  float value;
} cocc_fill;

/* A kernel that runs in a step, and how many frames it makes there. */
typedef struct cocc_run {
  int32_t kernel;
  int32_t frames;
} cocc_run;

/* What runs in steps congruent to this phase, in the order of the table of
 * kernels, where producers stand before consumers. */
typedef struct cocc_phase {
  const cocc_run *runs;
  int64_t count;
} cocc_phase;

#define COCC_MAX_ARGUMENTS 64
#define COCC_MAX_TAPS 1024

typedef struct cocc_tables {
  const cocc_ring *rings; /* the first have the clocks of the inputs */
  const cocc_kernel *kernels;
  const cocc_device_code *device; /* null where the kernels are functions */
  const cocc_phase
      *phases; /* phase_count of them: step t runs phases[t mod phase_count] */
  const cocc_fill *fills;
  int32_t ring_count;
  int32_t kernel_count;
  int32_t phase_count;
  int32_t fill_count;
  int64_t step_ticks;  /* that a step covers */
  int64_t first_step;  /* the step of the first frame of all; negative where
                          frames lie before the first of the input */
  int64_t steady_step; /* from this step on no tap lies before the first frame
                          and every kernel of a phase runs */
  uint64_t
      limits_offset; /* in the state: one int64 a ring, the frames it will have
                        had when the clip has ended; used by a flush */
  const uint64_t *input_bytes;   /* of a frame of each input in float32 */
  const uint64_t *input_offsets; /* in the state: the float32 frames of a step
                                    for each input of integers, which kernels
                                    read in its place; 0 for one of float32 */
  uint64_t kept_offset; /* in the state: the frames that outlive a step, */
  uint64_t kept_bytes;
  uint64_t fresh_offset; /* and, where first_step is negative, what a fresh
                            stream has there */
} cocc_tables;

/* The state starts with this. */
struct cocc_state {
  uint64_t fingerprint;
  int64_t step;                   /* steps taken so far */
  const struct cocc_calls *calls; /* null unless a device has the frames */
};

/* The functions of runtime.h that a network's library has. */
struct cocc_calls {
  cocc_state *(*init)(const cocc_network *network, void *memory, size_t size);
  void (*release)(cocc_state *state);
  int64_t (*step)(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts);
  int64_t (*peek)(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts);
  int64_t (*flush)(const cocc_network *network, const cocc_state *state,
                   const void *const *inputs, int64_t frames, void *scratch,
                   float *const *outputs, int64_t *counts);
  int (*reset)(const cocc_network *network, cocc_state *state);
  int (*copy)(const cocc_network *network, cocc_state *to,
              const cocc_state *from);
  const char *(*last_error)(void);
  int64_t (*step_observed)(const cocc_network *network, cocc_state *state,
                           const void *const *inputs, float *const *outputs,
                           int64_t *counts,
                           void (*observe)(void *context, int32_t kernel),
                           void *context);
};

typedef struct cocc_calls cocc_calls;

/* Those of the runtime that this is compiled for. */
extern const cocc_calls cocc_own_calls;

/* cocc_step, telling `observe` each kernel that has just made its frames. For
 * tools that measure. */
int64_t cocc_step_observed(const cocc_network *network, cocc_state *state,
                           const void *const *inputs, float *const *outputs,
                           int64_t *counts,
                           void (*observe)(void *context, int32_t kernel),
                           void *context);

#ifdef __cplusplus
}
#endif
#endif
