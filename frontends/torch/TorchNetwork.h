//===- TorchNetwork.h - From a program over clips to a network ------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHNETWORK_H
#define COCC_FRONTENDS_TORCH_TORCHNETWORK_H

#include "frontends/OptionNames.h"
#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

struct TorchOptions {
  /// What the network is to be called.
  std::string name;
  /// The dimension of the program's inputs that is time.
  int64_t timeDim = 2;
  /// How many frames something that looks at the whole clip is to look at: by
  /// the name of a node, a module's path or an operator's name.
  std::map<std::string, int64_t> windows;
  OptionNames names = {};
  /// Where inputs differ: the dimension of each that is time.
  std::vector<int64_t> timeDims = {};
};

/// The network over frames that computes what `program` does to a clip, with
/// its weights in a table. Says in `problem` what is wrong where it returns
/// nothing.
std::optional<NetworkDescription> lowerTorch(const TorchProgram &program,
                                             const TorchOptions &options,
                                             Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHNETWORK_H
