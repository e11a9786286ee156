//===- EmitReport.h - What a network costs, layer by layer ------*- C++ -*-===//
//
// The facts of a compiled network as JSON for programs, as a table for people
// and as a graph. Times are in frames of the input, clocks in ticks.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_EMITREPORT_H
#define COCC_COMPILER_CODEGEN_EMITREPORT_H

#include "compiler/codegen/NetworkLayout.h"

namespace cocc {

/// <net>.json: an object with the network's facts and, under "layers", a list
/// of objects with each layer's.
std::string emitReport(const NetworkLayout &layout);

/// An aligned table with a row a layer and a total. "MACs per clip" is what the
/// network costs that sees a whole clip of `clipFrames` frames at once.
std::string explainAsTable(const NetworkLayout &layout, int64_t clipFrames);

/// The same facts at the nodes of a graph in Graphviz's language.
std::string explainAsGraph(const NetworkLayout &layout, int64_t clipFrames);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITREPORT_H
