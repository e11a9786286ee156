//===- ContinualOps.cpp - Registration ------------------------------------===//

#include "dialect/ContinualOps.h"
#include "dialect/ops/Bins.h"
#include "dialect/ops/Joins.h"
#include "dialect/ops/Recurrent.h"
#include "dialect/ops/Shapes.h"
#include "dialect/ops/Window.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include <limits>

using namespace mlir;
using namespace cocc::continual;

#include "dialect/ContinualInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "dialect/ContinualOps.cpp.inc"

/// Promises a kernel for each operation that codegen can attach one to.
template <typename... Ops>
static void promiseStepKernels(ContinualDialect &dialect) {
  auto promise = [&]<typename Op>() {
    if constexpr (requires(MLIRContext &c) { Op::attachStepKernel(c); })
      dialect.declarePromisedInterface<StepKernelInterface, Op>();
  };
  (promise.template operator()<Ops>(), ...);
}

void ContinualDialect::registerOperations() {
  addOperations<
#define GET_OP_LIST
#include "dialect/ContinualOps.cpp.inc"
      >();
  promiseStepKernels<
#define GET_OP_LIST
#include "dialect/ContinualOps.cpp.inc"
      >(*this);
}
