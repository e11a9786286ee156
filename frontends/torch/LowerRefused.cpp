//===- LowerRefused.cpp - What no stream can do ---------------------------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// What is other numbers at each call.
static bool isRandom(StringRef op) {
  static constexpr StringRef ops[] = {"rand",
                                      "rand_like",
                                      "randn",
                                      "randn_like",
                                      "randint",
                                      "randperm",
                                      "randint_like",
                                      "bernoulli",
                                      "normal",
                                      "poisson",
                                      "uniform",
                                      "exponential",
                                      "multinomial",
                                      "random",
                                      "cauchy",
                                      "geometric",
                                      "randn_strided",
                                      "log_normal",
                                      "binomial",
                                      "dirichlet",
                                      "normal_functional",
                                      "_sample_dirichlet"};
  return is_contained(ops, op);
}

bool checkKind(Call &call) {
  if (isRandom(call.op))
    return call.fail("draws numbers at random, others at each call; a network "
                     "makes the same of the same clip: draw them outside, and "
                     "give them to the module as a clip of its own");
  if (!StringRef(call.node.target).starts_with("aten.") &&
      StringRef(call.node.target).contains("cond"))
    return call.fail("a branch that depends on the data has no network; only "
                     "one side of it can be compiled");
  return true;
}

} // namespace cocc::frontends
