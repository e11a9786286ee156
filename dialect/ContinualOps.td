//===- ContinualOps.td - The layers, and what becomes of them -------------===//
//
// The record of a layer is also its YAML schema: a frontend looks up the operation by
// the layer's name and offers its attributes (docs/adding-an-operator.md). Records are in
// families, and this is their list: CMake reads it, and makes <Family>.h and its
// definitions of each. So a record compiles again what sees its family, and no more.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_CONTINUALOPS
#define COCC_DIALECT_CONTINUALOPS

include "dialect/NetworkOps.td"
include "dialect/WindowOps.td"
include "dialect/ActivationOps.td"
include "dialect/JoinOps.td"
include "dialect/FrameOps.td"
include "dialect/OrderOps.td"
include "dialect/TimeOps.td"
include "dialect/AttentionOps.td"
include "dialect/UpsamplingOps.td"
include "dialect/RateOps.td"
include "dialect/FrameRecurrenceOps.td"
include "dialect/IndexOps.td"
include "dialect/SumOps.td"
include "dialect/FunctionOps.td"
include "dialect/SpectrumOps.td"

#endif // COCC_DIALECT_CONTINUALOPS
