//===- Statistics.cpp -----------------------------------------------------===//

#include "compiler/tools/Statistics.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace {
struct Printer : public remark::detail::MLIRRemarkStreamerBase {
  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    for (const auto &amount : remark.getArgs())
      llvm::errs() << remark.getCategoryName() << ": " << amount.key << " = "
                   << amount.val << '\n';
  }
};
} // namespace

void cocc::showStatistics(MLIRContext &context) {
  remark::RemarkCategories passes;
  passes.passed = "continual-.*";
  LogicalResult enabled = remark::enableOptimizationRemarks(
      context, std::make_unique<Printer>(),
      std::make_unique<remark::RemarkEmittingPolicyAll>(), passes);
  assert(succeeded(enabled) && "nothing in it can fail");
  (void)enabled;
}
