//===- LayerNames.cpp -----------------------------------------------------===//

#include "compiler/analysis/LayerNames.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

static void collectNames(Location location,
                         SmallVectorImpl<std::string> &names) {
  if (auto name = dyn_cast<NameLoc>(location))
    names.push_back(name.getName().str());
  else if (auto fused = dyn_cast<FusedLoc>(location))
    for (Location part : fused.getLocations())
      collectNames(part, names);
}

SmallVector<std::string> cocc::getLayerNames(Operation *op) {
  SmallVector<std::string> names;
  collectNames(op->getLoc(), names);
  if (names.empty())
    names.push_back(op->getName().stripDialect().str());
  return names;
}

std::string cocc::joinLayerNames(Operation *op) {
  return llvm::join(getLayerNames(op), "+");
}
