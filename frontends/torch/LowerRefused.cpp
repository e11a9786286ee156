//===- LowerRefused.cpp - What no stream can do ---------------------------===//

#include "frontends/torch/LowerRegistry.h"

using namespace llvm;

namespace cocc::frontends {

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

} // namespace cocc::frontends
