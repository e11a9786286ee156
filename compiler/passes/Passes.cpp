//===- Passes.cpp - What passes share -------------------------------------===//

#include "compiler/passes/Passes.h"
#include "mlir/IR/Remarks.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

void cocc::reportStatistic(NetworkOp network, StringRef pass, StringRef what,
                           int64_t amount) {
  remark::passed(network.getLoc(),
                 remark::RemarkOpts::name(what).category(pass).function(
                     network.getSymName()))
      << remark::metric(what, amount);
}

LogicalResult cocc::requireBalanced(NetworkOp network) {
  if (network.getBalanced())
    return success();
  return network.emitError("network @")
         << network.getSymName()
         << " is not balanced yet; run continual-balance-delays first";
}
