//===- TorchGraph.h - The graph of an exported program --------------------===//
//
// Reads the JSON of the graph: its calls, its inputs and outputs, and which of
// its values are parameters.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHGRAPH_H
#define COCC_FRONTENDS_TORCH_TORCHGRAPH_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/Support/Error.h"

namespace cocc::frontends {

/// A program without the values of its constants. Every name that it uses is
/// one that it has. `entry` is what messages call `text`.
llvm::Expected<TorchProgram> readTorchGraph(llvm::StringRef text,
                                            llvm::StringRef entry);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHGRAPH_H
