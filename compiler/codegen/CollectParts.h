//===- CollectParts.h - The parts of a NetworkLayout ----------------------===//
//
// What Collect.h promises is collected in parts, a file each: the layers as
// they were written, the tables of the step loop, and when what runs.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_COLLECTPARTS_H
#define COCC_COMPILER_CODEGEN_COLLECTPARTS_H

#include "compiler/codegen/NetworkLayout.h"
#include "dialect/NetworkOps.h"
#include "dialect/ReceptiveFields.h"
#include "dialect/StreamPositions.h"

namespace cocc {

std::vector<int64_t> getShape(mlir::Value value);

StreamFacts getFacts(mlir::Value value,
                     const continual::StreamPositions &positions,
                     const continual::ReceptiveFields &fields);

/// Of a read of `ring` with this geometry.
ExtentLayout getExtent(const continual::StreamGeometry &geometry, int64_t ring);

/// Counts each value's memory with the layer that looks farthest back in it, or
/// reads beyond its edges.
void chargeState(continual::NetworkOp planned,
                 std::vector<LayerReport> &layers);

/// The rings, the fills and the kernels of `planned`, without their code.
void collectTables(continual::NetworkOp planned, NetworkLayout &layout);

/// When the kernels run, from the clocks of their rings.
void collectSteps(NetworkLayout &layout);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_COLLECTPARTS_H
