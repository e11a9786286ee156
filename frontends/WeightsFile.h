//===- WeightsFile.h - Tensors in a safetensors file ----------------------===//
//
// Eight bytes with the header's length, a JSON header with each tensor's type,
// shape and place, then the tensors' bytes. The file is mapped and every word
// of its header checked before anything is used.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_WEIGHTSFILE_H
#define COCC_FRONTENDS_WEIGHTSFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>
#include <memory>
#include <vector>

namespace cocc::frontends {

struct Tensor {
  std::vector<int64_t> shape;
  llvm::ArrayRef<float> values;
};

class WeightsFile {
public:
  /// Errors say what is wrong, without the file's name.
  static llvm::Expected<std::shared_ptr<const WeightsFile>>
  open(llvm::StringRef path);
  static llvm::Expected<std::shared_ptr<const WeightsFile>>
  read(std::unique_ptr<llvm::MemoryBuffer> bytes);

  /// By name; tensors called `num_batches_tracked` are left out. Their values
  /// live as long as this file.
  const std::map<std::string, Tensor> &getTensors() const { return tensors; }

private:
  std::unique_ptr<llvm::MemoryBuffer> bytes;
  std::map<std::string, Tensor> tensors;
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_WEIGHTSFILE_H
