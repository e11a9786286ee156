//===- ContinualOps.cpp - All families of operations ----------------------===//

#include "dialect/OpFamily.h"

using namespace cocc::continual;

#include "dialect/ContinualInterfaces.cpp.inc"

namespace cocc::continual {
#define COCC_OP_FAMILY(family) OpFamily make##family();
#include "dialect/OpFamilies.inc"
#undef COCC_OP_FAMILY
} // namespace cocc::continual

std::vector<OpFamily> cocc::continual::opFamilies() {
  return {
#define COCC_OP_FAMILY(family) make##family(),
#include "dialect/OpFamilies.inc"
#undef COCC_OP_FAMILY
  };
}

void ContinualDialect::registerOperations() {
  for (const OpFamily &family : opFamilies())
    family.addTo(*this);
}
