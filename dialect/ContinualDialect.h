//===- ContinualDialect.h - The continual dialect -------------------------===//

#ifndef COCC_DIALECT_CONTINUALDIALECT_H
#define COCC_DIALECT_CONTINUALDIALECT_H

#include "mlir/IR/Attributes.h"
#include "mlir/IR/Dialect.h"

#include "dialect/ContinualDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/ContinualAttributes.h.inc"

#endif // COCC_DIALECT_CONTINUALDIALECT_H
