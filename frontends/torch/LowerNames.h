//===- LowerNames.h - Layers in the containers of their modules -----------===//
//
// A network that came from a program should read as the program's modules do:
// a module is a sequential, a module of one layer is that layer, and weights
// that are called as their layer is need no name.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERNAMES_H
#define COCC_FRONTENDS_TORCH_LOWERNAMES_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Gives `network`, whose inputs it has, its layers, weights and outputs. The
/// first of `layers` are the inputs.
void nameLayers(llvm::ArrayRef<LoweredLayer> layers,
                llvm::ArrayRef<LoweredOutput> outputs,
                NetworkDescription &network);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERNAMES_H
