/* What a step runs on a device.
 *
 * A step is put together first: the launches in their order, and for each frame
 * of each launch the places that it reads and writes, which all go to the
 * device at once. Then the launches follow one another on the device's queue.
 */
#ifndef COCC_SRC_GPU_PLAN_H
#define COCC_SRC_GPU_PLAN_H

#include "gpu_stream.h"

#define cocc_plan_step COCC_SYMBOL(plan_step)
#define cocc_plan_end COCC_SYMBOL(plan_end)
#define cocc_plan_first COCC_SYMBOL(plan_first)
#define cocc_run_plan COCC_SYMBOL(run_plan)

/* What a plan is for; steps.h has the meaning of each. */
struct cocc_request {
  int64_t step;
  int64_t *counts; /* of the frames of each output; become those planned */
};

/* Plans a step. */
void cocc_plan_step(struct stream *stream, const struct cocc_request *request);
/* Plans the end of a clip, behind `request`'s steps, with its last `frames`
 * frames. False where there is no memory. */
bool cocc_plan_end(struct stream *stream, const struct cocc_request *request,
                   int64_t frames);
/* Plans the frames that lie before the input's first. */
void cocc_plan_first(struct stream *stream);
/* Runs the plan on the state in `block`. Returns 0 or a COCC_ERROR. */
int cocc_run_plan(struct stream *stream, const cocc_memory *block);

#endif
