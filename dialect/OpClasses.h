//===- OpClasses.h - What the classes of operations are made of -----------===//

#ifndef COCC_DIALECT_OPCLASSES_H
#define COCC_DIALECT_OPCLASSES_H

#include "dialect/ContinualDialect.h"
#include "dialect/ContinualInterfaces.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir {
class PatternRewriter;
}

namespace cocc::continual {
class OutputOp;
}

#endif // COCC_DIALECT_OPCLASSES_H
