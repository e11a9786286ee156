/* cocc/runtime.h: any compiled network, seen by a program that learns which one
 * only when it runs.
 *
 * A program that knows its network when it is written wants the generated
 * <net>.h instead; the functions there are these, with the network filled in.
 *
 * A network is constant and shared; all that changes lives in a block of memory
 * that the caller provides, one block per stream. Nothing here allocates (but
 * cocc_create, and cocc_flush without scratch), locks, or keeps anything of its
 * own: two threads may step two streams at the same time. Where a device runs
 * the kernels, what a stream has there is made with it, and its driver may do
 * all this.
 */
#ifndef COCC_RUNTIME_H
#define COCC_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The runtime is part of every generated library; its symbols carry the ABI's
 * version so that libraries of different compilers can be linked into one
 * program. */
#ifdef COCC_RUNTIME_OPENCL
#define COCC_SYMBOL(name) cocc7_opencl_##name
#else
#define COCC_SYMBOL(name) cocc7_##name
#endif
#define cocc_init COCC_SYMBOL(init)
#define cocc_create COCC_SYMBOL(create)
#define cocc_destroy COCC_SYMBOL(destroy)
#define cocc_step COCC_SYMBOL(step)
#define cocc_step_observed COCC_SYMBOL(step_observed)
#define cocc_peek COCC_SYMBOL(peek)
#define cocc_flush COCC_SYMBOL(flush)
#define cocc_reset COCC_SYMBOL(reset)
#define cocc_copy COCC_SYMBOL(copy)
#define cocc_release COCC_SYMBOL(release)
#define cocc_last_error COCC_SYMBOL(last_error)
#define cocc_own_calls COCC_SYMBOL(own_calls)

#define COCC_STATE_ALIGNMENT 64
#define COCC_MAX_RANK 4
#define COCC_MAX_INPUTS 31
#define COCC_MAX_OUTPUTS 31

/* What the elements of a frame are. */
enum { COCC_FLOAT32 = 0, COCC_INT32 = 1, COCC_INT64 = 2 };

/* What enters with each step. Shapes are PyTorch's, without time:
 * (batch, channels, *space), or (batch) alone. */
typedef struct cocc_input {
  const char *name;
  int64_t rank;
  int64_t shape[COCC_MAX_RANK];
  int64_t type;  /* COCC_FLOAT32, COCC_INT32 or COCC_INT64 */
  int64_t limit; /* elements are indices from 0 to limit - 1, those of float32
                    once their fraction is cut off; 0: any numbers, those of
                    integers of less than 2^24, so that float32 holds them */
  int64_t frames_per_step; /* that a step takes of it */
} cocc_input;

/* A frame that leaves, and when. Frame j lies at tick warm_up + j * period, and
 * comes in the step that covers this tick; those at ticks below 0 come in step
 * 0. What is in ticks becomes frames, as steps count them, when it is divided
 * by the network's ticks_per_frame. */
typedef struct cocc_output {
  const char *name;
  int64_t rank;
  int64_t shape[COCC_MAX_RANK];
  int64_t receptive_field; /* frames that one output looks at, at most; 0: all
                              so far, as a recurrent layer does */
  int64_t period;          /* ticks from one frame to the next */
  int64_t padding; /* ticks of padding before the clip, seen from the input */
  int64_t delay;   /* ticks an output's own frame lies behind the input's that
                      it comes with */
  int64_t warm_up; /* the tick of the first frame */
  int64_t most_frames;  /* the most frames that a step writes */
  int64_t flush_frames; /* the most frames that a flush can return */
} cocc_output;

/* A compiled network: constant data in its library. The static facts stand
 * first; `tables` is the step loop's (table.h). */
