//===- GoldenRows.h - Small networks whose numbers are known ----*- C++ -*-===//
//
// Computed with PyTorch's forward on the whole clip: the step of each output,
// its value, and what the flush adds.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_TESTS_RUNTIME_GOLDENROWS_H
#define COCC_TESTS_RUNTIME_GOLDENROWS_H

#include "TableBuilder.h"

#include <functional>
#include <utility>

namespace cocc::test {

/// The step and the value of each frame.
using Outputs = std::vector<std::pair<int, float>>;

struct Golden {
  const char *name;
  std::function<std::unique_ptr<Builder>()> build;
  std::vector<float> clip;
  Outputs outputs;
  std::vector<float> flushed;
};

/// Tables made by hand: the golden values of docs/semantics.md, and others.
const std::vector<Golden> &goldenRows();
/// Tables made of layers: those of networks with several frames in a step.
const std::vector<Golden> &goldenRates();

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_GOLDENROWS_H
