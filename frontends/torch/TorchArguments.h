//===- TorchArguments.h - Arguments and results of calls ------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHARGUMENTS_H
#define COCC_FRONTENDS_TORCH_TORCHARGUMENTS_H

#include "frontends/torch/TorchJson.h"

namespace cocc::frontends {

/// Reads an argument without its parameter. An integer that the graph computes
/// has its name as its symbol; resolveTorchNames puts in what it is.
bool fromJSON(const llvm::json::Value &value, TorchArgument &argument,
              llvm::json::Path path);

/// Reads the graph that a call runs.
bool fromJSON(const llvm::json::Value &value, TorchSubgraph &graph,
              llvm::json::Path path);

/// The names of the values in `argument`; an empty one where it is no tensor
/// and no computed integer.
std::vector<std::string> namesIn(const TorchArgument &argument);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHARGUMENTS_H
