//===- OpFamily.h - What a family of operations is to the dialect ---------===//
//
// ContinualOps.td lists the families. CMake makes a header <Family>.h of each,
// and of OpFamily.cpp.in a file with the definitions, which is where makeFamily
// is called.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_OPFAMILY_H
#define COCC_DIALECT_OPFAMILY_H

#include "dialect/ContinualDialect.h"
#include "dialect/ContinualInterfaces.h"
#include <vector>

namespace cocc::continual {

struct OpFamily {
  /// Registers the operations, and promises a kernel for each that codegen can
  /// attach one to.
  void (*addTo)(ContinualDialect &dialect);
  /// The names of its layers, without the dialect's prefix.
  std::vector<llvm::StringRef> layers;
};

/// All of them, in the order of ContinualOps.td.
std::vector<OpFamily> opFamilies();

template <typename... Ops>
void ContinualDialect::addFamily() {
  addOperations<Ops...>();
  auto promise = [&]<typename Op>() {
    if constexpr (requires(mlir::MLIRContext &c) { Op::attachStepKernel(c); })
      declarePromisedInterface<StepKernelInterface, Op>();
  };
  (promise.template operator()<Ops>(), ...);
}

template <typename... Ops>
OpFamily makeFamily() {
  OpFamily family;
  family.addTo = [](ContinualDialect &to) { to.addFamily<Ops...>(); };
  auto collect = [&]<typename Op>() {
    if constexpr (requires { Op::isLayer; })
      family.layers.push_back(Op::getOperationName().split('.').second);
  };
  (collect.template operator()<Ops>(), ...);
  return family;
}

} // namespace cocc::continual

#endif // COCC_DIALECT_OPFAMILY_H
