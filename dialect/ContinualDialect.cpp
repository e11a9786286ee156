//===- ContinualDialect.cpp -----------------------------------------------===//

#include "dialect/ContinualDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cocc::continual;

#include "dialect/ContinualDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/ContinualAttributes.cpp.inc"

void ContinualDialect::initialize() {
  registerAttributes();
  registerOperations();
}

void ContinualDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/ContinualAttributes.cpp.inc"
      >();
}
