//===- LowerRefused.cpp - What no stream can do ---------------------------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Operators along a dimension that need the whole of it: over time they have
/// no meaning in a stream, within a frame they have no layer.
bool refuseAlong(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  Extents dims = call.dimList(call.has("dims") ? "dims" : "dim", input.rank());
  if (is_contained(dims, input.timeDim()))
    return call.fail("runs over time as a whole; a stream has no end, and of "
                     "its past what the layers keep");
  return call.fail("there is no layer for this operator");
}

bool refuseTransposed(Call &call) {
  return call.fail("there is no layer for transposed convolutions");
}

constexpr LowerEntry entries[] = {{"flip", refuseAlong},
                                  {"roll", refuseAlong},
                                  {"sort", refuseAlong},
                                  {"argsort", refuseAlong},
                                  {"cumsum", refuseAlong},
                                  {"cumprod", refuseAlong},
                                  {"cummax", refuseAlong},
                                  {"topk", refuseAlong},

                                  {"argmax", refuseAlong},
                                  {"argmin", refuseAlong},
                                  {"logsumexp", refuseAlong},
                                  {"conv_transpose1d", refuseTransposed},
                                  {"conv_transpose2d", refuseTransposed},
                                  {"conv_transpose3d", refuseTransposed}};

} // namespace

bool checkKind(Call &call) {
  if (StringRef(call.op).ends_with("_cell"))
    return call.fail("steps a cell through the clip, frame by frame; use "
                     "nn.GRU, nn.LSTM or nn.RNN over the clip instead");
  if (!StringRef(call.node.target).starts_with("aten.") &&
      StringRef(call.node.target).contains("cond"))
    return call.fail("a branch that depends on the data has no network; only "
                     "one side of it can be compiled");
  return true;
}

LowerTable refusedTable() { return entries; }

} // namespace cocc::frontends