typedef struct cocc_network {
  uint32_t magic;       /* COCC_NETWORK_MAGIC */
  uint32_t abi_version; /* COCC_ABI_VERSION of the compiler that made it */
  uint64_t fingerprint; /* differs between networks, also between two
                           compilations that differ in a weight or a layout */
  const char *name;
  int32_t input_count;  /* at most COCC_MAX_INPUTS */
  int32_t output_count; /* at most COCC_MAX_OUTPUTS */
  const cocc_input *inputs;
  const cocc_output *outputs;
  int64_t ticks_per_frame; /* 1 where no layer makes more frames than it gets,
                              and no input has more than a step counts */
  int64_t frames_per_step; /* by which time goes on: as many of each input that
                              has no rate of its own */
  int64_t block; /* frames; with steps of a multiple of them every step makes
                    equally many frames of each value */
  int64_t
      macs_per_step;  /* multiply-adds, averaged over the steps, rounded up */
  int64_t parameters; /* numbers in the network's weights */
  uint64_t state_bytes;
  const struct cocc_tables *tables;
  const struct cocc_calls *calls; /* what the functions below call */
} cocc_network;

#define COCC_NETWORK_MAGIC 0x63636f63u /* "cocc" */
#define COCC_ABI_VERSION 7u

/* One stream's state: the caller's memory, aligned to COCC_STATE_ALIGNMENT. It
 * holds no addresses, so that a copy of it is a snapshot; but where a device
 * runs the kernels it is a handle of what the device has, and cocc_copy copies.
 */
typedef struct cocc_state cocc_state;

enum {
  COCC_ERROR_ARGUMENT = -1, /* a null or misaligned pointer */
  COCC_ERROR_STATE = -2,  /* the state is not this network's: never initialised,
                             or another network's */
  COCC_ERROR_MEMORY = -3, /* no memory for the scratch block */
  COCC_ERROR_VALUE = -4,  /* an element of an input beyond its limit */
  COCC_ERROR_DEVICE = -5  /* the device that runs the kernels has failed */
};

/* Makes a fresh stream in `memory`. Null if `size` is under state_bytes,
 * `memory` is misaligned or `network` is none of this ABI version. */
cocc_state *cocc_init(const cocc_network *network, void *memory, size_t size);

/* The same in memory of its own; null if there is none. To be given to
 * cocc_destroy. */
cocc_state *cocc_create(const cocc_network *network);
void cocc_destroy(cocc_state *state);

/* Takes the next frames of each input, its frames_per_step, and writes the
 * output frames that are due. `inputs` and `outputs` have an address for each
 * input and output, of dense arrays of their shapes, the frames one behind the
 * other: of the input's type, and of float32 with room for most_frames.
 * counts[i] becomes the number of frames of output i; `counts` may be null.
 * Returns the number of frames of all outputs; or a COCC_ERROR, and the stream
 * is as it was before. */
int64_t cocc_step(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts);

/* What cocc_step would return and write; the stream is afterwards as it was
 * before. */
int64_t cocc_peek(const cocc_network *network, cocc_state *state,
                  const void *const *inputs, float *const *outputs,
                  int64_t *counts);

/* Ends the clip: takes its last `frames` frames, fewer than the network's
 * frames_per_step (`inputs` may be null for none), of each input as many as it
 * has in that time, which must be a whole number; and writes the frames that
 * are still due, each layer taking its own padding, for output i at most its
 * flush_frames to outputs[i], one behind the other. The stream is afterwards as
 * it was before and may go on. `scratch` is a block like a state's, or null to
 * have one allocated for the call. outputs[i] may be null where its
 * flush_frames is 0. counts[i] becomes the number of frames of output i;
 * `counts` may be null. Returns the number of frames of all outputs, or a
 * COCC_ERROR. */
int64_t cocc_flush(const cocc_network *network, const cocc_state *state,
                   const void *const *inputs, int64_t frames, void *scratch,
                   float *const *outputs, int64_t *counts);

/* Makes `state` that of a fresh stream. */
int cocc_reset(const cocc_network *network, cocc_state *state);

/* Makes the stream `to` go on as `from` would, from where that is. */
int cocc_copy(const cocc_network *network, cocc_state *to,
              const cocc_state *from);

/* Frees what a device has of a stream that cocc_init has made, whose memory is
 * the caller's. Nothing in a library whose kernels are functions. */
void cocc_release(cocc_state *state);

/* What the calling thread's last failure was that has to do with a device, in
 * words; empty where there was none. */
const char *cocc_last_error(void);

#ifdef __cplusplus
}
#endif
#endif
