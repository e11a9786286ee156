//===- TorchFamilies.h - The frames of a clip, one by one -----------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHFAMILIES_H
#define COCC_FRONTENDS_TORCH_TORCHFAMILIES_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"

namespace cocc::frontends {

/// One of the frames of a clip.
struct TorchFrame {
  int64_t index = 0;
  /// Its dimension is there still, with extent 1.
  bool keepsDim = false;
};

/// The places along a dimension of a tensor that a program takes one by one.
struct TorchFamily {
  std::string source;
  int64_t dim = 0;
  /// The extent of that dimension.
  int64_t count = 0;
  /// By the names of what is taken, in the program's order.
  std::vector<std::pair<std::string, TorchFrame>> frames;
};

/// All families of a program that take several places each, by where the first
/// of them is taken.
std::vector<TorchFamily> findFamilies(const TorchProgram &program);

/// The families, one for each program, that are the first to take another
/// number of places in each: what a loop over frames runs along. Empty where
/// there are none.
std::vector<TorchFamily>
findLoop(llvm::ArrayRef<std::vector<TorchFamily>> families);

/// The extent of `dim` in a tensor of the program; the dimension is counted
/// from 0 then.
int64_t extentAlong(const TorchProgram &program, const std::string &tensor,
                    int64_t &dim);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHFAMILIES_H
