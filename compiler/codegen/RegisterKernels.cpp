//===- RegisterKernels.cpp ------------------------------------------------===//

#include "compiler/codegen/RegisterKernels.h"
#include "dialect/ContinualOps.h"

using namespace mlir;
using namespace cocc::continual;

template <typename... Ops>
static void attachStepKernels(MLIRContext &context) {
  auto attach = [&]<typename Op>() {
    if constexpr (requires { Op::attachStepKernel(context); })
      Op::attachStepKernel(context);
  };
  (attach.template operator()<Ops>(), ...);
}

void cocc::registerStepKernels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, ContinualDialect *) {
    attachStepKernels<
#define GET_OP_LIST
#include "dialect/ContinualOps.cpp.inc"
        >(*context);
  });
}
