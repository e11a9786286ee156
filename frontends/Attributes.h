//===- Attributes.h - From YAML values to an operation's attributes -------===//

#ifndef COCC_FRONTENDS_ATTRIBUTES_H
#define COCC_FRONTENDS_ATTRIBUTES_H

#include "frontends/NetworkDescription.h"
#include "mlir/IR/OperationSupport.h"

namespace cocc::frontends {

/// The attributes of `layer` as `operation` wants them. Says in `problem` what
/// is wrong where it returns false.
bool convertAttributes(const Layer &layer,
                       mlir::RegisteredOperationName operation,
                       mlir::NamedAttrList &attributes, Problem &problem);

/// Checks that `op`, made from `layer`, has every attribute that has no
/// default.
bool checkRequiredAttributes(const Layer &layer, mlir::Operation *op,
                             Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_ATTRIBUTES_H
